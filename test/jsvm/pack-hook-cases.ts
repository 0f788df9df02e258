/**
 * Makes recorded/ from a folder of recorded hook cases: `bun test/jsvm/pack-hook-cases.ts ../shared/conformance/hooks-cases`.
 * The same input gives the same bytes.
 */
import { join } from "node:path";
import type { CaseScript, FilesByPath, HookCase, HookCases, RecordedAnswer } from "./hook-cases.ts";

const ZSTD_LEVEL = 22;
const source = Bun.argv[2];
if (!source) throw new Error("usage: bun test/jsvm/pack-hook-cases.ts FOLDER");

const cases: HookCase[] = [];
for (const path of [...new Bun.Glob("*/*/steps.json").scanSync(source)].sort()) {
  const folder = join(source, path, "..");
  const script = (await Bun.file(join(folder, "steps.json")).json()) as CaseScript;
  const answers = (await Bun.file(join(folder, "recorded.json")).json()) as RecordedAnswer[];
  cases.push({ id: path.replace("/steps.json", ""), files: await filesOf(folder), script, answers });
}
const all: HookCases = { base: await filesOf(join(source, "_base")), cases };
const bytes = Bun.zstdCompressSync(JSON.stringify(all), { level: ZSTD_LEVEL });
await Bun.write(join(import.meta.dir, "recorded/hook-cases.json.zst"), bytes);
console.log(`${cases.length} cases, ${bytes.length} bytes`);

async function filesOf(folder: string): Promise<FilesByPath> {
  const files: Record<string, string> = {};
  for (const path of [...new Bun.Glob("pb_*/**/*").scanSync({ cwd: folder, dot: true })].sort()) {
    files[path] = (await Bun.file(join(folder, path)).bytes()).toBase64();
  }
  return files;
}
