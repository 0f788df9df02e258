import type { PasswordField } from "../fields/password.ts";
import { isPlainPassword } from "../fields/password.ts";
import type { RecordModel } from "./record.ts";
import { recordFields } from "./record-fields.ts";

const DEFAULT_COST = 10;
/** bcrypt takes no more; Bun would hash a longer password with another function first. */
const MAX_BYTES = 72;

/** Replaces passwords that were set by their bcrypt hashes; hashing runs outside the event loop's thread. */
export async function hashPasswords(record: RecordModel): Promise<void> {
  for (const { name, field } of recordFields(record.collection).ofType("password")) {
    const value = record.values[name];
    if (!isPlainPassword(value)) continue;
    const { cost } = field as PasswordField;
    record.values[name] = await hashPassword(value.plain, cost > 0 ? cost : DEFAULT_COST);
  }
}

async function hashPassword(plain: string, cost: number): Promise<string> {
  const hash = await Bun.password.hash(plain, { algorithm: "bcrypt", cost });
  // The two names mean the same; PocketBase writes the older one.
  return hash.replace(/^\$2[by]\$/, "$2a$");
}

/** Whether it is the password of an auth record (or of another password field). False where none is set. */
export async function verifyPassword(record: RecordModel, plain: string, field = "password"): Promise<boolean> {
  const hash = record.values[field];
  if (isPlainPassword(hash)) return hash.plain === plain;
  if (typeof hash !== "string" || !hash.startsWith("$2") || plain === "") return false;
  try {
    return await Bun.password.verify(cutToLimit(plain), hash.replace(/^\$2[ay]\$/, "$2b$"), "bcrypt");
  } catch {
    // Not a hash: imported or damaged data.
    return false;
  }
}

function cutToLimit(plain: string): string | Uint8Array {
  const bytes = Buffer.from(plain);
  return bytes.length > MAX_BYTES ? bytes.subarray(0, MAX_BYTES) : plain;
}
