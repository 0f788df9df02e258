import { expect, test } from "bun:test";
import { existsSync, readdirSync, rmSync, statSync, watch } from "node:fs";
import { join } from "node:path";
import { FreshServer } from "../support/fresh-server.ts";
import { TemporaryDirectory, programCommand, runProgram } from "../support/server-process.ts";

test("writes the types of all collections, and only what changed", async () => {
  await using server = await FreshServer.start();
  const out = join(server.dir, "../types/all.ts");
  const run = async (...args: string[]): Promise<string> => {
    const { exitCode, stdout, stderr } = await runProgram(["types", "--dir", server.dir, ...args]);
    return `${exitCode} ${stdout}${stderr}`;
  };
  expect(await run("--out", out)).toBe(`0 Wrote ${out}.\n`);
  const text = await Bun.file(out).text();
  expect(text).toContain("export interface UsersRecord {");
  const { mtimeMs } = statSync(out);
  expect(await run("--out", out)).toBe(`0 ${out} is up to date.\n`);
  expect(statSync(out).mtimeMs).toBe(mtimeMs);
  expect(await run("--out", "-")).toBe(`0 ${text}`);
  expect(readdirSync(join(out, ".."))).toEqual(["all.ts"]);
});

test("a watch follows what a running server changes, also over a restore, and ends when it is told to", async () => {
  await using server = await FreshServer.start();
  const out = join(server.dir, "../types.ts");
  await using watching = Bun.spawn([...programCommand(), "types", "--watch", "--dir", server.dir, "--out", out], {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "inherit",
  });
  const admin = await server.admin();
  await until(out, (text) => text.includes("UsersRecord") && !text.includes("NotesRecord"));
  await admin.backups.create("before.zip");
  await admin.collections.create({ name: "notes", type: "base", fields: [{ name: "text", type: "text" }] });
  await until(out, (text) => text.includes("NotesRecord"));
  await admin.backups.restore("before.zip");
  await until(out, (text) => !text.includes("NotesRecord"));
  watching.kill("SIGTERM");
  expect(await watching.exited).toBe(0);
});

/** Resolves once the file holds what is waited for; the test's time limit is that of the wait. */
async function until(file: string, isThere: (text: string) => boolean): Promise<void> {
  const change = Promise.withResolvers<void>();
  const look = async (): Promise<void> => {
    if (existsSync(file) && isThere(await Bun.file(file).text())) change.resolve();
  };
  const watcher = watch(join(file, ".."), () => void look());
  try {
    await look();
    await change.promise;
  } finally {
    watcher.close();
  }
}

test("says in one line what is wrong", async () => {
  using folder = new TemporaryDirectory();
  const run = async (...args: string[]): Promise<string> => {
    const { exitCode, stdout, stderr } = await runProgram(["types", ...args]);
    return `${exitCode} ${stdout}${stderr}`;
  };
  const dir = join(folder.path, "pb_data");
  expect(await run("--dir", dir)).toBe(
    `1 baobox: there is no database in ${dir}: name the data directory with --dir\n`,
  );
  expect(existsSync(dir)).toBe(false);
  expect(await run("--watch", "--out", "-")).toStartWith("1 baobox: --watch needs a file to write: --out can't be -");
  expect(await run("--outt", "x")).toStartWith("1 baobox: unknown flag --outt");
  expect(await run("--help")).toContain("--watch");
  await runProgram(["superuser", "upsert", "a@example.com", "1234567890", "--dir", dir]);
  expect(await run("--dir", dir, "--out", dir)).toStartWith(`1 baobox: can't write ${dir}: `);
  rmSync(dir, { recursive: true });
});
