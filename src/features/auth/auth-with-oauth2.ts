import { ApiError, ValidationError, badRequest, forbidden, internalServerError } from "../../lib/api-error.ts";
import type { FieldError } from "../../lib/api-error.ts";
import { exchangeCode } from "../../lib/oauth2/exchange-code.ts";
import { fetchUser } from "../../lib/oauth2/fetch-user.ts";
import type { OAuth2User } from "../../lib/oauth2/fetch-user.ts";
import type { OAuth2Client, OAuth2Provider } from "../../lib/oauth2/provider.ts";
import { findOAuth2Provider } from "../../lib/oauth2/registry.ts";
import { takeAppleName } from "../../model/auth/apple-names.ts";
import { findExternalAuth } from "../../model/auth/external-auths.ts";
import { findAuthRecordByEmail } from "../../model/auth/find-by-email.ts";
import { createAuthToken } from "../../model/auth/tokens.ts";
import type { AuthCollection, OAuth2ProviderOptions } from "../../model/collections/collection.ts";
import type { Context } from "../../model/context.ts";
import { collectErrors, required } from "../../model/fields/field-errors.ts";
import type { RecordAuthWithOAuth2RequestEvent } from "../../model/hook-events.ts";
import { findRecordById } from "../../model/records/find.ts";
import { recordFields } from "../../model/records/record-fields.ts";
import type { RecordModel } from "../../model/records/record.ts";
import { readBody, textFields } from "../../model/request-body.ts";
import { withRequest } from "../../model/request-info.ts";
import type { RequestInfo } from "../../model/request-info.ts";
import type { Call } from "../../model/route.ts";
import { answerAuth } from "./answer-auth.ts";
import { authCollection } from "./auth-collection.ts";
import { linkOAuth2Account } from "./link-oauth2-account.ts";
import { oauth2Meta } from "./oauth2-meta.ts";
import { triggerRequest } from "../../model/trigger-request.ts";

const LOAD_FAILURE = "An error occurred while loading the submitted data.";
/** For all that the provider is asked in one sign-in. */
const PROVIDER_TIMEOUT_MS = 30_000;

interface Form {
  readonly provider: string;
  readonly code: string;
  readonly codeVerifier: string;
  readonly redirectURL: string;
  readonly createData: Record<string, unknown>;
}

/** Signs in a user that comes back from a provider with a code. The first sign-in makes an account. */
export async function authWithOAuth2(call: Call): Promise<Response> {
  const { context } = call;
  const collection = authCollection(call);
  const { oauth2 } = collection.options;
  if (!oauth2.enabled) throw forbidden("The collection is not configured to allow OAuth2 authentication.");
  const request = withRequest(await readBody(call), { context: "oauth2" });
  const form = readForm(request);
  const options = (oauth2.providers ?? []).find(({ name }) => name === form.provider);
  checkForm(form, options);

  const oauth2User = await askProvider(context, form, options);
  const event: RecordAuthWithOAuth2RequestEvent = {
    context,
    request,
    collection,
    providerName: form.provider,
    oauth2User,
    createData: form.createData,
    ...(await findAccount(context, collection, { request, form, oauth2User })),
  };
  const response = await triggerRequest(context.hooks.onRecordAuthWithOAuth2Request, {
    event,
    tags: recordFields(collection).tags,
    async operation(current) {
      const record = await linked(current);
      const meta = oauth2Meta(current.oauth2User, current.isNewRecord);
      return answerAuth(call, {
        request,
        record,
        token: createAuthToken(record),
        authMethod: "oauth2",
        meta,
      });
    },
  });
  return response ?? new Response(null);
}

function readForm(request: RequestInfo): Form {
  const names = ["provider", "code", "codeVerifier", "redirectURL", "redirectUrl"] as const;
  const { redirectUrl, ...texts } = textFields(request, names);
  const createData = request.body["createData"] ?? {};
  if (typeof createData !== "object" || Array.isArray(createData)) throw badRequest(LOAD_FAILURE);
  // Clients of before v0.23 write it so.
  return { ...texts, redirectURL: texts.redirectURL || redirectUrl, createData: { ...createData } };
}

function checkForm(form: Form, options: OAuth2ProviderOptions | undefined): asserts options is OAuth2ProviderOptions {
  const data = collectErrors({
    provider: form.provider === "" ? required : options === undefined ? unknownProvider(form.provider) : null,
    code: form.code === "" ? required : null,
  });
  if (Object.keys(data).length > 0) throw badRequest(LOAD_FAILURE, { data });
}

function unknownProvider(name: string): FieldError {
  const message = `Provider with name ${JSON.stringify(name)} is missing or is not enabled.`;
  return { code: "validation_invalid_provider", message, params: { name } };
}

async function askProvider(context: Context, form: Form, options: OAuth2ProviderOptions): Promise<OAuth2User> {
  const provider = findOAuth2Provider(form.provider);
  if (provider === undefined) throw internalServerError(`Failed to init provider ${form.provider}.`);
  const client = clientOf(provider, options);
  const codeVerifier = (options.pkce ?? provider.pkce) ? form.codeVerifier : "";
  const grant = { code: form.code, codeVerifier, redirectURL: form.redirectURL };
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> =>
    context.outgoing.run(hostOf(client.tokenURL), client.signal, work);
  const tokens = await inTurn(() => exchangeCode(provider, client, grant)).catch((cause: unknown) => {
    throw badRequest("Failed to fetch OAuth2 token.", { cause });
  });
  const user = await inTurn(() => fetchUser(provider, client, tokens)).catch((cause: unknown) => {
    throw badRequest("Failed to fetch OAuth2 user.", { cause });
  });
  if (form.provider === "apple" && user.name === "") user.name = await takeAppleName(context, form.code);
  return user;
}

function clientOf(provider: OAuth2Provider, options: OAuth2ProviderOptions): OAuth2Client {
  return {
    clientId: options.clientId,
    clientSecret: options.clientSecret,
    tokenURL: options.tokenURL || provider.tokenURL,
    userInfoURL: options.userInfoURL || provider.userInfoURL,
    extra: options.extra ?? {},
    signal: AbortSignal.timeout(PROVIDER_TIMEOUT_MS),
  };
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}

/** The account that is linked already, else the signed-in one, else the one with the email, which the provider has verified. */
async function findAccount(
  context: Context,
  collection: AuthCollection,
  { request, form, oauth2User }: { request: RequestInfo; form: Form; oauth2User: OAuth2User },
): Promise<{ record: RecordModel | null; isNewRecord: boolean }> {
  const link = { collection, provider: form.provider, providerId: oauth2User.id };
  const external = await findExternalAuth(context, link);
  const record =
    external !== null
      ? await findRecordById(context, collection, external.text("recordRef"))
      : request.auth?.collection.id === collection.id
        ? request.auth
        : await findAuthRecordByEmail(context, collection, oauth2User.email);
  if (external !== null && record === null) throw badRequest("Failed to authenticate.");
  return { record, isNewRecord: record === null };
}

async function linked(event: RecordAuthWithOAuth2RequestEvent): Promise<RecordModel> {
  try {
    return await linkOAuth2Account(event);
  } catch (error) {
    if (error instanceof ApiError) throw error;
    if (error instanceof ValidationError) {
      throw badRequest("Failed to authenticate.", { data: error.errors, cause: error });
    }
    event.context.log.error("failed to link an account to a provider", { error: String(error) });
    throw badRequest("Failed to authenticate.", { cause: error });
  }
}
