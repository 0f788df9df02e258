import { randomText } from "../../lib/random-text.ts";
import type { Context } from "../context.ts";
import { newRecord, setValues } from "../records/record-values.ts";
import type { RecordModel } from "../records/record.ts";
import { saveRecord } from "../records/save.ts";

const DIGITS = "1234567890";

/** Makes a one-time password for an auth record and keeps its hash. Whether the collection allows them is the caller's to check. */
export async function createOtp(context: Context, record: RecordModel): Promise<{ id: string; password: string }> {
  const { collection } = record;
  const otps = context.collections.current().byName("_otps");
  if (collection.type !== "auth" || otps === undefined) throw new Error("one-time passwords are for auth records");
  const password = randomText(collection.options.otp.length, DIGITS);
  const otp = newRecord(otps);
  setValues(otp, { collectionRef: collection.id, recordRef: record.id, password });
  await saveRecord(context, otp);
  return { id: otp.id, password };
}
