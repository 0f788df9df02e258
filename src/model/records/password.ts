import type { PasswordField } from "../fields/password.ts";
import { isPlainPassword } from "../fields/password.ts";
import { randomText } from "../../lib/random-text.ts";
import type { Collection } from "../collections/collection.ts";
import type { Context } from "../context.ts";
import type { RecordModel } from "./record.ts";
import { recordFields } from "./record-fields.ts";
import { setValue } from "./record-values.ts";

const DEFAULT_COST = 10;
/** bcrypt takes no more; Bun would hash a longer password with another function first. */
const MAX_BYTES = 72;
/** A hash of no one's password. */
const DECOY_HASH = "$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy";

/** Replaces passwords that were set by their bcrypt hashes; hashing runs outside the event loop's thread. */
export async function hashPasswords(context: Context, record: RecordModel): Promise<void> {
  for (const { name, field } of recordFields(record.collection).ofType("password")) {
    const value = record.values[name];
    if (!isPlainPassword(value)) continue;
    record.values[name] = await hashPassword(context, value.plain, costOf(field as PasswordField));
  }
}

/**
 * Gives an auth record a password that nobody knows, whatever passwords its collection asks for. Once the record is saved,
 * all its tokens have ended.
 */
export async function setRandomPassword(context: Context, record: RecordModel): Promise<void> {
  record.values["password"] = await hashPassword(context, randomText(30), costIn(record.collection));
  setValue(record, "tokenKey:autogenerate", "");
}

function costIn(collection: Collection): number {
  const bound = recordFields(collection)
    .ofType("password")
    .find(({ name }) => name === "password");
  return bound === undefined ? DEFAULT_COST : costOf(bound.field as PasswordField);
}

function costOf(field: PasswordField): number {
  return field.cost > 0 ? field.cost : DEFAULT_COST;
}

async function hashPassword({ bcrypt, transaction }: Context, plain: string, cost: number): Promise<string> {
  // Everybody who writes waits for an open transaction.
  const hash = await bcrypt.hash(plain, cost, { isUrgent: transaction !== null });
  // The two names mean the same; PocketBase writes the older one.
  return hash.replace(/^\$2[by]\$/, "$2a$");
}

/** A password that is to be checked. */
export interface GivenPassword {
  readonly plain: string;
  /** The address that it came from: where many passwords wait, clients take turns. Default: the same one for all. */
  readonly client?: string;
}

/** Whether it is the password of an auth record. False where none is set. */
export async function verifyPassword(
  { bcrypt }: Context,
  record: RecordModel,
  { plain, client }: GivenPassword,
): Promise<boolean> {
  const hash = record.values["password"];
  if (isPlainPassword(hash)) return hash.plain === plain;
  if (typeof hash !== "string" || !hash.startsWith("$2") || plain === "") return false;
  return bcrypt.verify(cutToLimit(plain), hash.replace(/^\$2[ay]\$/, "$2b$"), { client });
}

/** Takes as long as checking a password of that collection, for records that don't exist. */
export async function pretendToVerify(
  { bcrypt }: Context,
  collection: Collection,
  { plain, client }: GivenPassword,
): Promise<void> {
  const hash = DECOY_HASH.replace("$10$", `$${String(costIn(collection)).padStart(2, "0")}$`);
  await bcrypt.verify(cutToLimit(plain), hash, { client });
}

/** Takes as long as hashing a password of that collection. */
export async function pretendToHash(context: Context, collection: Collection, plain: string): Promise<void> {
  await hashPassword(context, plain, costIn(collection));
}

function cutToLimit(plain: string): string | Uint8Array {
  const bytes = Buffer.from(plain);
  return bytes.length > MAX_BYTES ? bytes.subarray(0, MAX_BYTES) : plain;
}
