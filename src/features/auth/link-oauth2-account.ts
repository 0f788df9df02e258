import { SUPERUSERS } from "../../model/collections/collection.ts";
import { inTransaction } from "../../model/context.ts";
import type { Context } from "../../model/context.ts";
import type { RecordAuthWithOAuth2RequestEvent, RecordRequestEvent } from "../../model/hook-events.ts";
import { createExternalAuth, findExternalAuth } from "../../model/auth/external-auths.ts";
import { setRandomPassword } from "../../model/records/password.ts";
import { enrichForAnswer } from "../../model/records/present.ts";
import { copyRecord, setValue } from "../../model/records/record-values.ts";
import type { RecordModel } from "../../model/records/record.ts";
import { saveRecord } from "../../model/records/save.ts";
import { createRecordAs } from "../records/create-record.ts";
import { signUpData } from "./oauth2-sign-up-data.ts";

/**
 * Links the provider's user to the account of the event, or to a new one, and resolves to the account. All of it in one
 * transaction; slow work (the avatar, the password's hash) is done before it. An account with an unverified email gets a new
 * password, because somebody else may have registered that email.
 */
export async function linkOAuth2Account(event: RecordAuthWithOAuth2RequestEvent): Promise<RecordModel> {
  const { context, record } = event;
  const link = {
    collection: event.collection,
    provider: event.providerName,
    providerId: event.oauth2User.id,
  };
  const prepared = record === null ? await prepareSignUp(event) : await prepareUpdate(event, record);
  return inTransaction(context, async (transaction) => {
    await transaction.transaction?.lock(`oauth2 ${link.provider} ${link.providerId}`);
    const account = await prepared(transaction);
    // Becoming verified ends the links that were made before, this one too if it was among them.
    if ((await findExternalAuth(transaction, link)) === null) await createExternalAuth(transaction, link, account);
    return account;
  });
}

type Step = (transaction: Context) => Promise<RecordModel>;

async function prepareSignUp(event: RecordAuthWithOAuth2RequestEvent): Promise<Step> {
  const { request, collection, oauth2User } = event;
  if (collection.name === SUPERUSERS) throw new Error("superusers can't sign up with OAuth2");
  const body = await signUpData(event);
  const { headers, auth } = request;
  const sent = { method: "POST", context: "oauth2", query: {}, headers, body, auth };
  return async (transaction) => {
    const account = await createRecordAs(transaction, sent, { collection: collection.id, present: enrichAccount });
    if (account === null) throw new Error("a hook did not call next() and so stopped the creation of the account");
    if (account.text("email") === oauth2User.email && account.values["verified"] !== true) {
      setValue(account, "verified", true);
      await saveRecord(transaction, account);
    }
    return account;
  };
}

/** As PocketBase, which makes the account by an internal request: the enrich hooks run, although nobody gets the answer. */
async function enrichAccount({ context, request, record }: RecordRequestEvent): Promise<RecordModel> {
  await enrichForAnswer(context, request, [record]);
  // Without what the hooks hid or added for that answer.
  return copyRecord(record);
}

async function prepareUpdate(
  { context, request, oauth2User }: RecordAuthWithOAuth2RequestEvent,
  found: RecordModel,
): Promise<Step> {
  const account = copyRecord(found);
  const isVerified = account.values["verified"] === true;
  const isOwn = request.auth?.id === account.id && request.auth.collection.id === account.collection.id;
  // Someone may have registered with the email of another and still know the password.
  const isReset = !isOwn && !isVerified && account.text("email") !== "";
  if (isReset) await setRandomPassword(context, account);
  const hasNewEmail = account.text("email") === "" && oauth2User.email !== "";
  if (hasNewEmail) setValue(account, "email", oauth2User.email);
  const isProven = !isVerified && account.text("email") === oauth2User.email;
  if (isProven) setValue(account, "verified", true);
  if (!isReset && !hasNewEmail && !isProven) return async () => account;
  return async (transaction) => {
    await saveRecord(transaction, account);
    return account;
  };
}
