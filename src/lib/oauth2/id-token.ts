import { SignJWT, createLocalJWKSet, decodeJwt, importPKCS8, jwtVerify, type JSONWebKeySet } from "jose";
import { ask } from "./fetch-json.ts";
import type { UserInfo } from "./provider.ts";

/** Clocks differ. */
const CLOCK_TOLERANCE_S = 5 * 60;
const APPLE = "https://appleid.apple.com";

export interface IdTokenChecks {
  /** The client id that the token must be for. */
  readonly audience: string;
  /** Any of them; none: every issuer. */
  readonly issuers?: readonly string[];
  /**
   * Where the keys are that the token must be signed with; empty where it comes straight from the provider over TLS, which OpenID
   * Connect (3.1.3.7) lets vouch for it.
   */
  readonly jwksURL: string;
  /** Ends the request for the keys. */
  readonly signal: AbortSignal;
  readonly requiresExpiry?: boolean;
}

/** The claims of an ID token of OpenID Connect. Rejects where one of the checks fails. */
export async function verifyIdToken(token: string, checks: IdTokenChecks): Promise<UserInfo> {
  if (token === "") throw new Error("the provider returned no id_token");
  const claims = checks.jwksURL === "" ? decodeJwt(token) : await verifiedClaims(token, checks);
  checkTimes(claims, checks.requiresExpiry === true);
  const audiences: unknown[] = Array.isArray(claims.aud) ? claims.aud : [claims.aud];
  if (!audiences.includes(checks.audience)) throw new Error("the id_token is for another client");
  const issuers = checks.issuers ?? [];
  if (issuers.length > 0 && !issuers.includes(claims.iss ?? "")) throw new Error("the id_token has the wrong issuer");
  return claims;
}

/** The client secret that Apple wants: a token signed with the developer's key (ES256). Rejects for a broken key. */
export async function createAppleClientSecret(options: {
  readonly clientId: string;
  readonly teamId: string;
  readonly keyId: string;
  /** PEM (PKCS #8). */
  readonly privateKey: string;
  readonly durationSeconds: number;
}): Promise<string> {
  const key = await importPKCS8(options.privateKey.trim(), "ES256");
  const issued = Math.floor(Date.now() / 1000);
  return new SignJWT({ aud: [APPLE] })
    .setProtectedHeader({ alg: "ES256", kid: options.keyId, typ: "JWT" })
    .setIssuer(options.teamId)
    .setSubject(options.clientId)
    .setIssuedAt(issued)
    .setExpirationTime(issued + options.durationSeconds)
    .sign(key);
}

/** Keys are fetched anew each time: a provider that replaced a lost key must be believed at once. */
async function verifiedClaims(token: string, { jwksURL, signal }: IdTokenChecks) {
  const { status, json } = await ask(jwksURL, { signal });
  if (status !== 200) throw new Error(`the provider answered the request for its keys with status ${status}`);
  // jose checks that they are keys.
  const keys = createLocalJWKSet(json as JSONWebKeySet);
  const { payload, protectedHeader } = await jwtVerify(token, keys, { clockTolerance: CLOCK_TOLERANCE_S });
  if (!protectedHeader.kid) throw new Error("the id_token doesn't name its key");
  return payload;
}

function checkTimes({ exp, nbf, iat }: { exp?: unknown; nbf?: unknown; iat?: unknown }, requiresExpiry: boolean): void {
  const now = Date.now() / 1000;
  if (typeof exp !== "number" ? requiresExpiry || exp !== undefined : exp < now - CLOCK_TOLERANCE_S) {
    throw new Error("the id_token has expired");
  }
  for (const start of [nbf, iat]) {
    if (start === undefined) continue;
    if (typeof start !== "number" || start > now + CLOCK_TOLERANCE_S) throw new Error("the id_token is not valid yet");
  }
}
