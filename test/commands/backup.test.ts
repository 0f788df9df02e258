import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { TemporaryDirectory, runProgram } from "../support/server-process.ts";

const TIMEOUT_MS = 120_000;

describe("without a data directory", () => {
  test.each(["create", "list", "verify all"])("backup %s makes none and names --dir", async (text) => {
    using folder = new TemporaryDirectory();
    const dir = join(folder.path, "mistyped");
    const run = (database: string) =>
      runProgram(["backup", ...text.split(" "), `--dir=${dir}`], {
        env: { ...process.env, BAOBOX_DATABASE: database },
      });
    const refused = (missing: string) => ({
      exitCode: 1,
      stdout: "",
      stderr: `baobox: there is no ${missing}: name a data directory with --dir\n`,
    });
    expect(await run("")).toEqual(refused(`data.db in ${dir}`));
    expect(await run("postgres://nobody@127.0.0.1:1/none")).toEqual(refused(`directory ${dir}`));
    expect(existsSync(dir)).toBe(false);
  });

  test.each(["verify", "restore"])("backup %p takes files alone", async (action) => {
    using folder = new TemporaryDirectory();
    const dir = join(folder.path, "mistyped");
    expect(await runProgram(["backup", action, "none.zip", `--dir=${dir}`])).toEqual({
      exitCode: 1,
      stdout: "",
      stderr: `baobox: there is no file none.zip, and no data.db in ${dir}: name a data directory with --dir\n`,
    });
    expect(existsSync(dir)).toBe(false);
  });
});

test("a directory whose exchange was cut off is opened, which brings its data back", async () => {
  using folder = new TemporaryDirectory();
  const dir = `--dir=${folder.path}`;
  await runProgram(["superuser", "ips", dir]);
  const work = join(folder.path, ".baobox_restore");
  await mkdir(join(work, "old"), { recursive: true });
  await mkdir(join(work, "new"));
  await rename(join(folder.path, "data.db"), join(work, "old/data.db"));
  const ended = Bun.spawn([process.execPath, "--version"], { stdout: "ignore" });
  await ended.exited;
  await Bun.write(
    join(work, "journal.json"),
    JSON.stringify({ state: "begun", pid: ended.pid, added: [], inPlace: {} }),
  );
  expect((await runProgram(["backup", "list", dir])).exitCode).toBe(0);
  expect(existsSync(join(folder.path, "data.db"))).toBe(true);
});

test(
  "encrypted settings can't be checked without their key, which is no damage",
  async () => {
    using folder = new TemporaryDirectory();
    const dir = join(folder.path, "pb_data");
    const run = (key: string | null, ...words: string[]) =>
      runProgram([...words, "--dir", dir, ...(key === null ? [] : ["--encryptionEnv", "TEST_KEY"])], {
        env: { ...process.env, TEST_KEY: key ?? "" },
      });
    const key = "k".repeat(32);
    await run(key, "superuser", "ips");
    expect((await run(key, "backup", "create", "a.zip")).exitCode).toBe(0);
    expect(await run(key, "backup", "verify", "a.zip")).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("a.zip is complete"),
    });
    const file = join(folder.path, "moved.zip");
    await rename(join(dir, "backups/a.zip"), file);
    const elsewhere = `--dir=${join(folder.path, "none")}`;
    expect(await runProgram(["backup", "verify", file, elsewhere])).toEqual({
      exitCode: 1,
      stdout: "",
      stderr:
        "baobox: The backup can't be checked: its settings are encrypted, and there is no key. Name the variable with their key by --encryptionEnv.\n",
    });
    const env = { ...process.env, TEST_KEY: "x".repeat(32) };
    const wrong = await runProgram(["backup", "verify", file, elsewhere, "--encryptionEnv", "TEST_KEY"], { env });
    expect([wrong.exitCode, wrong.stdout, wrong.stderr]).toEqual([
      1,
      "",
      "baobox: The backup can't be checked: its settings can't be decrypted: the key of --encryptionEnv is not the one that they were encrypted with.\n",
    ]);

    // With all, the others are checked all the same.
    const other = join(folder.path, "other");
    await runProgram(["superuser", "ips", "--dir", other]);
    await runProgram(["backup", "create", "z.zip", "--dir", other]);
    await rename(file, join(other, "backups/a.zip"));
    expect(await runProgram(["backup", "verify", "all", "--dir", other])).toEqual({
      exitCode: 1,
      stdout: expect.stringMatching(/^a\.zip: The backup can't be checked: .*\nz\.zip is complete: .*\n$/),
      stderr: "",
    });
  },
  TIMEOUT_MS,
);

test("an encrypted backup of the name is pointed at", async () => {
  using folder = new TemporaryDirectory();
  await runProgram(["superuser", "ips", "--dir", folder.path]);
  await mkdir(join(folder.path, "backups"), { recursive: true });
  await Bun.write(join(folder.path, "backups/a.zip.age"), "encrypted");
  const entries = await readdir(folder.path);
  for (const action of ["verify", "restore"]) {
    expect(await runProgram(["backup", action, "a.zip", "--dir", folder.path])).toEqual({
      exitCode: 1,
      stdout: "",
      stderr: "baobox: there is no backup a.zip, but an encrypted one: a.zip.age\n",
    });
  }
  expect(await readdir(folder.path)).toEqual(entries);
});
