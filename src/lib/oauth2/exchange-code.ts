import { ask, isObject } from "./fetch-json.ts";
import type { ProviderAnswer } from "./fetch-json.ts";
import type { CodeGrant, OAuth2Client, OAuth2Provider, OAuth2Tokens, UserInfo } from "./provider.ts";
import { onlyTextAt, textAt } from "./read-json.ts";
import { refusalText } from "./refusal.ts";

/** Ten years; what lasts longer has no end. */
const MAX_LIFETIME_S = 10 * 365 * 24 * 60 * 60;
/** Some providers answer with a form in place of JSON. */
const FORM_TYPES = ["application/x-www-form-urlencoded", "text/plain"];

/** Exchanges the code of an authorization for tokens (RFC 6749, 4.1.3). Rejects where the provider refuses it. */
export async function exchangeCode(
  provider: OAuth2Provider,
  client: OAuth2Client,
  grant: CodeGrant,
): Promise<OAuth2Tokens> {
  if (provider.exchangeCode !== undefined) return provider.exchangeCode(client, grant);
  const fields = grantFields(grant);
  const { clientId, clientSecret } = client;
  const inBody = { ...fields, client_id: clientId, client_secret: clientSecret };
  if (provider.credentials === "body") return requestTokens(client, inBody);
  if (provider.credentials === "none") return requestTokens(client, { ...fields, client_id: clientId });
  try {
    return await requestTokens(client, fields, { authorization: basicCredentials(client) });
  } catch (error) {
    // A provider that takes one of the ways alone may refuse the other before it looks at the code.
    if (provider.credentials === "header" || client.signal.aborted) throw error;
    return requestTokens(client, inBody);
  }
}

/** The fields that every exchange has; those that are empty are left out. */
export function grantFields({ code, codeVerifier, redirectURL }: CodeGrant): Record<string, string> {
  const fields = { grant_type: "authorization_code", code, redirect_uri: redirectURL, code_verifier: codeVerifier };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ""));
}

/** Asks the token endpoint. Rejects with the provider's own words where it refuses. */
export async function requestTokens(
  client: OAuth2Client,
  fields: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<OAuth2Tokens> {
  const answer = await ask(client.tokenURL, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    body: new URLSearchParams(fields).toString(),
    signal: client.signal,
  });
  const data = dataOf(answer);
  // Some providers refuse with a status of 200.
  if (answer.status < 200 || answer.status > 299 || onlyTextAt(data, "error") !== "") {
    const secrets = [client.clientSecret, fields["code"] ?? "", fields["code_verifier"] ?? ""];
    throw new Error(refusalText(answer.status, data, secrets));
  }
  // Withings puts them one level down.
  return readTokens(isObject(data["body"]) ? data["body"] : data);
}

function dataOf({ json, contentType, text }: ProviderAnswer): UserInfo {
  if (isObject(json)) return json;
  return FORM_TYPES.includes(contentType) ? Object.fromEntries(new URLSearchParams(text)) : {};
}

/** The tokens in what a token endpoint answered. Throws where there is no access token. */
function readTokens(data: UserInfo): OAuth2Tokens {
  const accessToken = onlyTextAt(data, "access_token");
  if (accessToken === "") throw new Error("the provider returned no access token");
  const seconds = Number(textAt(data, "expires_in"));
  return {
    accessToken,
    refreshToken: onlyTextAt(data, "refresh_token"),
    expires: seconds > 0 && seconds < MAX_LIFETIME_S ? new Date(Date.now() + seconds * 1000) : null,
    data,
  };
}

/** RFC 6749 (2.3.1) has both encoded like the fields of a form before they go into the header. */
function basicCredentials({ clientId, clientSecret }: OAuth2Client): string {
  const pair = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`;
  return `Basic ${Buffer.from(pair).toString("base64")}`;
}
