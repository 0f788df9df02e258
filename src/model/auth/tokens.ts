import { decodeJwt, isSignedBy, signJwt } from "../../lib/jwt.ts";
import type { Claims } from "../../lib/jwt.ts";
import type { AuthCollection, Collection, TokenOptions } from "../collections/collection.ts";
import type { Context } from "../context.ts";
import { findRecordById } from "../records/find.ts";
import type { RecordModel } from "../records/record.ts";

/** What a token is for; the same names as in its `type` claim. */
export type TokenType = "auth" | "file" | "verification" | "passwordReset" | "emailChange";

/** A token and the record that it was made for. */
export interface VerifiedToken {
  readonly record: RecordModel;
  readonly claims: Claims;
}

/** The part of the signing key that belongs to the collection: changing it ends all tokens of the type. */
function tokenOptions(collection: AuthCollection, type: TokenType): TokenOptions {
  switch (type) {
    case "auth":
      return collection.options.authToken;
    case "file":
      return collection.options.fileToken;
    case "verification":
      return collection.options.verificationToken;
    case "passwordReset":
      return collection.options.passwordResetToken;
    case "emailChange":
      return collection.options.emailChangeToken;
  }
}

/** What tokens claim besides their record, type and expiry. */
interface OwnClaims {
  readonly email?: string;
  readonly newEmail?: string;
  readonly refreshable?: boolean;
}

interface TokenRequest {
  readonly type: TokenType;
  readonly claims?: OwnClaims;
  /** Seconds; the collection's setting where absent or 0. */
  readonly duration?: number;
}

/** Makes a token for an auth record. Throws for records of other collections and for records without a key. */
export function createToken(record: RecordModel, { type, claims = {}, duration = 0 }: TokenRequest): string {
  const collection = authCollection(record.collection);
  if (collection === null) throw new Error("not an auth collection record");
  const options = tokenOptions(collection, type);
  const key = record.text("tokenKey") + options.secret;
  if (key === "") throw new Error("missing token key");
  const exp = Math.floor(Date.now() / 1000) + (duration > 0 ? duration : options.duration);
  const { email, newEmail, refreshable } = claims;
  // In the order of their names, as PocketBase's.
  return signJwt({ collectionId: collection.id, email, exp, id: record.id, newEmail, refreshable, type }, key);
}

/** A token to sign in with. One that is not refreshable can't be exchanged for a new one (impersonation, installer). */
export function createAuthToken(
  record: RecordModel,
  options: { duration?: number; refreshable?: boolean } = {},
): string {
  const { duration = 0, refreshable = true } = options;
  return createToken(record, { type: "auth", claims: { refreshable }, duration });
}

/** The record and claims of a valid token of that type; null for any other token. */
export async function verifyToken(context: Context, token: string, type: TokenType): Promise<VerifiedToken | null> {
  const claims = decodeJwt(token);
  if (claims === null || claims["type"] !== type) return null;
  const { id, collectionId } = claims;
  if (typeof id !== "string" || id === "" || typeof collectionId !== "string") return null;
  const collection = authCollection(context.collections.current().find(collectionId));
  if (collection === null) return null;
  const record = await findRecordById(context, collection, id);
  if (record === null) return null;
  const key = record.text("tokenKey") + tokenOptions(collection, type).secret;
  return key !== "" && isSignedBy(token, key) ? { record, claims } : null;
}

function authCollection(collection: Collection | undefined): AuthCollection | null {
  return collection?.type === "auth" ? collection : null;
}
