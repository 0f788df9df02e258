import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import PocketBase from "pocketbase";
import { PostgresServer } from "../support/postgres-server.ts";
import { ServerProcess, TemporaryDirectory, runProgram } from "../support/server-process.ts";

export interface KillOptions {
  readonly kills: number;
  readonly writers: number;
  /** How long the database runs before each kill, and how long it stays away. */
  readonly upMs: number;
  readonly downMs: number;
}

export interface KillReport {
  readonly acknowledged: number;
  readonly failed: number;
  readonly answers: Readonly<Record<string, number>>;
  /** The longest that a request waited for its 503 that began while the database was away, and that one was under way then. */
  readonly longestRefusalMs: number;
  readonly longestOutcomeMs: number;
  /** From the start of the database until a write was acknowledged. */
  readonly longestRecoveryMs: number;
  readonly problems: readonly string[];
}

const SUPERUSER = { email: "root@example.com", password: "a-long-password" };
/** Requests get 503 within a second; what waits longer than this for another answer is noted. */
const REFUSAL_LIMIT_MS = 1_000;

/** Kills every process of a PostgreSQL under load again and again, and checks what became of each write. */
export async function killPostgres(options: KillOptions): Promise<KillReport> {
  await using postgres = await PostgresServer.start({ isDurable: true });
  using directory = new TemporaryDirectory();
  const dir = join(directory.path, "pb_data");
  const env = { ...process.env, BAOBOX_DATABASE: await postgres.createDatabase() };
  const made = await runProgram(["superuser", "upsert", SUPERUSER.email, SUPERUSER.password, "--dir", dir], { env });
  if (made.exitCode !== 0) throw new Error(made.stdout + made.stderr);
  await using server = await ServerProcess.start({ dir, env });
  const load = new Load(server.url, await signIn(server.url));
  await load.prepare();
  const writing = Array.from({ length: options.writers }, (_, index) => load.write(index));
  let longestRecoveryMs = 0;
  for (let kill = 0; kill < options.kills; kill += 1) {
    await Bun.sleep(options.upMs * (0.5 + Math.random()));
    killAll(postgres.pid);
    await postgres.kill();
    load.databaseGoes();
    await Bun.sleep(options.downMs);
    await postgres.boot();
    const startedMs = performance.now();
    await load.nextAcknowledged();
    longestRecoveryMs = Math.max(longestRecoveryMs, performance.now() - startedMs);
  }
  load.stop();
  await Promise.all(writing);
  await load.check();
  return { ...load.report(), longestRecoveryMs };
}

async function signIn(url: string): Promise<string> {
  const client = new PocketBase(url);
  return (await client.collection("_superusers").authWithPassword(SUPERUSER.email, SUPERUSER.password)).token;
}

/** All children first, so that none ends in order. */
function killAll(postmaster: number): void {
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const parent = /^\d+ \(.*\) \S (\d+)/s.exec(readFileSync(`/proc/${entry}/stat`, "utf8"))?.[1];
      if (Number(parent) === postmaster) process.kill(Number(entry), "SIGKILL");
    } catch {
      // It has just ended.
    }
  }
}

/** Writers whose every write has a key of its own. */
class Load {
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #acknowledged = new Set<string>();
  readonly #failed = new Set<string>();
  readonly #problems: string[] = [];
  readonly #answers = new Map<string, number>();
  #increments = 0;
  #longestRefusalMs = 0;
  #longestOutcomeMs = 0;
  #goneMs = Number.POSITIVE_INFINITY;
  #isStopped = false;
  #waiting: (() => void)[] = [];

  constructor(url: string, token: string) {
    this.#url = url;
    this.#headers = { authorization: token, "content-type": "application/json" };
  }

  async prepare(): Promise<void> {
    const fields = [
      { name: "key", type: "text" },
      { name: "n", type: "number" },
    ];
    const indexes = ["CREATE UNIQUE INDEX idx_things_key ON things (key)"];
    await this.#ask("PATCH", "/api/settings", { batch: { enabled: true, maxRequests: 50, timeout: 10 } });
    const made = await this.#ask("POST", "/api/collections", { name: "things", type: "base", fields, indexes });
    const counter = await this.#ask("POST", "/api/collections/things/records", {
      id: "counter00000001",
      key: "counter",
    });
    if (made.status !== 200 || counter.status !== 200) throw new Error("the collection was not made");
  }

  /** Creates, increments and batches in turn until `stop`. */
  async write(writer: number): Promise<void> {
    for (let round = 0; !this.#isStopped; round += 1) {
      if (round % 3 === 0) await this.#increment();
      else if (round % 3 === 1) await this.#create([`${writer}-${round}`]);
      else await this.#create([`${writer}-${round}-a`, `${writer}-${round}-b`]);
    }
  }

  /** Requests that begin from now on are to be refused at once; those under way may wait for what became of their commit. */
  databaseGoes(): void {
    this.#goneMs = performance.now();
  }

  stop(): void {
    this.#isStopped = true;
  }

  nextAcknowledged(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async check(): Promise<void> {
    const present = new Set<string>();
    for (let page = 1; ; page += 1) {
      const { json } = await this.#ask(
        "GET",
        `/api/collections/things/records?perPage=500&page=${page}&fields=key&sort=id`,
      );
      const { items } = json as { items: { key: string }[] };
      for (const { key } of items) present.add(key);
      if (items.length < 500) break;
    }
    for (const key of this.#acknowledged)
      if (!present.has(key)) this.#problems.push(`${key} was acknowledged and is not there`);
    for (const key of this.#failed) if (present.has(key)) this.#problems.push(`${key} failed and is there`);
    const { json } = await this.#ask("GET", "/api/collections/things/records/counter00000001");
    const { n } = json as { n: number };
    if (n !== this.#increments) this.#problems.push(`the counter is ${n} after ${this.#increments} increments`);
  }

  report(): Omit<KillReport, "longestRecoveryMs"> {
    return {
      acknowledged: this.#acknowledged.size + this.#increments,
      failed: this.#failed.size,
      answers: Object.fromEntries(this.#answers),
      longestRefusalMs: this.#longestRefusalMs,
      longestOutcomeMs: this.#longestOutcomeMs,
      problems: this.#problems,
    };
  }

  async #increment(): Promise<void> {
    const { status } = await this.#timed("PATCH", "/api/collections/things/records/counter00000001", { "n+": 1 });
    if (status === 200) this.#increments += 1;
  }

  async #create(keys: readonly string[]): Promise<void> {
    const url = "/api/collections/things/records";
    const [key = ""] = keys;
    const requests = keys.map((one) => ({ method: "POST", url, body: { key: one } }));
    const { status } =
      keys.length === 1
        ? await this.#timed("POST", url, { key })
        : await this.#timed("POST", "/api/batch", { requests });
    for (const one of keys) (status === 200 ? this.#acknowledged : this.#failed).add(one);
  }

  async #timed(method: string, path: string, body: object): Promise<{ status: number }> {
    const startedMs = performance.now();
    const { status, retryAfter } = await this.#ask(method, path, body);
    const tookMs = performance.now() - startedMs;
    const known = `${status}${retryAfter === null ? "" : ` Retry-After ${retryAfter}`}`;
    this.#answers.set(known, (this.#answers.get(known) ?? 0) + 1);
    if (status === 200) for (const told of this.#waiting.splice(0)) told();
    else if (startedMs >= this.#goneMs) this.#longestRefusalMs = Math.max(this.#longestRefusalMs, tookMs);
    else this.#longestOutcomeMs = Math.max(this.#longestOutcomeMs, tookMs);
    if (status === 503 && retryAfter === null) this.#problems.push(`${method} ${path}: 503 without Retry-After`);
    if (status !== 503 && status !== 200) this.#problems.push(`${method} ${path}: ${status}`);
    if (status === 503 && tookMs > REFUSAL_LIMIT_MS && startedMs >= this.#goneMs)
      this.#problems.push(`${method} ${path}: 503 after ${Math.round(tookMs)} ms`);
    // A client waits before it asks again.
    if (status !== 200) await Bun.sleep(20);
    return { status };
  }

  async #ask(method: string, path: string, body?: object): Promise<Answer> {
    const init = { method, headers: this.#headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    try {
      const response = await fetch(this.#url + path, init);
      const retryAfter = response.headers.get("retry-after");
      return { status: response.status, retryAfter, json: await response.json() };
    } catch (error) {
      this.#problems.push(`${method} ${path}: ${String(error)}`);
      return { status: 0, retryAfter: null, json: null };
    }
  }
}

interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly json: unknown;
}
