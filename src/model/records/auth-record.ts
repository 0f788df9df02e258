import { ValidationError } from "../../lib/api-error.ts";
import type { Context } from "../context.ts";
import { isPlainPassword } from "../fields/password.ts";
import type { RecordModel } from "./record.ts";
import { setValue } from "./record-values.ts";

/** A new password or email ends all tokens of the record, unless its token key was changed explicitly. */
export function refreshTokenKey(record: RecordModel): void {
  const { collection, original, values } = record;
  if (collection.type !== "auth" || original === null) return;
  if (values["tokenKey"] !== original["tokenKey"]) return;
  if (isPlainPassword(values["password"]) || values["email"] !== original["email"]) {
    setValue(record, "tokenKey:autogenerate", "");
  }
}

/** Ids of auth records are unique across all auth collections, because tokens and logs name them. */
export async function checkAuthIdIsFree(context: Context, record: RecordModel): Promise<void> {
  if (record.collection.type !== "auth" || !record.isNew) return;
  const { connection } = context;
  const others = context.collections
    .current()
    .all.filter(({ type, id }) => type === "auth" && id !== record.collection.id);
  if (others.length === 0) return;
  // No constraint spans tables: of two that choose the same id at once, the second waits here.
  await context.transaction?.lock(`auth id ${record.id}`);
  const checks = others.map(({ name }) => `SELECT 1 AS found FROM ${connection.dialect.quote(name)} WHERE id = ?`);
  const taken = await connection.get(
    checks.join(" UNION ALL "),
    others.map(() => record.id),
  );
  if (taken === null) return;
  throw new ValidationError({
    id: { code: "validation_invalid_auth_id", message: "Invalid or duplicated auth record id." },
  });
}

/** A token that is good once was used at the same moment by another request. */
export class TokenUsedError extends Error {}

/** In the transaction that writes: of several requests with one token only the first finds the key that it was signed with. */
export async function checkTokenKey({ connection }: Context, record: RecordModel, tokenKey: string): Promise<void> {
  const { dialect } = connection;
  const sql = `SELECT ${dialect.quote("tokenKey")} AS "key" FROM ${dialect.quote(record.collection.name)} WHERE id = ?${dialect.expressions.forUpdate}`;
  const stored = await connection.get<{ key: string }>(sql, [record.id]);
  if (stored?.key !== tokenKey) throw new TokenUsedError("the token has already been used");
}
