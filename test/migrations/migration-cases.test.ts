// What PocketBase's migrations left in its database. Cases that differ are listed with the reason, and only these.
import { afterAll, expect, test } from "bun:test";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { openApp } from "../../src/app.ts";
import type { Context } from "../../src/model/context.ts";
import { applyMigrations, lastMigrations, revertMigrations } from "../../src/migrations/run-migrations.ts";
import { writeFiles } from "../jsvm/hook-cases.ts";
import { namedIds } from "../jsvm/mask.ts";
import { TemporaryDirectory } from "../support/server-process.ts";
import { silentLog } from "../support/test-app.ts";
import { changesSince, type DataDump, dumpData } from "./data-dump.ts";
import differences from "./migration-differences.json";
import { type MigrationCase, readMigrationCases } from "./migration-cases.ts";

const cases = await readMigrationCases();
const blank = new TemporaryDirectory();
afterAll(() => blank[Symbol.dispose]());
await inApp(blank.path, () => Promise.resolve());
const blankDump = dumpOf(blank.path, new Set());

const reasons: Readonly<Record<string, string>> = differences;

for (const one of cases) {
  test(`${one.id} leaves what PocketBase leaves`, async () => {
    const dumps = await runCase(one);
    const reason = reasons[one.id];
    if (reason === undefined) expect(dumps).toEqual([...one.dumps]);
    // One that has become equal must leave the list.
    else expect(Bun.deepEquals(dumps, one.dumps)).toBe(false);
  });
}

test("every listed difference is that of a case", () => {
  const ids = new Set(cases.map(({ id }) => id));
  expect(Object.keys(reasons).filter((id) => !ids.has(id))).toEqual([]);
});

async function runCase({ files, env, steps }: MigrationCase): Promise<DataDump[]> {
  using folder = new TemporaryDirectory();
  cpSync(blank.path, folder.path, { recursive: true });
  writeFiles(files, join(folder.path, "pb_migrations"));
  const known = namedIds(Object.values(files).map((text) => Buffer.from(text, "base64").toString()));
  const dumps: DataDump[] = [];
  Object.assign(process.env, env);
  try {
    for (const [direction, count = "1"] of steps) {
      await inApp(folder.path, (context) => migrate(context, folder.path, direction === "down" ? Number(count) : null));
      dumps.push(changesSince(blankDump, dumpOf(folder.path, known)));
    }
  } finally {
    for (const name of Object.keys(env)) delete process.env[name];
  }
  return dumps;
}

/** `count` null applies what is pending. A failure leaves all as it was, which the dump shows. */
async function migrate(context: Context, root: string, count: number | null): Promise<void> {
  const source = { folder: join(root, "pb_migrations"), builtIn: {}, hooksFolder: join(root, "pb_hooks") };
  try {
    if (count === null) await applyMigrations(context, source);
    else await revertMigrations(context, source, { files: await lastMigrations(context, source, count) });
  } catch {
    // Seen in the dump.
  }
}

async function inApp(root: string, work: (context: Context) => Promise<void>): Promise<void> {
  const options = { isDevelopment: false, encryptionKey: null, queryTimeoutMs: 30_000 };
  await using app = await openApp({ ...options, dataDir: join(root, "pb_data") }, silentLog);
  await work(app.context);
}

function dumpOf(root: string, known: ReadonlySet<string>): DataDump {
  return dumpData(join(root, "pb_data", "data.db"), known);
}
