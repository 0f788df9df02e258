/**
 * Makes recorded/ from a folder of recorded answers: `bun test/conformance/pack-recorded.ts ../shared/conformance`.
 * The same input gives the same bytes.
 */
import { join } from "node:path";
import { SETS, type World } from "./recorded-answers.ts";

const ZSTD_LEVEL = 22;
const source = Bun.argv[2];
if (!source) throw new Error("usage: bun test/conformance/pack-recorded.ts FOLDER");

for (const set of SETS) await pack(`${set}.jsonl.zst`, await Bun.file(join(source, "recorded", `${set}.jsonl`)).text());

const { tokens, ids } = (await Bun.file(join(source, "world/world.json")).json()) as Omit<World, "files">;
const dataDir = join(source, "world/pb_data");
const files: World["files"] = {};
for (const path of [...new Bun.Glob("**/*").scanSync({ cwd: dataDir, dot: true })].sort()) {
  files[path] = (await Bun.file(join(dataDir, path)).bytes()).toBase64();
}
await pack("world.json.zst", JSON.stringify({ tokens, ids, files } satisfies World));

async function pack(name: string, text: string): Promise<void> {
  const bytes = Bun.zstdCompressSync(text, { level: ZSTD_LEVEL });
  await Bun.write(join(import.meta.dir, "recorded", name), bytes);
  console.log(`${name}: ${bytes.length} bytes`);
}
