// Encrypted backups: made, listed, verified, uploaded and restored, with the right key and without.
import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { AgeKey, createAgeKey, isAgeFile } from "../../../src/lib/age.ts";
import { Bucket } from "../../support/bucket.ts";
import { TemporaryDirectory, programCommand, runProgram } from "../../support/server-process.ts";
import { silentLog, testApp } from "../../support/test-app.ts";
import { startServer } from "./notes-server.ts";

const PASSPHRASE = "correct horse battery staple";
const OTHER = "another passphrase, as long";
const TIMEOUT_MS = 120_000;

function withKey(text: string): { readonly options: { readonly backupKey: AgeKey } } {
  return { options: { backupKey: new AgeKey(text) } };
}

test("with a key new backups are encrypted, and their name says so", async () => {
  await using app = await testApp({ fixture: "world", ...withKey(PASSPHRASE) });
  const token = await app.superuserToken();
  const create = () => app.request("POST", "/api/backups", { token, body: { name: "a.zip" } });
  expect((await create()).status).toBe(204);
  expect((await create()).json).toMatchObject({ data: { name: { code: "validation_backup_name_exists" } } });
  const { json } = await app.request("GET", "/api/backups", { token });
  expect(json).toEqual([{ key: "a.zip.age", size: expect.any(Number), modified: expect.any(String) }]);
  const bytes = await Bun.file(join(app.context.options.dataDir, "backups/a.zip.age")).bytes();
  expect(isAgeFile(bytes)).toBe(true);

  const verify = (name: string, body = {}) => app.request("POST", `/api/backups/${name}/verify`, { token, body });
  expect((await verify("a.zip.age")).json).toMatchObject({ problems: [], files: expect.any(Number) });
  expect((await verify("a.zip.age", { key: OTHER })).json).toMatchObject({
    status: 400,
    message: "The backup can't be decrypted: the key is not the one that it was encrypted with.",
    data: { key: { code: "backup_key_wrong" } },
  });
  expect((await verify("a.zip.age", { key: "short" })).json).toMatchObject({
    status: 400,
    message: "The key can't be used: a passphrase needs at least 16 characters.",
    data: { key: { code: "backup_key_invalid" } },
  });
  expect((await verify("none.zip.age")).status).toBe(400);
  expect((await app.request("POST", "/api/backups/a.zip.age/verify")).status).toBe(401);
});

test("a server without the key takes an encrypted backup, and its key with the request", async () => {
  const logged: string[] = [];
  const log = { ...silentLog, error: (...line: unknown[]) => void logged.push(JSON.stringify(line)) };
  await using maker = await testApp({ fixture: "world", ...withKey(PASSPHRASE) });
  await maker.request("POST", "/api/backups", { token: await maker.superuserToken(), body: { name: "a.zip" } });
  await using app = await testApp({ log });
  const token = await app.superuserToken();
  const body = new FormData();
  body.set(
    "file",
    new Blob([await Bun.file(join(maker.context.options.dataDir, "backups/a.zip.age")).bytes()]),
    "a.zip.age",
  );
  expect((await app.request("POST", "/api/backups/upload", { token, body })).status).toBe(204);
  for (const action of ["verify", "restore"]) {
    const { json } = await app.request("POST", `/api/backups/a.zip.age/${action}`, { token });
    expect(json).toMatchObject({
      status: 400,
      message:
        "The backup is encrypted, and there is no key. Set BAOBOX_BACKUP_KEY, or BAOBOX_BACKUP_KEY_FILE, to its passphrase or private key.",
      data: { key: { code: "backup_key_missing" } },
    });
  }
  const wrong = await app.request("POST", "/api/backups/a.zip.age/restore", { token, body: { key: OTHER } });
  expect(wrong.json).toMatchObject({ status: 400, data: { key: { code: "backup_key_wrong" } } });
  const verified = await app.request("POST", "/api/backups/a.zip.age/verify", { token, body: { key: PASSPHRASE } });
  expect(verified.json).toMatchObject({ problems: [] });
  expect(logged.join()).not.toContain("passphrase");
  expect(await readdir(join(app.context.options.dataDir, ".pb_temp_to_delete"))).toEqual([]);
});

test("with a public key backups are made that the server itself can't read", async () => {
  const { privateKey, publicKey } = await createAgeKey();
  await using app = await testApp({ fixture: "world", ...withKey(publicKey) });
  const token = await app.superuserToken();
  // Nothing to verify it with is no failure of the backup.
  await app.request("PATCH", "/api/settings", { token, body: { backups: { verify: true } } });
  expect((await app.request("POST", "/api/backups", { token, body: { name: "a.zip" } })).status).toBe(204);
  const verify = (body = {}) => app.request("POST", "/api/backups/a.zip.age/verify", { token, body });
  expect((await verify()).json).toMatchObject({
    status: 400,
    message: "The backup can't be decrypted: a public key can't decrypt: its private key is needed.",
  });
  expect((await verify({ key: privateKey })).json).toMatchObject({ problems: [] });
});

test(
  "a bucket gets encrypted backups, and a server restores one from there",
  async () => {
    using directory = new TemporaryDirectory();
    await using bucket = await Bucket.start();
    const env = { ...process.env, BAOBOX_BACKUP_KEY: PASSPHRASE };
    await using client = await startServer(directory, [], env);
    await client.setBackupBucket(bucket);
    await client.addNote("before");
    expect((await client.post("/api/backups", { name: "a.zip" })).status).toBe(204);
    await client.addNote("later");
    expect((await client.post("/api/backups/a.zip.age/verify")).status).toBe(200);
    expect((await client.post("/api/backups/a.zip.age/restore")).status).toBe(204);
    await client.untilNotes(["before"]);
    expect(existsSync(join(client.dir, "backups/a.zip.age"))).toBe(false);
  },
  TIMEOUT_MS,
);

test(
  "the command line makes, verifies and restores encrypted backups",
  async () => {
    using directory = new TemporaryDirectory();
    const dir = join(directory.path, "pb_data");
    const run = (args: string[], key: string | null) => {
      const { BAOBOX_BACKUP_KEY: _, ...env } = process.env;
      return runProgram([...args, "--dir", dir], { env: key === null ? env : { ...env, BAOBOX_BACKUP_KEY: key } });
    };
    await run(["superuser", "upsert", "a@example.com", "1234567890"], null);
    expect((await run(["backup", "create", "plain.zip"], null)).exitCode).toBe(0);
    expect(await run(["backup", "create", "a.zip"], PASSPHRASE)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^Created the backup a\.zip\.age \(.*\)\.\n$/),
    });
    expect(await run(["backup", "verify", "all"], PASSPHRASE)).toEqual({
      exitCode: 0,
      stdout: expect.stringMatching(
        /^a\.zip\.age is complete: 2 files, .*\.\nplain\.zip is complete: 2 files, .*\.\n$/,
      ),
      stderr: "",
    });
    expect(await run(["backup", "restore", "a.zip.age"], OTHER)).toMatchObject({
      exitCode: 1,
      stderr: "baobox: The backup can't be decrypted: the key is not the one that it was encrypted with.\n",
    });
    expect(await run(["backup", "verify", "a.zip.age"], null)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("The backup is encrypted, and there is no key. Set BAOBOX_BACKUP_KEY"),
    });
    expect(await run(["backup", "create"], "short")).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("BAOBOX_BACKUP_KEY: a passphrase needs at least 16 characters"),
    });
    expect(await run(["backup", "restore", "a.zip.age"], PASSPHRASE)).toMatchObject({ exitCode: 0 });

    // A file, on a machine that has no data directory.
    const file = join(dir, "backups/plain.zip");
    const elsewhere = await runProgram(["backup", "verify", file, "--dir", join(directory.path, "none")]);
    expect(elsewhere).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("plain.zip is complete") });
    expect(existsSync(join(directory.path, "none"))).toBe(false);
    await Bun.write(file, (await Bun.file(file).bytes()).subarray(0, 3_000));
    expect(await run(["backup", "verify", "all"], PASSPHRASE)).toMatchObject({
      exitCode: 1,
      stdout: expect.stringMatching(
        /^a\.zip\.age is complete: .*\nplain\.zip is damaged:\n {2}the file is not a complete zip archive\n$/,
      ),
    });
  },
  TIMEOUT_MS,
);

test(
  "a terminal is asked for the key, which does not show",
  async () => {
    using directory = new TemporaryDirectory();
    const dir = join(directory.path, "pb_data");
    const { BAOBOX_BACKUP_KEY: _, ...env } = process.env;
    await runProgram(["superuser", "upsert", "a@example.com", "1234567890", "--dir", dir], { env });
    const withPassphrase = { ...env, BAOBOX_BACKUP_KEY: PASSPHRASE };
    await runProgram(["backup", "create", "a.zip", "--dir", dir], { env: withPassphrase });
    const ask = async (typed: string): Promise<{ exitCode: number; shown: string }> => {
      let shown = "";
      const child = Bun.spawn([...programCommand(), "backup", "verify", "a.zip.age", "--dir", dir], {
        env: { ...env, TERM: "xterm" },
        terminal: { cols: 100, rows: 24, data: (_terminal, data) => void (shown += Buffer.from(data).toString()) },
      });
      while (!shown.includes("Passphrase or private key of the backup: ")) await Bun.sleep(5);
      child.terminal?.write(typed);
      const exitCode = await child.exited;
      child.terminal?.close();
      expect(shown).not.toContain("horse");
      return { exitCode, shown };
    };
    expect(await ask(`${PASSPHRASE}\r`)).toEqual({
      exitCode: 0,
      shown: expect.stringContaining("a.zip.age is complete"),
    });
    expect(await ask(`${OTHER}\r`)).toEqual({ exitCode: 1, shown: expect.stringContaining("the key is not the one") });
    expect(await ask("short\r")).toEqual({ exitCode: 1, shown: expect.stringContaining("at least 16 characters") });
    expect((await ask("\u0003")).exitCode).toBe(130);
  },
  TIMEOUT_MS,
);

test("a new key is printed as age-keygen does", async () => {
  const { exitCode, stdout } = await runProgram(["backup", "key"]);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^# created: \S+\n# public key: age1\w+\nAGE-SECRET-KEY-1\w+\n$/);
  expect(new AgeKey(stdout).canDecrypt).toBe(true);
});
