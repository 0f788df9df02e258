import { dateMs } from "../../lib/dates.ts";
import { LOWER_ALPHANUMERIC, randomText } from "../../lib/random-text.ts";
import type { AuthCollection, Collection } from "../collections/collection.ts";
import { inTransaction, type Context } from "../context.ts";
import { deleteRecord } from "../records/delete.ts";
import { findRecordById } from "../records/find.ts";
import { pretendToHash } from "../records/password.ts";
import { newRecord, setValue, setValues } from "../records/record-values.ts";
import type { RecordModel } from "../records/record.ts";
import { saveRecord } from "../records/save.ts";

const DIGITS = "1234567890";

/** A one-time password as its owner gets to know it; only its hash is stored. */
export interface Otp {
  readonly id: string;
  readonly password: string;
}

/** A password that is not stored yet. */
export function newOtp(collection: AuthCollection, id = randomText(15, LOWER_ALPHANUMERIC)): Otp {
  return { id, password: randomText(collection.options.otp.length, DIGITS) };
}

/** Makes a one-time password for an auth record and keeps its hash. Whether the collection allows them is the caller's to check. */
export async function createOtp(context: Context, record: RecordModel, given?: Otp): Promise<Otp> {
  const { collection } = record;
  if (collection.type !== "auth") throw new Error("one-time passwords are for auth records");
  const made = given ?? newOtp(collection);
  const otp = newRecord(otpCollection(context));
  setValues(otp, { id: made.id, collectionRef: collection.id, recordRef: record.id, password: made.password });
  await saveRecord(context, otp);
  return made;
}

/** The work of `createOtp` that can be noticed, for an account that doesn't exist. */
export function pretendToCreateOtp(context: Context, { password }: Otp): Promise<void> {
  return pretendToHash(context, otpCollection(context), password);
}

export function findOtp(context: Context, id: string): Promise<RecordModel | null> {
  return findRecordById(context, otpCollection(context), id);
}

export function hasOtpExpired(otp: RecordModel, { options }: AuthCollection): boolean {
  return dateMs(otp.text("created")) + options.otp.duration * 1000 < Date.now();
}

/** Remembers the address that a password went to, which its use will prove to be the user's. */
export async function noteOtpAddress(context: Context, id: string, address: string): Promise<void> {
  const otp = await findOtp(context, id);
  if (otp === null || otp.text("sentTo") !== "") return;
  setValue(otp, "sentTo", address);
  await saveRecord(context, otp);
}

/** Deletes a password that is being used. False where it is gone already: of two that use it at once, one comes too late. */
export function consumeOtp(context: Context, id: string): Promise<boolean> {
  return inTransaction(context, async (transaction) => {
    await transaction.transaction?.lock(`otp ${id}`);
    const otp = await findOtp(transaction, id);
    if (otp !== null) await deleteRecord(transaction, otp);
    return otp !== null;
  });
}

function otpCollection(context: Context): Collection {
  const otps = context.collections.current().byName("_otps");
  if (otps === undefined) throw new Error("the data directory has no _otps collection");
  return otps;
}
