// Three nodes on one database, whose listeners are cut, which are killed and which are stopped for a while, under load. Afterwards no
// acknowledged change may be lost, no event missed by a client that hops between the nodes, none out of the order of its record, none
// heard by who may not see the record, and no job run twice or never.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import PocketBase from "pocketbase";
import { withSql } from "../support/event-nodes.ts";
import { Nodes } from "../support/nodes.ts";
import { PostgresServer } from "../support/postgres-server.ts";
import { TemporaryDirectory } from "../support/server-process.ts";
import { openHoppingSocket, type OpenReader, openStream } from "./node-readers.ts";
import { type Change, NodeWriter } from "./node-writers.ts";

export interface NodeFaultOptions {
  readonly seconds: number;
  readonly writers: number;
  /** Over the WebSocket; and as many over the event stream where there are streams. */
  readonly readers: number;
  readonly streams: number;
  /** Between two troubles, on average. */
  readonly pauseMs: number;
  /** The longest that a node is stopped. */
  readonly maxStopMs: number;
  readonly cutEachMs: number;
}

export interface NodeFaultReport {
  readonly kills: number;
  readonly stops: number;
  readonly cuts: number;
  readonly changes: number;
  /** Changes whose first answer was lost with a node. */
  readonly retried: number;
  readonly events: number;
  readonly reloads: number;
  readonly minutes: number;
  readonly problems: readonly string[];
}

const SUPERUSER = { BAOBOX_SUPERUSER_EMAIL: "root@example.com", BAOBOX_SUPERUSER_PASSWORD: "1234567890" };
const BUCKETS = 3;
/** The rule of the first needs the record alone, that of the second the database. */
const RULES = {
  items: "bucket = @request.auth.bucket",
  guarded: "bucket = @request.auth.bucket && @collection.users.bucket ?= bucket",
};
const COLLECTIONS = Object.keys(RULES);
const SETTLE_LIMIT_MS = 40_000;
const MINUTE_MS = 60_000;
const CUT = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE datname = current_database() AND query LIKE 'LISTEN%'`;

/** A plugin whose job notes each minute. */
const JOB = `import { definePlugin } from "baobox";
export default definePlugin((app) => {
  app.cron("minutes", "* * * * *", async () => {
    await app.records.create("minutes", { minute: Math.floor(Date.now() / 60000) });
  });
});
`;

export async function troubleNodes(options: NodeFaultOptions): Promise<NodeFaultReport> {
  using folder = new TemporaryDirectory();
  const plugins = join(folder.path, "plugins");
  mkdirSync(plugins);
  writeFileSync(join(plugins, "minutes.ts"), JOB);
  await using postgres = await PostgresServer.start();
  const database = await postgres.createDatabase();
  await using nodes = await Nodes.start({
    dir: join(folder.path, "pb_data"),
    database,
    args: ["--pluginsDir", plugins],
    env: { ...process.env, ...SUPERUSER },
  });
  const run = new Run(nodes, database, options);
  await run.prepare();
  return await run.report();
}

class Run {
  readonly #nodes: Nodes;
  readonly #database: string;
  readonly #options: NodeFaultOptions;
  readonly #problems: string[] = [];
  readonly #tokens: string[] = [];
  readonly #writers: NodeWriter[] = [];
  readonly #away = new Set<number>();
  #admin: PocketBase;
  #endMs = 0;
  #kills = 0;
  #stops = 0;
  #cuts = 0;

  constructor(nodes: Nodes, database: string, options: NodeFaultOptions) {
    this.#nodes = nodes;
    this.#database = database;
    this.#options = options;
    this.#admin = new PocketBase(nodes.url).autoCancellation(false);
  }

  async prepare(): Promise<void> {
    const admin = this.#admin;
    await admin.collection("_superusers").authWithPassword("root@example.com", "1234567890");
    const users = await admin.collections.getOne("users");
    await admin.collections.update("users", { fields: [...users.fields, { name: "bucket", type: "number" }] });
    const fields = ["bucket", "n"].map((name) => ({ name, type: "number" }));
    for (const [name, rule] of Object.entries(RULES)) {
      await admin.collections.create({ name, type: "base", fields, listRule: rule, viewRule: rule });
    }
    const minute = { name: "minute", type: "number" };
    await admin.collections.create({ name: "minutes", type: "base", fields: [minute], listRule: "" });
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      const login = { email: `user${bucket}@example.com`, password: "1234567890" };
      await admin.collection("users").create({ ...login, passwordConfirm: login.password, bucket });
      const client = new PocketBase(this.#nodes.url).autoCancellation(false);
      this.#tokens.push((await client.collection("users").authWithPassword(login.email, login.password)).token);
    }
  }

  async report(): Promise<NodeFaultReport> {
    const { seconds, writers, readers, streams } = this.#options;
    const open = await this.#openReaders(readers, streams);
    this.#endMs = performance.now() + seconds * 1000;
    const firstMinute = Math.floor(Date.now() / MINUTE_MS) + 1;
    for (let count = 0; count < writers; count++) this.#writers.push(this.#writer());
    await Promise.all([this.#trouble(), this.#cut(), this.#hop(open), ...this.#writers.map((one) => one.run())]);
    const lastMinute = Math.floor(Date.now() / MINUTE_MS);
    const changes = this.#writers.flatMap((writer) => writer.changes);
    await this.#checkReaders(open, changes);
    await this.#checkRecords(changes);
    await this.#checkJobs(firstMinute, lastMinute);
    return {
      kills: this.#kills,
      stops: this.#stops,
      cuts: this.#cuts,
      changes: changes.length,
      retried: changes.filter(({ isRetried }) => isRetried).length,
      events: open.reduce((sum, { reader }) => sum + reader.events, 0),
      reloads: open.reduce((sum, { reader }) => sum + reader.reloads, 0),
      minutes: Math.max(0, lastMinute - firstMinute + 1),
      problems: this.#problems,
    };
  }

  get #isOver(): boolean {
    return performance.now() >= this.#endMs;
  }

  #writer(): NodeWriter {
    return new NodeWriter({
      pickUrl: () => this.#pickUrl(),
      token: this.#admin.authStore.token,
      isOver: () => this.#isOver,
      collections: COLLECTIONS,
      buckets: BUCKETS,
      problems: this.#problems,
    });
  }

  /** Or until all is over. */
  async #pause(ms: number): Promise<void> {
    const untilMs = performance.now() + ms;
    while (performance.now() < untilMs && !this.#isOver) await Bun.sleep(Math.min(50, ms));
  }

  /** Also one that was just stopped. */
  #pickUrl(): string {
    const places = [0, 1, 2].filter((place) => !this.#away.has(place));
    return this.#nodes.urlOf(places[Math.floor(Math.random() * places.length)] ?? 0);
  }

  async #openReaders(readers: number, streams: number): Promise<OpenReader[]> {
    const open: OpenReader[] = [];
    for (let count = 0; count < readers + streams; count++) {
      const isStream = count >= readers;
      const bucket = count % BUCKETS;
      const options = {
        name: `${isStream ? "stream" : "socket"} ${count}`,
        bucket,
        token: this.#tokens[bucket] ?? "",
        collections: COLLECTIONS,
        problems: this.#problems,
      };
      open.push(
        isStream
          ? await openStream(options, this.#nodes.url, () => this.#pickUrl())
          : await openHoppingSocket(options, () => this.#pickUrl()),
      );
    }
    return open;
  }

  /** Kills a node and starts another one in its place, or stops one for a while. */
  async #trouble(): Promise<void> {
    const { pauseMs, maxStopMs } = this.#options;
    while (!this.#isOver) {
      await this.#pause(pauseMs * (0.5 + Math.random()));
      if (this.#isOver) return;
      const place = Math.floor(Math.random() * 3);
      const server = this.#nodes.server(place);
      if (Math.random() < 0.5) {
        this.#kills += 1;
        this.#away.add(place);
        await server.kill();
        await this.#nodes.boot(place);
        this.#away.delete(place);
      } else {
        this.#stops += 1;
        server.child.kill("SIGSTOP");
        // Clients that know of it go elsewhere after a while, as a balancer would have them.
        const away = setTimeout(() => this.#away.add(place), 1_000);
        await Bun.sleep(1_000 + Math.random() * (maxStopMs - 1_000));
        clearTimeout(away);
        server.child.kill("SIGCONT");
        this.#away.delete(place);
      }
    }
  }

  async #cut(): Promise<void> {
    while (!this.#isOver) {
      await this.#pause(this.#options.cutEachMs);
      if (this.#isOver) return;
      await withSql(this.#database, (sql) => sql.unsafe(CUT));
      this.#cuts += 1;
    }
  }

  async #hop(open: readonly OpenReader[]): Promise<void> {
    while (!this.#isOver) {
      await Bun.sleep(700);
      open[Math.floor(Math.random() * open.length)]?.cut();
    }
  }

  async #checkReaders(open: readonly OpenReader[], changes: readonly Change[]): Promise<void> {
    const limitMs = performance.now() + SETTLE_LIMIT_MS;
    for (const { reader, close } of open) {
      while (reader.missing(changes).length > 0 && performance.now() < limitMs) await Bun.sleep(100);
      const missing = reader.missing(changes);
      if (missing.length > 0) {
        this.#problems.push(`${reader.name} missed ${missing.length}, such as ${JSON.stringify(missing.slice(0, 2))}`);
      }
      const [doubled] = reader.doubled(changes);
      if (doubled !== undefined) this.#problems.push(`${reader.name} heard twice of ${JSON.stringify(doubled)}`);
      const [forbidden] = reader.forbidden(changes);
      if (forbidden !== undefined) this.#problems.push(`${reader.name} heard of ${forbidden}, which it may not see`);
      close();
    }
  }

  async #checkRecords(changes: readonly Change[]): Promise<void> {
    const last = new Map(changes.map((change) => [`${change.collection}/${change.id}`, change]));
    for (const collection of COLLECTIONS) {
      const stored = await this.#admin
        .collection(collection)
        .getFullList<{ id: string; n: number; bucket: number }>({ batch: 500 });
      const byId = new Map(stored.map((record) => [record.id, record]));
      for (const change of last.values()) {
        if (change.collection !== collection) continue;
        const record = byId.get(change.id);
        const isRight =
          change.action === "delete" ? !record : record?.n === change.n && record.bucket === change.bucket;
        if (!isRight) this.#problems.push(`lost: ${JSON.stringify(change)}, and there is ${JSON.stringify(record)}`);
      }
    }
  }

  /** Jobs that were cut off by a kill are in the log. */
  async #checkJobs(first: number, last: number): Promise<void> {
    const runs = await this.#admin.collection("minutes").getFullList<{ minute: number }>();
    const outputs = await Promise.all(this.#nodes.servers.map((server) => server.output()));
    const cutOff = outputs.join("").match(/a job was cut off/g)?.length ?? 0;
    let never = 0;
    for (let minute = first; minute <= last; minute++) {
      const count = runs.filter((run) => run.minute === minute).length;
      if (count > 1) this.#problems.push(`the job of minute ${minute} ran ${count} times`);
      if (count === 0) never += 1;
    }
    if (never > cutOff) this.#problems.push(`${never} jobs never ran, and ${cutOff} of them were cut off`);
  }
}
