import { createHash } from "node:crypto";

export interface AuthorizationRequest {
  readonly url: string;
  readonly clientId: string;
  readonly clientIdParameter: string;
  readonly scopes: readonly string[];
  readonly scopeSeparator: string;
  readonly state: string;
  /** PKCE (RFC 7636); empty for none. */
  readonly codeChallenge: string;
  readonly codeChallengeMethod: "S256" | "plain";
  readonly parameters: Readonly<Record<string, string>>;
}

/** The URL to send a user to (RFC 6749, 4.1.1). It ends with an empty `redirect_uri`, to which clients add their own. */
export function authorizationUrl(request: AuthorizationRequest): string {
  const { url, clientId, scopes, scopeSeparator, state, codeChallenge, parameters } = request;
  const query = new URLSearchParams({ ...parameters, response_type: "code", state });
  query.set(request.clientIdParameter, clientId);
  if (scopes.length > 0) query.set("scope", scopes.join(scopeSeparator));
  if (codeChallenge !== "") {
    query.set("code_challenge", codeChallenge);
    query.set("code_challenge_method", request.codeChallengeMethod);
  }
  query.sort();
  return `${url}${url.includes("?") ? "&" : "?"}${query.toString()}&redirect_uri=`;
}

/** The S256 challenge of a code verifier. */
export function codeChallenge(verifier: string): string {
  return createHash("sha256").update(verifier).digest("base64url");
}
