// `bun run release` makes an archive that works where it is unpacked, with checksums, a list of its packages, and an update from it.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { copyFileSync, mkdirSync, readdirSync, renameSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { dependencies, version } from "../package.json";
import { ownTarget } from "../src/build/executable.ts";
import { ServerProcess, TemporaryDirectory, runProgram } from "./support/server-process.ts";

const ROOT = resolve(import.meta.dir, "..");
const TIMEOUT_MS = 120_000;
const BUILD_TIMEOUT_MS = 600_000;
const target = ownTarget();
const archive = `baobox-${version}-${target}.tar.gz`;

const directory = new TemporaryDirectory();
const release = join(directory.path, "release");
const unpacked = join(directory.path, "unpacked");
const program = { command: [join(unpacked, "baobox")], cwd: unpacked, env: {} };

beforeAll(async () => {
  const args = ["src/release.ts", "--targets", target, "--ownRuntime", "--out", release];
  await run([process.execPath, ...args], ROOT);
  mkdirSync(unpacked);
  await run(["tar", "-xzf", join(release, archive), "-C", unpacked], ROOT);
}, BUILD_TIMEOUT_MS);

afterAll(() => directory[Symbol.dispose]());

async function run(command: string[], cwd: string): Promise<void> {
  const child = Bun.spawn(command, { cwd, stdout: "pipe", stderr: "pipe" });
  const output = await new Response(child.stderr).text();
  if ((await child.exited) !== 0) throw new Error(output);
}

test("the archive holds the program, its licence and its changes", () => {
  expect(readdirSync(unpacked).toSorted()).toEqual(["CHANGELOG.md", "LICENSE", "baobox"]);
  expect(statSync(join(unpacked, "baobox")).mode & 0o777).toBe(0o755);
});

test(
  "the program of the archive serves a directory",
  async () => {
    expect((await runProgram(["--version"], program)).stdout).toStartWith(`baobox ${version} `);
    const dir = join(directory.path, "data");
    await using server = await ServerProcess.start({ ...program, dir });
    expect((await fetch(`${server.url}/api/health`)).status).toBe(200);
    expect(await server.stop()).toBe(0);
  },
  TIMEOUT_MS,
);

test("the checksums are those of the files", async () => {
  const lines = (await Bun.file(join(release, "SHA256SUMS")).text()).trimEnd().split("\n");
  expect(lines.map((line) => line.slice(66))).toEqual(
    [archive, `baobox-${version}.cdx.json`, "release.json"].toSorted(),
  );
  for (const line of lines) {
    const bytes = await Bun.file(join(release, line.slice(66))).bytes();
    expect(line.slice(0, 64)).toBe(new Bun.CryptoHasher("sha256").update(bytes).digest("hex"));
  }
});

test("the list of packages has all that the program holds, and no tool that built it", async () => {
  const bom = (await Bun.file(join(release, `baobox-${version}.cdx.json`)).json()) as {
    readonly bomFormat: string;
    readonly specVersion: string;
    readonly metadata: { readonly component: { readonly name: string; readonly version: string } };
    readonly components: readonly { readonly purl: string; readonly version: string; readonly licenses?: unknown }[];
  };
  expect([bom.bomFormat, bom.specVersion]).toEqual(["CycloneDX", "1.6"]);
  expect(bom.metadata.component).toMatchObject({ name: "baobox", version });
  const purls = bom.components.map(({ purl }) => purl);
  for (const [name, its] of Object.entries(dependencies))
    expect(purls).toContain(`pkg:npm/${name.replace("@", "%40")}@${its}`);
  // Those of the dashboard, and what packages bring along.
  for (const part of [/^pkg:npm\/react@/, /^pkg:npm\/%40codemirror\/state@/, /^pkg:npm\/%40smithy\//, /^pkg:npm\/bun@/])
    expect(purls.some((purl) => part.test(purl))).toBe(true);
  expect(purls.filter((purl) => /oxlint|playwright|knip|typescript/.test(purl))).toEqual([]);
  expect(bom.components.filter(({ licenses }) => licenses === undefined)).toEqual([]);
});

test(
  "an installed program updates itself from the folder, and keeps the old one",
  async () => {
    using web = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch: ({ url }) => new Response(Bun.file(join(release, new URL(url).pathname.slice(1)))),
    });
    const address = `http://127.0.0.1:${web.port}`;
    const installed = join(directory.path, "installed");
    mkdirSync(installed);
    const path = join(installed, "baobox");
    copyFileSync(join(unpacked, "baobox"), path);
    const own = { command: [path], cwd: installed, env: {} };
    expect((await runProgram(["update", address, "--check"], own)).stdout).toBe(
      `Baobox ${version} is up to date: the release is ${version}.\n`,
    );
    // A server that runs from the file goes on.
    await using server = await ServerProcess.start({ ...own, dir: join(directory.path, "served") });
    const { exitCode, stdout, stderr } = await runProgram(["update", address, "--force"], own);
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toContain(`Updated ${path} from ${version} to ${version}. The old one is kept as ${path}.old.`);
    expect((await fetch(`${server.url}/api/health`)).status).toBe(200);
    expect(readdirSync(installed).toSorted()).toEqual(["baobox", "baobox.old"]);
    renameSync(`${path}.old`, path);
    expect((await runProgram(["--version"], own)).exitCode).toBe(0);
  },
  TIMEOUT_MS,
);
