import { NoRowError } from "../../lib/api-error.ts";
import { unverifiedClaims } from "../../lib/jwt.ts";
import { type TokenType, verifyToken } from "../../model/auth/tokens.ts";
import type { Context } from "../../model/context.ts";
import { findRecordById } from "../../model/records/find.ts";
import type { RecordModel } from "../../model/records/record.ts";

const TYPES: readonly unknown[] = ["auth", "file", "verification", "passwordReset", "emailChange"];

/** The record that a token of one of the types was made for; no type means any. Throws what is wrong with the token. */
export async function findByToken(context: Context, token: string, types: readonly unknown[]): Promise<RecordModel> {
  if (token === "") throw new Error("missing token");
  if (token.split(".").length !== 3) {
    throw new Error("token is malformed: token contains an invalid number of segments");
  }
  const { id, collectionId, type } = unverifiedClaims(token);
  if (!isText(id) || !isText(collectionId) || !isText(type)) throw new Error("missing or invalid token claims");
  if (types.length > 0 && !types.includes(type)) {
    throw new Error(`invalid token type "${type}", expects "${types.join(",")}"`);
  }
  const collection = context.collections.current().find(collectionId);
  if (collection === undefined || (await findRecordById(context, collection, id)) === null) throw new NoRowError();
  if (collection.type !== "auth") throw new Error("the token is not associated to an auth collection record");
  if (!TYPES.includes(type)) throw new Error(`unknown token type ${type}`);
  const verified = await verifyToken(context, token, type as TokenType);
  if (verified === null) throw new Error("token signature is invalid: signature is invalid, or the token has expired");
  return verified.record;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
