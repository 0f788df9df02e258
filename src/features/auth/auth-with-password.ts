import { badRequest, forbidden } from "../../lib/api-error.ts";
import type { FieldError } from "../../lib/api-error.ts";
import { isEmail } from "../../lib/address-formats.ts";
import { createAuthToken } from "../../model/auth/tokens.ts";
import type { AuthCollection } from "../../model/collections/collection.ts";
import { findUniqueIndex } from "../../model/collections/index-definition.ts";
import type { Context } from "../../model/context.ts";
import { findRecordByField } from "../../model/records/find.ts";
import { pretendToVerify, verifyPassword } from "../../model/records/password.ts";
import { recordFields } from "../../model/records/record-fields.ts";
import type { RecordModel } from "../../model/records/record.ts";
import { readBody, textFields } from "../../model/request-body.ts";
import { withRequest } from "../../model/request-info.ts";
import type { Call } from "../../model/route.ts";
import { answerAuth } from "./answer-auth.ts";
import { authCollection } from "./auth-collection.ts";
import { checkForm, checkLength, checkText } from "./form-checks.ts";
import { triggerRequest } from "../../model/trigger-request.ts";

export async function authWithPassword(call: Call): Promise<Response> {
  const { context } = call;
  const collection = authCollection(call);
  const { passwordAuth } = collection.options;
  if (!passwordAuth.enabled) {
    throw forbidden("The collection is not configured to allow password authentication.");
  }
  const request = withRequest(await readBody(call), { context: "password" });
  const { identity, password, identityField } = textFields(request, ["identity", "password", "identityField"]);
  checkForm({
    identity: checkText(identity),
    password: checkText(password),
    identityField: checkIdentityField(identityField, passwordAuth.identityFields),
  });

  const found = await findByIdentity(context, collection, { identity, identityField });
  const event = { context, request, collection, record: found, identity, identityField, password };
  const response = await triggerRequest(context.hooks.onRecordAuthWithPasswordRequest, {
    event,
    tags: recordFields(collection).tags,
    async operation({ record, password: given }) {
      if (!(await isPasswordOf(call, collection, { record, plain: given })) || record === null)
        throw badRequest("Failed to authenticate.");
      const token = createAuthToken(record);
      return answerAuth(call, { request, record, token, authMethod: "password" });
    },
  });
  return response ?? new Response(null);
}

function checkIdentityField(name: string, identityFields: readonly string[]): FieldError | null {
  const error = checkLength(name);
  if (error !== null || name === "" || identityFields.includes(name)) return error;
  return { code: "validation_in_invalid", message: "Must be a valid value." };
}

/** The record of that identity: by the field that the client names, else by email where it looks like one, else by any field. */
async function findByIdentity(
  context: Context,
  collection: AuthCollection,
  { identity, identityField }: { identity: string; identityField: string },
): Promise<RecordModel | null> {
  const { identityFields } = collection.options.passwordAuth;
  const isAddress = isEmail(identity);
  const others = identityFields.filter((field) => isAddress || field !== "email");
  const fields = identityField !== "" ? [identityField] : isAddress ? emailFirst(others) : others;
  for (const field of fields) {
    const index = findUniqueIndex(collection.indexes, field);
    // Without a unique index several records might have the identity.
    if (index === undefined) throw new Error(`missing a unique index of the identity field ${field}`);
    const ignoreCase = index.columns[0]?.collate.toLowerCase() === "nocase";
    const record = await findRecordByField(context, collection, { field, value: identity, ignoreCase });
    if (record !== null) return record;
  }
  return null;
}

function emailFirst(fields: readonly string[]): readonly string[] {
  return fields.includes("email") ? ["email", ...fields.filter((field) => field !== "email")] : fields;
}

/** An unknown identity takes as long as a wrong password. */
async function isPasswordOf(
  { context, clientAddress }: Call,
  collection: AuthCollection,
  { record, plain }: { readonly record: RecordModel | null; readonly plain: string },
): Promise<boolean> {
  const given = { plain, client: clientAddress };
  if (record !== null) return verifyPassword(context, record, given);
  await pretendToVerify(context, collection, given);
  return false;
}
