import { expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { chmodSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeArchive } from "../../src/build/archive.ts";
import { type OwnProgram, type UpdateOptions, updateProgram } from "../../src/commands/update/update.ts";
import { parseReleaseManifest } from "../../src/lib/release-manifest.ts";
import { failure } from "../support/failure.ts";
import { TemporaryDirectory, runProgram } from "../support/server-process.ts";

const TARGET = "linux-x64";
const DEFAULTS = { sha256: null, onlyChecks: false, isForced: false };

/** A program that says its version. */
function script(version: string): string {
  return `#!/bin/sh\necho "baobox ${version} (compatible with PocketBase 0.39.11)"\n`;
}

/** A release in a folder, on a server of its own, and a program that is not of it. */
class Release implements Disposable {
  readonly folder = new TemporaryDirectory();
  readonly program: OwnProgram;
  readonly #server: Bun.Server<undefined>;
  readonly told: string[] = [];
  manifest: Record<string, unknown> = {};

  constructor(own = "1.0.0") {
    const path = join(this.folder.path, "bin-baobox");
    writeFileSync(path, script(own));
    chmodSync(path, 0o750);
    this.program = { path, version: own, target: TARGET };
    this.#server = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch: ({ url }) => {
        const name = new URL(url).pathname.split("/").at(-1) ?? "";
        if (name === "release.json") return Response.json(this.manifest);
        return name.endsWith(".tar.gz")
          ? new Response(Bun.file(join(this.folder.path, name)))
          : new Response("", { status: 404 });
      },
    });
  }

  static async of(version: string, content = script(version)): Promise<Release> {
    const release = new Release();
    const file = `baobox-${version}-${TARGET}.tar.gz`;
    const path = join(release.folder.path, file);
    const files = [{ name: "baobox", content: Buffer.from(content), isProgram: true }];
    await writeArchive(path, files, { archive: "tar.gz", time: new Date(0) });
    const bytes = readFileSync(path);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    release.manifest = { name: "baobox", version, files: [{ target: TARGET, file, bytes: bytes.length, sha256 }] };
    return release;
  }

  get file(): Record<string, unknown> {
    return (this.manifest["files"] as Record<string, unknown>[])[0] ?? {};
  }

  get url(): URL {
    return new URL(`http://127.0.0.1:${this.#server.port}/baobox`);
  }

  update(options: Partial<UpdateOptions> = {}): Promise<void> {
    return updateProgram(this.program, { url: this.url, ...DEFAULTS, ...options }, (line) => this.told.push(line));
  }

  /** What is at the program's path now, and what else lies there. */
  get installed(): string {
    return readFileSync(this.program.path, "utf8");
  }

  get leftovers(): string[] {
    return readdirSync(this.folder.path).filter((name) => name.startsWith("."));
  }

  [Symbol.dispose](): void {
    void this.#server.stop(true);
    this.folder[Symbol.dispose]();
  }
}

test("a newer release takes the place of the program, which is kept beside it", async () => {
  using release = await Release.of("1.2.0");
  await release.update({ onlyChecks: true });
  expect(release.told).toEqual(["Baobox 1.2.0 is there; this is 1.0.0."]);
  expect(release.installed).toBe(script("1.0.0"));
  await release.update();
  const { path } = release.program;
  expect(release.installed).toBe(script("1.2.0"));
  expect(statSync(path).mode & 0o777).toBe(0o750);
  expect(readFileSync(`${path}.old`, "utf8")).toBe(script("1.0.0"));
  expect(statSync(`${path}.old`).mode & 0o777).toBe(0o750);
  expect(release.leftovers).toEqual([]);
  expect(release.told[2]).toBe(`Updated ${path} from 1.0.0 to 1.2.0. The old one is kept as ${path}.old.`);
});

test("a second update replaces what was kept, and a link is followed", async () => {
  using release = await Release.of("1.2.0");
  const { path } = release.program;
  writeFileSync(`${path}.old`, "from before");
  const link = join(release.folder.path, "link");
  symlinkSync(path, link);
  await updateProgram({ ...release.program, path: link }, { url: release.url, ...DEFAULTS }, () => undefined);
  expect(readFileSync(path, "utf8")).toBe(script("1.2.0"));
  expect(readFileSync(`${path}.old`, "utf8")).toBe(script("1.0.0"));
});

test("the same version is up to date, and an older one is refused but for --force", async () => {
  using same = await Release.of("1.0.0", script("1.0.0"));
  await same.update();
  expect(same.told).toEqual(["Baobox 1.0.0 is up to date: the release is 1.0.0."]);
  using older = await Release.of("0.9.0");
  expect(String(await failure(older.update()))).toContain(
    "Baobox 0.9.0 is older than this, which is 1.0.0: --force takes it all the same",
  );
  await older.update({ isForced: true });
  expect(older.installed).toBe(script("0.9.0"));
});

test("what is not just what was released changes nothing", async () => {
  using release = await Release.of("1.2.0");
  const { sha256, bytes } = release.file;
  const cases: [change: Record<string, unknown>, message: string][] = [
    [{ sha256: "0".repeat(64) }, `its SHA-256 is ${String(sha256)}, not ${"0".repeat(64)}`],
    [{ bytes: 20 }, "is larger than its 20 bytes"],
    [{ file: "missing.txt" }, "answered with 404"],
  ];
  for (const [change, message] of cases) {
    const before = { ...release.file };
    Object.assign(release.file, change);
    expect(String(await failure(release.update()))).toContain(message);
    Object.assign(release.file, before);
  }
  expect(String(await failure(release.update({ sha256: "1".repeat(64) })))).toContain("than --sha256 says");
  expect(release.file["bytes"]).toBe(bytes);
  expect(release.installed).toBe(script("1.0.0"));
  expect(readdirSync(release.folder.path).filter((name) => name.endsWith(".old"))).toEqual([]);
  expect(release.leftovers).toEqual([]);
  await release.update({ sha256: String(sha256) });
  expect(release.installed).toBe(script("1.2.0"));
});

test("a program that does not start here, or is another version, changes nothing", async () => {
  const cases = [
    ["#!/bin/sh\necho no libc here >&2; exit 127\n", "no libc here"],
    [script("1.1.0"), "it is 1.1.0"],
  ] as const;
  for (const [content, message] of cases) {
    using release = await Release.of("1.2.0", content);
    expect(String(await failure(release.update()))).toContain(
      `the new program does not start here as 1.2.0, nothing was changed: ${message}`,
    );
    expect(release.installed).toBe(script("1.0.0"));
    expect(release.leftovers).toEqual([]);
  }
});

test("a release for other machines, none at all and a wrong list are told apart", async () => {
  using release = await Release.of("1.2.0");
  release.file["target"] = "macos-arm64";
  expect(String(await failure(release.update()))).toContain("has nothing for linux-x64, but for macos-arm64");
  release.manifest = { name: "other" };
  expect(String(await failure(release.update()))).toContain('is no list of a release: its "name" is not "baobox"');
  const nowhere = new URL("http://127.0.0.1:1/release.json");
  expect(String(await failure(release.update({ url: nowhere })))).toContain("127.0.0.1:1 can't be reached");
});

test("names in a list of a release lead nowhere else", () => {
  const file = { target: TARGET, file: "baobox.tar.gz", bytes: 1, sha256: "a".repeat(64) };
  const list = (change: object, version = "1.0.0") =>
    JSON.stringify({ name: "baobox", version, files: [{ ...file, ...change }] });
  expect(parseReleaseManifest(list({})).files).toEqual([file]);
  for (const name of ["../baobox", "a/b", ".hidden", "", "https://example.com/x"])
    expect(() => parseReleaseManifest(list({ file: name }))).toThrow("one of its files has no name");
  expect(() => parseReleaseManifest(list({ sha256: "abc" }))).toThrow("it has no SHA-256 of baobox.tar.gz");
  expect(() => parseReleaseManifest(list({ bytes: -1 }))).toThrow("it does not say how large baobox.tar.gz is");
  expect(() => parseReleaseManifest(list({}, "newest"))).toThrow('its "version" is none');
  expect(() => parseReleaseManifest("{")).toThrow("it is no JSON");
});

test("the source does not update itself, and addresses that anyone could answer for are refused", async () => {
  const wrong = (address: string, ...more: string[]) => runProgram(["update", address, ...more]);
  const [source, plain, none, short] = await Promise.all([
    wrong("https://example.com/baobox"),
    wrong("http://example.com/baobox"),
    wrong("example.com"),
    wrong("https://example.com/baobox", "--sha256", "abc"),
  ]);
  expect([source.exitCode, source.stderr]).toEqual([
    1,
    "baobox: only the executable of a release updates itself: update the source or the package in its own way\n",
  ]);
  expect(plain.stderr).toContain("an http:// address needs --sha256");
  expect(none.stderr).toContain('"example.com" must be the https:// address');
  expect(short.stderr).toContain("--sha256 must have 64 hexadecimal digits");
});
