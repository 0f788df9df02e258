// Tells other servers of changed records. Off until WEBHOOK_URLS is set.
//
//   WEBHOOK_URLS          addresses that get a POST for each change, separated by commas
//   WEBHOOK_SECRET        signs each request, if set
//   WEBHOOK_COLLECTIONS   names of collections, separated by commas; all but those of the system if absent
//   WEBHOOK_RETRY_MS      the wait before the second attempt, doubled with each further one (1000)
//
// A receiver checks the header `X-Webhook-Signature: t=TIME,v1=HASH`, where HASH is the hex HMAC-SHA256 of `TIME.BODY` with the
// secret, and refuses a TIME (in seconds) that is long past.
import { createHmac } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { definePlugin, type Collection, type LooseRecord } from "baobox";

const MAX_ATTEMPTS = 6;
/** What waits beyond that is dropped, the oldest first: a receiver that is gone must not fill the memory. */
const MAX_WAITING = 1000;
const TIMEOUT_MS = 10_000;

interface Delivery {
  readonly id: string;
  readonly body: string;
}

export default definePlugin((app) => {
  const urls = listOf(process.env["WEBHOOK_URLS"]);
  if (urls.length === 0) return;
  const only = listOf(process.env["WEBHOOK_COLLECTIONS"]);
  const retryMs = Number(process.env["WEBHOOK_RETRY_MS"] ?? "1000");
  const queues = urls.map((url) => createQueue(url));

  app.onRecordAfterCreateSuccess(only, async (e) => {
    await e.next();
    announce("create", e.collection, e.record);
  });
  app.onRecordAfterUpdateSuccess(only, async (e) => {
    await e.next();
    announce("update", e.collection, e.record);
  });
  app.onRecordAfterDeleteSuccess(only, async (e) => {
    await e.next();
    announce("delete", e.collection, e.record);
  });

  function announce(action: string, collection: Collection, record: LooseRecord): void {
    if (collection.system) return;
    const id = crypto.randomUUID();
    const body = JSON.stringify({ id, action, collection: collection.name, record: visiblePart(collection, record) });
    for (const add of queues) add({ id, body });
  }

  /** One delivery at a time, in order. Returns the function that adds one. */
  function createQueue(url: string): (delivery: Delivery) => void {
    const waiting: Delivery[] = [];
    let isRunning = false;
    const run = async (): Promise<void> => {
      isRunning = true;
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await deliver(url, next);
      isRunning = false;
    };
    return (delivery) => {
      if (waiting.length >= MAX_WAITING) {
        const dropped = waiting.shift();
        app.log.warn("a webhook was dropped, because too many wait", { url, id: dropped?.id });
      }
      waiting.push(delivery);
      if (!isRunning) void run();
    };
  }

  async function deliver(url: string, { id, body }: Delivery): Promise<void> {
    let reason = "";
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      // A little at random, so that not all come at once when a receiver is back.
      if (attempt > 0) await setTimeout(retryMs * 2 ** (attempt - 1) * (0.75 + Math.random() / 2));
      try {
        const status = await post(url, body);
        if (status >= 200 && status < 300) return;
        reason = `status ${status}`;
        if (!isWorthRetrying(status)) break;
      } catch (error) {
        reason = String(error);
      }
    }
    app.log.error("a webhook could not be delivered", { url, id, reason });
  }
});

/** The status that the receiver answered. */
async function post(url: string, body: string): Promise<number> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(url, { method: "POST", body, signal, redirect: "error", headers: headersOf(body) });
  // Only the status counts; an answer without end must not be downloaded.
  await response.body?.cancel();
  return response.status;
}

function headersOf(body: string): Record<string, string> {
  const secret = process.env["WEBHOOK_SECRET"] ?? "";
  if (secret === "") return { "content-type": "application/json" };
  const time = Math.floor(Date.now() / 1000);
  const hash = createHmac("sha256", secret).update(`${time}.${body}`).digest("hex");
  return { "content-type": "application/json", "x-webhook-signature": `t=${time},v1=${hash}` };
}

/** Others say that the same request will never be taken. */
function isWorthRetrying(status: number): boolean {
  return status >= 500 || status === 408 || status === 429;
}

/** Without hidden fields. */
function visiblePart({ fields }: Collection, record: LooseRecord): Record<string, unknown> {
  const hidden = new Set(fields.filter((field) => field.hidden).map(({ name }) => name));
  return Object.fromEntries(Object.entries(record).filter(([name]) => !hidden.has(name)));
}

function listOf(text = ""): string[] {
  return text.split(",").flatMap((item) => item.trim() || []);
}
