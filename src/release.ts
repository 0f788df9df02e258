// Makes the archives of a release in dist/release, with checksums and a list of what is in them: `bun run release`.
//
// `--targets linux-x64,linux-arm64` makes some of them only, and `--out DIR` puts them elsewhere. All are built on one machine: the runtimes come
// from npm, with the hashes of `build/release-targets.ts`. `--ownRuntime` takes this Bun for this machine's target instead, without a
// network; which Bun that is depends on the processor. SOURCE_DATE_EPOCH is the time of the files; default: that of the last commit.
import { createHash } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { version } from "../package.json";
import { writeArchive } from "./build/archive.ts";
import { billOfMaterials } from "./build/bill-of-materials.ts";
import { type ProgramParts, compileExecutable, ownTarget, programParts, recordStarts } from "./build/executable.ts";
import { RELEASE_TARGETS, type ReleaseTarget, releaseTarget } from "./build/release-targets.ts";
import { runtimeOf } from "./build/runtime.ts";
import { TemporaryFolder } from "./build/temporary-folder.ts";
import type { ReleaseFile, ReleaseManifest } from "./lib/release-manifest.ts";

const ROOT = join(import.meta.dir, "..");

const { values } = parseArgs({
  options: {
    targets: { type: "string", default: RELEASE_TARGETS.map(({ name }) => name).join(",") },
    out: { type: "string", default: join(ROOT, "dist/release") },
    ownRuntime: { type: "boolean", default: false },
  },
});
const targets = values.targets.split(",").map(releaseTarget);
const out = resolve(values.out);
const time = await sourceTime();
using work = new TemporaryFolder();
await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const parts = await programParts();
const profiles = await ownProfiles(parts);
const files: ReleaseFile[] = [];
for (const target of targets) files.push(await release(target));
const manifest: ReleaseManifest = { name: "baobox", version, files };
await Bun.write(join(out, "release.json"), `${JSON.stringify(manifest, null, 2)}\n`);
await Bun.write(join(out, `baobox-${version}.cdx.json`), await billOfMaterials(parts, time));
await writeChecksums();

/** How the program starts is recorded here, and holds for all. */
async function ownProfiles(program: ProgramParts): Promise<readonly string[]> {
  const outfile = join(work.path, "own/baobox");
  await compileExecutable(program, { outfile, name: ownTarget() });
  return recordStarts(outfile, work.path);
}

async function release(target: ReleaseTarget): Promise<ReleaseFile> {
  const { name, archive } = target;
  const folder = join(work.path, name);
  const program = archive === "zip" ? "baobox.exe" : "baobox";
  const outfile = join(folder, "program", program);
  const isOwn = values.ownRuntime && name === ownTarget();
  const runtime = isOwn ? {} : { target: await runtimeOf(target, join(folder, "runtime")) };
  await compileExecutable(parts, { outfile, name, profiles, ...runtime });
  const file = `baobox-${version}-${name}.${archive}`;
  const contents = [
    { name: program, path: outfile, isProgram: true },
    { name: "LICENSE", path: join(ROOT, "LICENSE"), isProgram: false },
    { name: "CHANGELOG.md", path: join(ROOT, "CHANGELOG.md"), isProgram: false },
  ];
  const archived = contents.map(async ({ path, ...rest }) => ({
    ...rest,
    content: Buffer.from(await Bun.file(path).bytes()),
  }));
  await writeArchive(join(out, file), await Promise.all(archived), { archive, time });
  await rm(folder, { recursive: true });
  const bytes = await Bun.file(join(out, file)).bytes();
  console.log(`${file}: ${(bytes.length / 1024 ** 2).toFixed(1)} MiB`);
  return { target: name, file, bytes: bytes.length, sha256: sha256(bytes) };
}

/** Of all files, as `sha256sum --check SHA256SUMS` reads them. */
async function writeChecksums(): Promise<void> {
  const all = [...new Bun.Glob("*").scanSync({ cwd: out })].toSorted();
  const lines = await Promise.all(
    all.map(async (file) => `${sha256(await Bun.file(join(out, file)).bytes())}  ${file}\n`),
  );
  await Bun.write(join(out, "SHA256SUMS"), lines.join(""));
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

async function sourceTime(): Promise<Date> {
  const given = process.env["SOURCE_DATE_EPOCH"];
  if (given !== undefined && given !== "") return new Date(Number(given) * 1000);
  const log = Bun.spawn(["git", "log", "-1", "--format=%ct"], { cwd: ROOT, stdio: ["ignore", "pipe", "ignore"] });
  const seconds = Number(await new Response(log.stdout).text());
  return (await log.exited) === 0 && seconds > 0 ? new Date(seconds * 1000) : new Date();
}
