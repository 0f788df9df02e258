import { createHmac, timingSafeEqual } from "node:crypto";

export type Claims = Readonly<Record<string, unknown>>;

/** No token of ours is nearly as long. Parsing what a client sends in place of one must take no time. */
const MAX_LENGTH = 64 * 1024;

const HEADER = Buffer.from('{"alg":"HS256","typ":"JWT"}').toString("base64url");

/**
 * A JSON Web Token (RFC 7519) signed with HS256, the only method that is ever used or accepted here. Synchronous on purpose:
 * tokens are checked on the path of every request, and a promise costs more than the digest.
 */
export function signJwt(claims: Claims, key: string): string {
  const signed = `${HEADER}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}`;
  return `${signed}.${digest(signed, key)}`;
}

/** The claims of a token that was not checked; null where it is no HS256 token or it has expired. */
export function decodeJwt(token: string, now: number = Date.now()): Claims | null {
  if (token.length > MAX_LENGTH) return null;
  const [header = "", payload = "", signature, ...rest] = token.split(".");
  if (signature === undefined || rest.length > 0) return null;
  if (header !== HEADER && parseObject(header)?.["alg"] !== "HS256") return null;
  const claims = parseObject(payload);
  return claims === null || !isCurrent(claims, now) ? null : claims;
}

/** What a token claims, without any check: also that of a forged or expired one. */
export function unverifiedClaims(token: string): Claims {
  if (token.length > MAX_LENGTH) return {};
  return parseObject(token.split(".")[1] ?? "") ?? {};
}

/** Whether the token was signed with the key. */
export function isSignedBy(token: string, key: string): boolean {
  const end = token.lastIndexOf(".");
  if (end < 0) return false;
  // Compared as text: decoding skips odd characters, so a token could be written in any number of ways.
  const signature = Buffer.from(token.slice(end + 1));
  const expected = Buffer.from(digest(token.slice(0, end), key));
  return signature.length === expected.length && timingSafeEqual(signature, expected);
}

/** `Bun.CryptoHasher` takes half the time, but throws what another part of the program left behind, such as a key that could not be read. */
function digest(text: string, key: string): string {
  return createHmac("sha256", key).update(text).digest("base64url");
}

function parseObject(part: string): Claims | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Claims) : null;
  } catch {
    return null;
  }
}

function isCurrent(claims: Claims, now: number): boolean {
  const { exp, nbf } = claims;
  if (exp !== undefined && (typeof exp !== "number" || now >= exp * 1000)) return false;
  return nbf === undefined || (typeof nbf === "number" && now >= nbf * 1000);
}
