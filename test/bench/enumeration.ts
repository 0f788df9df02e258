/**
 * Whether the time of answers tells which accounts exist: for each flow the times of 300 known and of 300 unknown emails in random
 * order, and the area under the curve (how often a known one took longer; 0.5 tells nothing).
 * `bun test/bench/enumeration.ts [--samples N] [--only FLOW]`; exits 1 when a flow is further than 0.05 from 0.5.
 */
import { MailServer } from "../support/mail-server.ts";
import { FreshServer } from "../support/fresh-server.ts";
import { percentiles } from "./realtime-writer.ts";

const PASSWORD = "a-long-password";
const MAX_DISTANCE = 0.05;
const ACCOUNTS_AT_ONCE = 20;
const samples = Number(option("--samples") ?? "300");
const only = option("--only");

await using mails = await MailServer.start();
await using server = await FreshServer.start();
const admin = await server.admin();
await admin.settings.update({
  smtp: { enabled: true, host: "127.0.0.1", port: mails.port },
  rateLimits: { enabled: false },
});

/** One flow: what is asked of an email before, and what is timed. */
interface Flow {
  readonly name: string;
  readonly prepare?: (email: string) => Promise<unknown>;
  readonly timed: (email: string) => Promise<unknown>;
}

const post = async (operation: string, body: object): Promise<Record<string, unknown>> => {
  const response = await fetch(`${server.process.url}/api/collections/people/${operation}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return JSON.parse((await response.text()) || "{}") as Record<string, unknown>;
};
const ask = (operation: string) => (email: string) => post(operation, { email });
const times = async (count: number, work: () => Promise<unknown>): Promise<void> => {
  for (let index = 0; index < count; index++) await work();
};
const ids = new Map<string, unknown>();
const requestOtp = async (email: string): Promise<void> => {
  ids.set(email, (await post("request-otp", { email }))["otpId"]);
};
const tryOtp = (email: string) => post("auth-with-otp", { otpId: ids.get(email), password: "00000000" });
const ownSignIn = () => post("auth-with-password", { identity: "own@example.com", password: PASSWORD });

const flows: Flow[] = [
  { name: "sign-in", timed: (email) => post("auth-with-password", { identity: email, password: "wrong-password" }) },
  { name: "otp", timed: requestOtp },
  { name: "otp-again", prepare: requestOtp, timed: requestOtp },
  { name: "otp-try", prepare: requestOtp, timed: tryOtp },
  { name: "otp-try-later", prepare: async (email) => requestOtp(email).then(() => Bun.sleep(1200)), timed: tryOtp },
  { name: "own-sign-in-after-otps", prepare: (email) => times(4, () => requestOtp(email)), timed: ownSignIn },
  { name: "reset", timed: ask("request-password-reset") },
  { name: "reset-again", prepare: ask("request-password-reset"), timed: ask("request-password-reset") },
  { name: "after-resets", prepare: (email) => times(4, () => ask("request-password-reset")(email)), timed: ownSignIn },
  { name: "verification", timed: ask("request-verification") },
  { name: "verification-again", prepare: ask("request-verification"), timed: ask("request-verification") },
];

let isWorse = false;
for (const [index, flow] of flows.entries()) {
  if (only !== undefined && flow.name !== only) continue;
  await createAccounts(index);
  const took = await measure(flow, index);
  const area = areaUnderCurve(took.known, took.unknown);
  const isFar = Math.abs(area - 0.5) > MAX_DISTANCE;
  isWorse ||= isFar;
  const [known, unknown] = [percentiles(took.known)[0], percentiles(took.unknown)[0]];
  console.log(
    `${flow.name.padEnd(24)} area ${area.toFixed(3)}${isFar ? " !" : ""} (p50 known ${known} ms, unknown ${unknown} ms)`,
  );
}
process.exitCode = isWorse ? 1 : 0;

/** Each flow has accounts of its own, as their mails and codes have limits. */
async function createAccounts(flow: number): Promise<void> {
  const name = "people";
  if (flow >= 0 && !(await exists(name))) {
    await admin.collections.create({ name, type: "auth", otp: { enabled: true, duration: 180, length: 8 } });
    await createAccount("own@example.com");
  }
  for (let start = 0; start < samples; start += ACCOUNTS_AT_ONCE) {
    const count = Math.min(ACCOUNTS_AT_ONCE, samples - start);
    await Promise.all(
      Array.from({ length: count }, (_, index) => createAccount(emailOf("known", flow, start + index))),
    );
  }
}

async function exists(name: string): Promise<boolean> {
  return (await admin.collections.getFullList()).some((collection) => collection.name === name);
}

function createAccount(email: string): Promise<unknown> {
  return admin.collection("people").create({ email, password: PASSWORD, passwordConfirm: PASSWORD });
}

function emailOf(side: "known" | "unknown", flow: number, index: number): string {
  // Of the same length.
  return `${side === "known" ? "a" : "b"}${flow}-${index}@example.com`;
}

async function measure({ prepare, timed }: Flow, flow: number): Promise<Record<"known" | "unknown", number[]>> {
  const took: Record<"known" | "unknown", number[]> = { known: [], unknown: [] };
  const order = (["known", "unknown"] as const).flatMap((side) =>
    Array.from({ length: samples }, (_, index) => ({ side, email: emailOf(side, flow, index) })),
  );
  for (const { side, email } of shuffled(order)) {
    await prepare?.(email);
    const startedMs = performance.now();
    await timed(email);
    took[side].push(performance.now() - startedMs);
  }
  return took;
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

/** How often a known one took longer than an unknown one, equal times counting half. */
function areaUnderCurve(known: readonly number[], unknown: readonly number[]): number {
  let longer = 0;
  for (const a of known) for (const b of unknown) longer += a > b ? 1 : a === b ? 0.5 : 0;
  return longer / (known.length * unknown.length);
}

function option(name: string): string | undefined {
  const index = Bun.argv.indexOf(name);
  return index < 0 ? undefined : Bun.argv[index + 1];
}
