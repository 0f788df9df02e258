/**
 * A backup of a large directory and its restore: time and memory. And one under load, whose data must be what some commit left.
 * `bun test/bench/backups.ts [--only large|load] [--mebibytes 2048] [--rate 2000] [--seconds 10]`
 */
import { Database } from "bun:sqlite";
import { existsSync, statSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type PocketBase from "pocketbase";
import { extractZip } from "../../src/lib/zip/read-zip.ts";
import { FreshServer } from "../support/fresh-server.ts";
import { TemporaryDirectory } from "../support/server-process.ts";

const { values: options } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    mebibytes: { type: "string", default: "2048" },
    rate: { type: "string", default: "2000" },
    seconds: { type: "string", default: "10" },
  },
});

const MEBIBYTE = 1024 * 1024;
const FILE_MEBIBYTES = 8;
const WRITERS = 64;
/** One in so many creates of the load has a file. */
const FILE_EVERY = 50;
const TICK_MS = 10;

if (options.only !== "load") await large(Number(options.mebibytes));
if (options.only !== "large") await underLoad(Number(options.rate), Number(options.seconds));

async function large(mebibytes: number): Promise<void> {
  await using server = await FreshServer.start();
  const admin = await server.admin();
  await admin.collections.create({
    name: "shelf",
    type: "base",
    fields: [{ name: "content", type: "file", maxSelect: 1, maxSize: 100 * MEBIBYTE }],
  });
  for (let stored = 0; stored < mebibytes; stored += FILE_MEBIBYTES) {
    // Half of it can be compressed.
    const noise = Array.from({ length: FILE_MEBIBYTES * 8 }, () => crypto.getRandomValues(new Uint8Array(65_536)));
    const text = new Uint8Array((FILE_MEBIBYTES / 2) * MEBIBYTE).fill(65);
    await admin.collection("shelf").create({ content: new File([...noise, text], `${stored}.bin`) });
  }
  await measure(server, `backup of ${mebibytes} MiB`, () => admin.backups.create("large.zip"));
  const archive = join(server.dir, "backups/large.zip");
  console.log(`the archive has ${Math.round(statSync(archive).size / MEBIBYTE)} MiB`);
  await measure(server, "restore", async () => {
    await admin.backups.restore("large.zip");
    await server.process.says("the server runs with the restored data");
  });
  const { totalItems } = await admin.collection("shelf").getList(1, 1);
  console.log(`${totalItems} records are there, and ${await readable(admin)} of their files are whole`);
}

async function readable(admin: PocketBase): Promise<number> {
  let count = 0;
  for (const record of await admin.collection("shelf").getFullList()) {
    const response = await fetch(admin.files.getURL(record, String(record["content"])));
    let bytes = 0;
    for await (const chunk of response.body ?? []) bytes += chunk.byteLength;
    if (bytes === FILE_MEBIBYTES * MEBIBYTE) count += 1;
  }
  return count;
}

async function measure(server: FreshServer, name: string, work: () => Promise<unknown>): Promise<void> {
  const { pid } = server.process.child;
  // Forgets the peak so far.
  writeFileSync(`/proc/${pid}/clear_refs`, "5");
  const before = await mebibytesOf(pid, "VmRSS");
  const startedMs = performance.now();
  await work();
  const seconds = (performance.now() - startedMs) / 1000;
  const peak = await mebibytesOf(pid, "VmHWM");
  console.log(`${name}: ${seconds.toFixed(1)} s, memory ${before} MiB before, ${peak} MiB at its peak`);
}

async function mebibytesOf(pid: number, name: "VmRSS" | "VmHWM"): Promise<number> {
  const status = await Bun.file(`/proc/${pid}/status`).text();
  return Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024);
}

async function underLoad(rate: number, seconds: number): Promise<void> {
  await using server = await FreshServer.start();
  const admin = await server.admin();
  const { id: collectionId } = await admin.collections.create({
    name: "events",
    type: "base",
    createRule: "",
    fields: [
      { name: "number", type: "number" },
      { name: "file", type: "file", maxSelect: 1 },
    ],
  });
  const load = new Load(`${server.process.url}/api/collections/events/records`, rate);
  const running = load.run();
  await Bun.sleep((seconds * 1000) / 2);
  const [startedAt, answered] = [load.answered, new Set(load.acknowledged)];
  const startedMs = performance.now();
  await admin.backups.create("load.zip");
  const tookMs = performance.now() - startedMs;
  const [sent, during] = [load.sent, load.answered - startedAt];
  await Bun.sleep((seconds * 1000) / 2);
  load.isDone = true;
  await running;
  const { answered: total, ms } = load;
  console.log(
    `${Math.round((total / ms) * 1000)} creates a second, one in ${FILE_EVERY} with a file, ${load.failed} failed`,
  );
  console.log(`backup: ${Math.round(tookMs)} ms, meanwhile ${Math.round((during / tookMs) * 1000)} creates a second`);
  await server.process.stop();
  await checkArchive(server.dir, { collectionId, answered, sent });
}

/** Creates at a steady rate, as far as the server keeps up. */
class Load {
  isDone = false;
  sent = 0;
  answered = 0;
  failed = 0;
  ms = 0;
  readonly acknowledged: number[] = [];
  readonly #url: string;
  readonly #rate: number;

  constructor(url: string, rate: number) {
    this.#url = url;
    this.#rate = rate;
  }

  async run(): Promise<void> {
    const startedMs = performance.now();
    const writer = async (): Promise<void> => {
      while (!this.isDone) {
        const due = ((performance.now() - startedMs) / 1000) * this.#rate;
        if (this.sent >= due) await Bun.sleep(TICK_MS);
        else await this.#create((this.sent += 1));
      }
    };
    await Promise.all(Array.from({ length: WRITERS }, writer));
    this.ms = performance.now() - startedMs;
  }

  async #create(number: number): Promise<void> {
    const init: RequestInit = { method: "POST" };
    if (number % FILE_EVERY === 0) {
      const body = new FormData();
      body.set("number", String(number));
      body.set("file", new File([`content ${number}`], "a.txt"));
      init.body = body;
    } else {
      init.body = `{"number":${number}}`;
      init.headers = { "content-type": "application/json" };
    }
    const response = await fetch(this.#url, init);
    await response.bytes();
    if (response.status !== 200) this.failed += 1;
    else this.acknowledged.push(number);
    this.answered += 1;
  }
}

interface Row {
  readonly position: number;
  readonly id: string;
  readonly number: number;
  readonly file: string;
}

/** Throws where the backup is not what the data was after one of its commits. */
async function checkArchive(
  dir: string,
  { collectionId, answered, sent }: { collectionId: string; answered: ReadonlySet<number>; sent: number },
): Promise<void> {
  using folder = new TemporaryDirectory();
  await mkdir(join(folder.path, "data"));
  await extractZip(join(dir, "backups/load.zip"), join(folder.path, "data"));
  const rowsOf = (file: string): Row[] => {
    using database = new Database(file, { readonly: true });
    const damage = database.query("PRAGMA integrity_check").values().flat().join();
    if (damage !== "ok") throw new Error(`${file}: ${damage}`);
    return database.query("SELECT rowid AS position, id, number, file FROM events ORDER BY rowid").all() as Row[];
  };
  const rows = rowsOf(join(folder.path, "data/data.db"));
  rowsOfCommit(rows, rowsOf(join(dir, "data.db")));
  const numbers = new Set(rows.map(({ number }) => number));
  const lost = [...answered].filter((number) => !numbers.has(number));
  const early = [...numbers].filter((number) => number > sent);
  const files = rows.filter(({ file }) => file !== "");
  const missing = files.filter(
    ({ id, file }) => !existsSync(join(folder.path, "data/storage", collectionId, id, file)),
  );
  if (lost.length + early.length + missing.length > 0) {
    throw new Error(`${lost.length} lost, ${early.length} from the future, ${missing.length} without their file`);
  }
  console.log(
    `restored: ${rows.length} rows and ${files.length} files that agree, integrity_check ok, all ${answered.size} answered before are there`,
  );
}

/** What is never changed after it was made has the state of a commit where it is the beginning of all that was made. */
function rowsOfCommit(rows: readonly Row[], all: readonly Row[]): void {
  if (!Bun.deepEquals(rows, all.slice(0, rows.length))) throw new Error("the backup has rows that no commit left");
}
