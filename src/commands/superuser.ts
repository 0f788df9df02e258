import { openApp } from "../app.ts";
import { isEmail } from "../lib/address-formats.ts";
import { ValidationError } from "../lib/api-error.ts";
import { createConsoleLog } from "../lib/console-log.ts";
import { parseAddress, parseSubnet } from "../lib/ip-address.ts";
import { createOtp } from "../model/auth/otp.ts";
import { findSuperuser, superusers } from "../model/auth/superusers.ts";
import type { Context } from "../model/context.ts";
import { deleteRecord } from "../model/records/delete.ts";
import { newRecord, setValue } from "../model/records/record-values.ts";
import type { RecordModel } from "../model/records/record.ts";
import { saveRecord } from "../model/records/save.ts";
import { saveSettings } from "../model/settings/save-settings.ts";
import { appOptions } from "./app-flags.ts";
import { UsageError } from "./command-line.ts";
import type { Input } from "./command-line.ts";
import { describeErrors } from "./describe-errors.ts";
import { PASSWORD_VARIABLE } from "./first-superuser.ts";
import { readVariable, variableNamed } from "./read-variable.ts";

type Work = (context: Context, parameters: readonly string[]) => Promise<void>;

/** By the second word of the command. They work on the data directory itself, also while a server runs on it. */
const WORK: Readonly<Record<string, Work>> = {
  create,
  update,
  upsert,
  delete: remove,
  otp: makeOtp,
  ips: limitIps,
};

const PASSWORD_FIELD = "password";
const TAKE_PASSWORD = new Set(["create", "update", "upsert"]);

export async function changeSuperusers(action: string, input: Input): Promise<void> {
  const options = appOptions(input);
  const [email = "", given] = input.parameters;
  if (action !== "ips") checkEmail(email);
  const parameters = TAKE_PASSWORD.has(action)
    ? [email, await readPassword(action, given), passwordNameOf(given)]
    : input.parameters;
  await using app = await openApp(options, createConsoleLog(options.isDevelopment ? "debug" : "error"));
  await WORK[action]?.(app.context, parameters);
}

interface Password {
  readonly password: string;
  /** What a mistake in it is said of: the variable that it comes from, or `password`. */
  readonly passwordName: string;
}

export function createSuperuser(context: Context, { email, ...given }: Password & { email: string }): Promise<void> {
  return save(context, newSuperuser(context, email), given);
}

async function create(context: Context, [email = "", password = "", passwordName = ""]: readonly string[]) {
  if ((await findSuperuser(context, email)) !== null) {
    throw new Error(`the superuser ${email} is there already: superuser upsert sets the password of a known one`);
  }
  await createSuperuser(context, { email, password, passwordName });
  console.log(`Created the superuser ${email}.`);
}

async function update(context: Context, [email = "", password = "", passwordName = ""]: readonly string[]) {
  await save(context, await existing(context, email), { password, passwordName });
  console.log(`Changed the password of the superuser ${email}.`);
}

async function upsert(context: Context, [email = "", password = "", passwordName = ""]: readonly string[]) {
  const known = await findSuperuser(context, email);
  await save(context, known ?? newSuperuser(context, email), { password, passwordName });
  console.log(`Saved the superuser ${email}.`);
}

async function remove(context: Context, [email = ""]: readonly string[]): Promise<void> {
  const known = await findSuperuser(context, email);
  if (known === null) {
    console.log(`There is no superuser ${email}.`);
    return;
  }
  await explained(`delete the superuser ${email}`, () => deleteRecord(context, known));
  console.log(`Deleted the superuser ${email}.`);
}

async function makeOtp(context: Context, [email = ""]: readonly string[]): Promise<void> {
  const record = await existing(context, email);
  const { otp } = superusers(context).options;
  if (!otp.enabled)
    throw new Error(
      "one-time passwords are off for superusers: enable them in the dashboard, Settings → Superusers → MFA and one-time codes",
    );
  const { id, password } = await createOtp(context, record);
  console.log(`Created a one-time password for the superuser ${email}.`);
  console.log(`├─ Id:    ${id}\n├─ Pass:  ${password}\n└─ Valid: ${otp.duration}s`);
}

async function limitIps(context: Context, ips: readonly string[]): Promise<void> {
  const wrong = ips.find((ip) => parseAddress(ip) === null && parseSubnet(ip) === null);
  if (wrong !== undefined) throw new UsageError(`"${wrong}" is not a valid IP address or subnet`);
  const settings = { ...context.settings.current(), superuserIPs: [...ips] };
  await explained("save the settings", () => saveSettings(context, settings));
  console.log(
    ips.length === 0
      ? "Superusers may sign in from any address."
      : `Superusers may only sign in from ${ips.join(", ")}.`,
  );
}

/** Others on the machine can see a command's arguments: the password may come by the standard input or the environment, too. */
async function readPassword(
  action: string,
  given = readVariable(PASSWORD_VARIABLE, process.env) ?? "",
): Promise<string> {
  if (given === "") {
    throw new UsageError(
      `superuser ${action}: missing PASSWORD: an argument, "-" to read it from the standard input, or ${PASSWORD_VARIABLE} in the environment`,
    );
  }
  if (given !== "-") return given;
  const [line = ""] = (await Bun.stdin.text()).split(/\r?\n/);
  return line;
}

function passwordNameOf(given: string | undefined): string {
  return given === undefined ? variableNamed(PASSWORD_VARIABLE, process.env) : PASSWORD_FIELD;
}

function checkEmail(email: string): void {
  if (!isEmail(email)) throw new UsageError(`"${email}" is not a valid email address`);
}

function newSuperuser(context: Context, email: string): RecordModel {
  const record = newRecord(superusers(context));
  setValue(record, "email", email);
  return record;
}

async function existing(context: Context, email: string): Promise<RecordModel> {
  const record = await findSuperuser(context, email);
  if (record === null) throw new Error(`there is no superuser ${email}`);
  return record;
}

async function save(context: Context, record: RecordModel, { password, passwordName }: Password): Promise<void> {
  setValue(record, PASSWORD_FIELD, password);
  await explained(`save the superuser ${record.text("email")}`, async () => {
    try {
      await saveRecord(context, record);
    } catch (cause) {
      if (!(cause instanceof ValidationError)) throw cause;
      const named = Object.entries(cause.errors).map(([name, error]) => [
        name === PASSWORD_FIELD ? passwordName : name,
        error,
      ]);
      throw new ValidationError(Object.fromEntries(named));
    }
  });
}

/** Says in one line which values were wrong. */
async function explained(what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    const reason =
      cause instanceof ValidationError ? describeErrors(cause.errors) : cause instanceof Error ? cause.message : "";
    throw new Error(`failed to ${what}: ${reason}`, { cause });
  }
}
