import { verifySmtp } from "../../lib/mail/transports.ts";
import { tryBucket } from "../../lib/s3/try-bucket.ts";
import type { S3Settings, Settings } from "../../model/settings/settings.ts";
import { type Finding, ok, problem, reasonOf, skipped, warning } from "./finding.ts";

const CLOCK_LIMIT_MS = 10_000;
/** S3 refuses requests of clocks that are further off, and so do OAuth2 providers. */
const MAX_SKEW_MS = 60_000;

/** Connects to the mail server and signs in, without sending anything. */
export async function checkMail({ smtp }: Settings): Promise<Finding> {
  const name = "mail";
  if (!smtp.enabled) {
    return warning(
      name,
      "no mail server is set: mails go to the machine's sendmail command, if it has one",
      "Set a mail server in the dashboard, Settings → Mail.",
    );
  }
  const place = `${smtp.host}:${smtp.port}`;
  try {
    await verifySmtp(smtp);
    return ok(name, `${place} takes mails`);
  } catch (error) {
    return problem(
      name,
      `${place}: ${reasonOf(error)}`,
      "Check host, port, TLS and password in the dashboard, Settings → Mail.",
    );
  }
}

/** Writes, lists and deletes an object in the bucket. */
export async function checkBucket(name: string, s3: S3Settings): Promise<Finding> {
  if (!s3.enabled) return skipped(name, "kept in the data directory");
  try {
    await tryBucket(s3);
    return ok(name, `the bucket ${s3.bucket} stores and deletes`);
  } catch (error) {
    return problem(
      name,
      `the bucket ${s3.bucket}: ${reasonOf(error)}`,
      "Check endpoint, bucket and keys in the dashboard, Settings.",
    );
  }
}

export function checkBackups({ backups }: Settings): Finding {
  const name = "automatic backups";
  if (backups.cron !== "") return ok(name, `by the schedule ${backups.cron}, ${backups.cronMaxKeep} are kept`);
  return warning(name, "are off", "Set a schedule in the dashboard, Settings → Backups.");
}

/** Compares the clock with the `Date` of an HTTP answer: of the given address, else of the bucket. */
export async function checkClock(settings: Settings | null, timeUrl: string | undefined): Promise<Finding> {
  const name = "clock";
  const url = timeUrl ?? [settings?.s3, settings?.backups.s3].find((s3) => s3?.enabled === true)?.endpoint;
  if (url === undefined || url === "")
    return skipped(name, "there is nothing to compare it with: name a web server with --timeUrl");
  const startedMs = Date.now();
  try {
    const answer = await fetch(withScheme(url), {
      method: "HEAD",
      redirect: "manual",
      signal: AbortSignal.timeout(CLOCK_LIMIT_MS),
    });
    const theirMs = Date.parse(answer.headers.get("date") ?? "");
    if (Number.isNaN(theirMs)) return skipped(name, `${url} answers without a date`);
    // Dates have whole seconds; ours is taken in the middle of the request.
    const offMs = Math.abs((startedMs + Date.now()) / 2 - theirMs);
    if (offMs <= MAX_SKEW_MS) return ok(name, `agrees with ${url}`);
    return problem(
      name,
      `${Math.round(offMs / 1000)} s off the time of ${url}`,
      "Set the clock, and let it be kept right, for example by systemd-timesyncd or chrony: tokens and S3 depend on it.",
    );
  } catch (error) {
    return skipped(name, `${url} can't be reached: ${reasonOf(error)}`);
  }
}

function withScheme(url: string): string {
  return /^https?:\/\//.test(url) ? url : `https://${url}`;
}
