// Workers are killed at random under load. Afterwards no acknowledged write may be lost, no event missed by a client that resumes, no
// minute's job run twice or never, and the port never refused for a second.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BaoboxClient } from "../../src/client/client.ts";
import { LOWER_ALPHANUMERIC, randomText } from "../../src/lib/random-text.ts";
import { FreshServer } from "../support/fresh-server.ts";
import { TemporaryDirectory } from "../support/server-process.ts";
import { childPids } from "../support/worker-pids.ts";

export interface KillOptions {
  readonly seconds: number;
  readonly workers: number;
  readonly writers: number;
  readonly readers: number;
  /** Between two kills, on average. */
  readonly pauseMs: number;
}

export interface KillReport {
  readonly kills: number;
  readonly writes: number;
  /** Writes whose first answer was lost with a worker. */
  readonly retried: number;
  readonly events: number;
  readonly resumes: number;
  /** How often a reader had to load everything again. */
  readonly reloads: number;
  readonly refusedMs: number;
  readonly minutes: number;
  readonly problems: readonly string[];
}

const ID_LENGTH = 15;
const SETTLE_LIMIT_MS = 30_000;
const MINUTE_MS = 60_000;

/** A plugin whose job notes each minute. */
const JOB = `import { definePlugin } from "baobox";
export default definePlugin((app) => {
  app.cron("minutes", "* * * * *", async () => {
    await app.records.create("minutes", { minute: Math.floor(Date.now() / 60000) });
  });
});
`;

export async function killWorkers(options: KillOptions): Promise<KillReport> {
  using folder = new TemporaryDirectory();
  const plugins = join(folder.path, "plugins");
  mkdirSync(plugins);
  writeFileSync(join(plugins, "minutes.ts"), JOB);
  await using server = await FreshServer.start();
  const admin = await server.admin();
  const [text, minute] = [
    { name: "text", type: "text" },
    { name: "minute", type: "number" },
  ];
  const open = { type: "base", listRule: "", viewRule: "", createRule: "" };
  await admin.collections.create({ name: "items", ...open, fields: [text] });
  await admin.collections.create({ name: "minutes", ...open, fields: [minute] });
  await server.restart(["--workers", String(options.workers), "--pluginsDir", plugins]);
  // Awaited here, because the server ends with this function.
  return await new Run(server, options).report();
}

class Run {
  readonly #server: FreshServer;
  readonly #options: KillOptions;
  readonly #endMs: number;
  readonly #problems: string[] = [];
  readonly #written: string[] = [];
  #kills = 0;
  #retried = 0;
  #events = 0;
  #resumes = 0;
  #reloads = 0;
  #refusedMs = 0;

  constructor(server: FreshServer, options: KillOptions) {
    this.#server = server;
    this.#options = options;
    this.#endMs = performance.now() + options.seconds * 1000;
  }

  async report(): Promise<KillReport> {
    const { readers, writers, workers } = this.#options;
    const { pid } = this.#server.process.child;
    while (childPids(pid).length < workers) await Bun.sleep(10);
    const firstMinute = Math.floor(Date.now() / MINUTE_MS) + 1;
    const clients = await Promise.all(Array.from({ length: readers }, () => this.#read()));
    await Promise.all([this.#kill(), this.#watchPort(), ...Array.from({ length: writers }, () => this.#write())]);
    if (this.#hasEnded) throw new Error(`the server ended: ${await this.#server.process.output()}`);
    const lastMinute = Math.floor(Date.now() / MINUTE_MS);
    await this.#writeUntilHeard(clients);
    await this.#checkWrites();
    for (const client of clients) await this.#checkReader(client);
    await this.#checkJobs(firstMinute, lastMinute);
    return {
      kills: this.#kills,
      writes: this.#written.length,
      retried: this.#retried,
      events: this.#events,
      resumes: this.#resumes,
      reloads: this.#reloads,
      refusedMs: this.#refusedMs,
      minutes: Math.max(0, lastMinute - firstMinute + 1),
      problems: this.#problems,
    };
  }

  get #isOver(): boolean {
    return this.#hasEnded || performance.now() >= this.#endMs;
  }

  /** Whether the server gave up: then nothing is waited for any more. */
  get #hasEnded(): boolean {
    return this.#server.process.child.exitCode !== null;
  }

  /** A random one; now and then all; and the oldest one, which leads, when a job is due. */
  async #kill(): Promise<void> {
    const { child } = this.#server.process;
    while (!this.#isOver) {
      const toMinuteMs = MINUTE_MS - (Date.now() % MINUTE_MS);
      const pauseMs = Math.random() * 2 * this.#options.pauseMs;
      const isDue = toMinuteMs <= pauseMs;
      await Bun.sleep(isDue ? toMinuteMs + Math.random() * 40 - 20 : pauseMs);
      const pids = childPids(child.pid);
      const all = Math.random() < 0.1;
      const one = isDue ? pids[0] : pids[Math.floor(Math.random() * pids.length)];
      for (const pid of all ? pids : [one]) {
        if (pid !== undefined && kill(pid)) this.#kills += 1;
      }
    }
  }

  /** Creates one record after the other. */
  async #write(): Promise<void> {
    while (!this.#isOver) {
      await this.#writeOne();
      await Bun.sleep(Math.random() * 20);
    }
  }

  /** An answer that is lost is asked for again, under the same id. */
  async #writeOne(): Promise<void> {
    const url = `${this.#server.process.url}/api/collections/items/records`;
    const headers = { "content-type": "application/json" };
    const id = randomText(ID_LENGTH, LOWER_ALPHANUMERIC);
    const body = JSON.stringify({ id, text: "x".repeat(100) });
    for (let attempt = 1; ; attempt++) {
      const answer = await fetch(url, { method: "POST", headers, body }).then(
        async (response) => ({ status: response.status, text: await response.text() }),
        () => ({ status: 0, text: "" }),
      );
      const wasWritten = attempt > 1 && answer.status === 400 && answer.text.includes("validation_not_unique");
      if (answer.status === 200 || wasWritten) break;
      if (this.#hasEnded) return;
      if (attempt === 1) this.#retried += 1;
      if (answer.status !== 0 && answer.status !== 503) {
        this.#problems.push(`a write was answered ${answer.status} ${answer.text}`);
      }
      await Bun.sleep(20);
    }
    this.#written.push(id);
  }

  /** Readers that had to load everything after each kill hear events again when the kills are over. */
  async #writeUntilHeard(readers: readonly Reader[]): Promise<void> {
    const limitMs = performance.now() + SETTLE_LIMIT_MS;
    const last = this.#written.length;
    const hears = ({ heard }: Reader): boolean => this.#written.slice(last).some((id) => heard.has(id));
    while (!readers.every(hears)) {
      if (performance.now() > limitMs || this.#hasEnded) {
        this.#problems.push("a reader heard no event after the kills");
        return;
      }
      await this.#writeOne();
      await Bun.sleep(20);
    }
  }

  /** How long no connection is accepted, as seen by a process that does nothing else. */
  async #watchPort(): Promise<void> {
    const { port } = new URL(this.#server.process.url);
    const command = [process.execPath, join(import.meta.dir, "watch-port.ts"), port];
    const watcher = Bun.spawn(command, { stdin: "pipe", stdout: "pipe" });
    while (!this.#isOver) await Bun.sleep(100);
    await watcher.stdin.end();
    this.#refusedMs = Number(await new Response(watcher.stdout).text());
    if (!(this.#refusedMs < 1000)) this.#problems.push(`the port was refused for ${this.#refusedMs} ms`);
  }

  async #read(): Promise<Reader> {
    const seen = new Set<string>();
    const heard = new Set<string>();
    const client = new BaoboxClient(this.#server.process.url, {
      onStatus: (status) => {
        if (status === "connected") this.#resumes += 1;
      },
    });
    await client.subscribe<{ id: string }>("items/*", {
      onEvent: ({ record }) => {
        if (heard.has(record.id)) this.#problems.push(`an event came twice: ${record.id}`);
        heard.add(record.id);
        seen.add(record.id);
        this.#events += 1;
      },
      onReload: () => {
        this.#reloads += 1;
        void this.#load(seen);
      },
    });
    return { client, seen, heard };
  }

  async #load(seen: Set<string>): Promise<void> {
    const items = await this.#list("items");
    for (const { id } of items) seen.add(id);
  }

  /** All of a collection, asked for again while workers die. */
  async #list(collection: string): Promise<{ readonly id: string; readonly minute?: number }[]> {
    for (;;) {
      const found = await this.#server
        .client()
        .collection(collection)
        .getFullList<{ id: string; minute?: number }>({ batch: 1000 })
        .catch(() => null);
      if (found !== null) return found;
      await Bun.sleep(50);
    }
  }

  async #checkWrites(): Promise<void> {
    const stored = new Set((await this.#list("items")).map(({ id }) => id));
    const lost = this.#written.filter((id) => !stored.has(id));
    if (lost.length > 0)
      this.#problems.push(`${lost.length} acknowledged writes were lost: ${lost.slice(0, 5).join()}`);
  }

  async #checkReader({ client, seen }: Reader): Promise<void> {
    const limitMs = performance.now() + SETTLE_LIMIT_MS;
    const missing = (): string[] => this.#written.filter((id) => !seen.has(id));
    while (missing().length > 0 && performance.now() < limitMs) await Bun.sleep(50);
    const missed = missing();
    if (missed.length > 0) this.#problems.push(`a reader missed ${missed.length} events: ${missed.slice(0, 5).join()}`);
    client.close();
  }

  /** Jobs that were cut off by a kill are in the log. */
  async #checkJobs(first: number, last: number): Promise<void> {
    const runs = (await this.#list("minutes")).map(({ minute }) => minute);
    const cutOff = (await this.#server.process.output()).match(/a job was cut off/g)?.length ?? 0;
    let never = 0;
    for (let minute = first; minute <= last; minute++) {
      const count = runs.filter((run) => run === minute).length;
      if (count > 1) this.#problems.push(`the job of minute ${minute} ran ${count} times`);
      if (count === 0) never += 1;
    }
    if (never > cutOff) this.#problems.push(`${never} jobs never ran, and ${cutOff} of them were cut off`);
  }
}

/** False where the process has gone since it was listed. */
function kill(pid: number): boolean {
  try {
    return process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
    throw error;
  }
}

interface Reader {
  readonly client: BaoboxClient;
  /** Of what it has loaded or heard. */
  readonly seen: ReadonlySet<string>;
  readonly heard: ReadonlySet<string>;
}
