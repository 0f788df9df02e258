import type * as Arctic from "arctic";
import { ask, isObject } from "./fetch-json.ts";
import type { CodeGrant, OAuth2Client, OAuth2Provider, OAuth2Tokens, UserInfo } from "./provider.ts";

/** Ten years; what lasts longer has no end. */
const MAX_LIFETIME_S = 10 * 365 * 24 * 60 * 60;

/** Exchanges the code of an authorization for tokens (RFC 6749, 4.1.3). Rejects where the provider refuses it. */
export async function exchangeCode(
  provider: OAuth2Provider,
  client: OAuth2Client,
  grant: CodeGrant,
): Promise<OAuth2Tokens> {
  if (provider.exchangeCode !== undefined) return provider.exchangeCode(client, grant);
  if (provider.credentials === "body") return exchangeWithBody(client, grant);
  if (provider.credentials === "none") {
    return exchangeAs({ clientId: client.clientId, clientSecret: null }, client, grant);
  }
  try {
    return await exchangeWithHeader(client, grant);
  } catch (error) {
    // Who knows but one of the ways refuses the other before it looks at the code.
    if (provider.credentials === "header" || client.signal.aborted) throw error;
    return exchangeWithBody(client, grant);
  }
}

/** The tokens in what a token endpoint answered. Throws where there is no access token. */
function readTokens(data: UserInfo): OAuth2Tokens {
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: expiresIn } = data;
  if (typeof accessToken !== "string" || accessToken === "") throw new Error("the provider gave no access token");
  const seconds = Number(expiresIn ?? 0);
  return {
    accessToken,
    refreshToken: typeof refreshToken === "string" ? refreshToken : "",
    expires: seconds > 0 && seconds < MAX_LIFETIME_S ? new Date(Date.now() + seconds * 1000) : null,
    data,
  };
}

/** Exchanges a code as arctic knows to; it is loaded by the first who signs in. */
export async function exchangeByArctic(
  client: OAuth2Client,
  exchange: (arctic: typeof Arctic) => Promise<{ readonly data: object }>,
): Promise<OAuth2Tokens> {
  const { data } = await before(client.signal, exchange(await import("arctic")));
  return readTokens(isObject(data) ? data : {});
}

/** The way that RFC 6749 prefers. */
function exchangeWithHeader(client: OAuth2Client, grant: CodeGrant): Promise<OAuth2Tokens> {
  // RFC 6749 (2.3.1) has them encoded like the fields of a form before they go into the header.
  const [clientId, clientSecret] = [encodeURIComponent(client.clientId), encodeURIComponent(client.clientSecret)];
  return exchangeAs({ clientId, clientSecret }, client, grant);
}

/** `credentials` without a secret: the client is named in the body. */
function exchangeAs(
  { clientId, clientSecret }: { clientId: string; clientSecret: string | null },
  client: OAuth2Client,
  { code, codeVerifier, redirectURL }: CodeGrant,
): Promise<OAuth2Tokens> {
  return exchangeByArctic(client, (arctic) =>
    new arctic.OAuth2Client(clientId, clientSecret, redirectURL || null).validateAuthorizationCode(
      client.tokenURL,
      code,
      codeVerifier || null,
    ),
  );
}

async function exchangeWithBody(client: OAuth2Client, grant: CodeGrant): Promise<OAuth2Tokens> {
  const form = new URLSearchParams({
    grant_type: "authorization_code",
    code: grant.code,
    client_id: client.clientId,
    client_secret: client.clientSecret,
  });
  if (grant.redirectURL !== "") form.set("redirect_uri", grant.redirectURL);
  if (grant.codeVerifier !== "") form.set("code_verifier", grant.codeVerifier);
  const { status, json } = await ask(client.tokenURL, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: form.toString(),
    signal: client.signal,
  });
  if (status >= 300 || !isObject(json)) throw new Error(`the provider refused the code with ${status}`);
  return readTokens(json);
}

/** Arctic's requests know no end of their own. */
async function before<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
