/**
 * Makes recorded/ from a folder of recorded migration cases:
 * `bun test/migrations/pack-migration-cases.ts ../shared/conformance/migrations-cases`. The same input gives the same bytes.
 */
import { join } from "node:path";
import type { DataDump } from "./data-dump.ts";
import type { MigrationCase } from "./migration-cases.ts";

const ZSTD_LEVEL = 22;
const source = Bun.argv[2];
if (!source) throw new Error("usage: bun test/migrations/pack-migration-cases.ts FOLDER");

const cases: MigrationCase[] = [];
for (const path of [...new Bun.Glob("*/*/case.json").scanSync(source)].sort()) {
  const folder = join(source, path, "..");
  const { env = {}, steps = [["up"]] } = (await Bun.file(join(folder, "case.json")).json()) as Partial<MigrationCase>;
  const expected = (await Bun.file(join(folder, "expected.json")).json()) as (DataDump & Record<string, unknown>)[];
  const dumps = expected.map(({ applied, collections, tables, rows }) => ({ applied, collections, tables, rows }));
  cases.push({ id: path.replace("/case.json", ""), files: await filesOf(folder), env, steps, dumps });
}
const bytes = Bun.zstdCompressSync(JSON.stringify(cases), { level: ZSTD_LEVEL });
await Bun.write(join(import.meta.dir, "recorded/migration-cases.json.zst"), bytes);
console.log(`${cases.length} cases, ${bytes.length} bytes`);

async function filesOf(folder: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const path of [...new Bun.Glob("**/*").scanSync({ cwd: folder, dot: true })].sort()) {
    if (path === "case.json" || path === "expected.json") continue;
    files[path] = (await Bun.file(join(folder, path)).bytes()).toBase64();
  }
  return files;
}
