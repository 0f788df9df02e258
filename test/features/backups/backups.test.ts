import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { createAuthToken, createToken } from "../../../src/model/auth/tokens.ts";
import { extractZip, listZip } from "../../../src/lib/zip/read-zip.ts";
import { saveSettings } from "../../../src/model/settings/save-settings.ts";
import { insideTest } from "../../support/inside-test.ts";
import { silentLog, testApp } from "../../support/test-app.ts";
import type { TestApp } from "../../support/test-app.ts";
import { isOnPostgres } from "../../support/test-database.ts";

interface Backup {
  key: string;
  size: number;
  modified: string;
}

async function list(app: TestApp, token: string): Promise<Backup[]> {
  return (await app.request("GET", "/api/backups", { token })).json as Backup[];
}

test("a backup is made, listed, downloaded and deleted", async () => {
  await using app = await testApp({ fixture: "world" });
  const superuser = await app.create("_superusers", { email: "keeper@example.com", password: "1234567890" });
  const token = createAuthToken(superuser);
  const files = (await readdir(join(app.context.options.dataDir, "storage"), { recursive: true })).length;
  expect(files).toBeGreaterThan(0);

  expect((await app.request("POST", "/api/backups", { token, body: { name: "one.zip" } })).status).toBe(204);
  expect((await app.request("POST", "/api/backups", { token })).status).toBe(204);
  const [one, other] = (await list(app, token)).toSorted((a, b) => (a.key < b.key ? -1 : 1));
  expect(one).toEqual({ key: "one.zip", size: expect.any(Number), modified: expect.stringMatching(/Z$/) });
  expect(other?.key).toMatch(/^pb_backup_\w+_\d{14}\.zip$/);

  const again = await app.request("POST", "/api/backups", { token, body: { name: "one.zip" } });
  expect(again.json).toMatchObject({ status: 400, data: { name: { code: "validation_backup_name_exists" } } });

  const fileToken = createToken(superuser, { type: "file" });
  const response = await app.server.request(new Request(`http://127.0.0.1/api/backups/one.zip?token=${fileToken}`));
  expect(response.status).toBe(200);
  expect(response.headers.get("content-disposition")).toBe("attachment; filename=one.zip");
  const archive = join(app.folder, "one.zip");
  await Bun.write(archive, await response.arrayBuffer());
  const { names } = await listZip(archive);
  expect([...names]).toContain("data.db");
  expect([...names]).toContain("auxiliary.db");
  expect([...names].filter((name) => name.startsWith("backups/") || name.endsWith("-wal"))).toEqual([]);
  await mkdir(join(app.folder, "extracted"));
  await extractZip(archive, join(app.folder, "extracted"));
  const stored = await readdir(join(app.context.options.dataDir, "storage"), { recursive: true });
  const extracted = await readdir(join(app.folder, "extracted/storage"), { recursive: true });
  expect(extracted.toSorted()).toEqual(stored.toSorted());

  expect((await app.request("DELETE", "/api/backups/one.zip", { token })).status).toBe(204);
  expect((await list(app, token)).map(({ key }) => key)).toEqual([other?.key ?? ""]);
  expect(await readdir(join(app.context.options.dataDir, ".pb_temp_to_delete"))).toEqual([]);
});

test("no name leads out of the folder of backups", async () => {
  await using app = await testApp();
  const superuser = await app.create("_superusers", { email: "root@example.com", password: "1234567890" });
  const token = createAuthToken(superuser);
  const fileToken = createToken(superuser, { type: "file" });
  // Where PostgreSQL has the data, this is just a file.
  if (isOnPostgres) await Bun.write(join(app.context.options.dataDir, "data.db"), "");
  for (const name of ["..%2Fdata.db", "..%5Cdata.db", "%2E%2E%2Fdata.db", "a%00.zip", "missing.zip"]) {
    expect((await app.request("GET", `/api/backups/${name}?token=${fileToken}`)).status).toBe(404);
    expect((await app.request("DELETE", `/api/backups/${name}`, { token })).status).toBe(400);
    expect((await app.request("POST", `/api/backups/${name}/restore`, { token })).status).toBe(400);
  }
  expect(existsSync(join(app.context.options.dataDir, "data.db"))).toBe(true);
});

test("names that are too long for a file are those of no backup, and none can be uploaded under them", async () => {
  const errors: string[] = [];
  await using app = await testApp({ log: { ...silentLog, error: (message) => void errors.push(message) } });
  const token = await app.superuserToken();
  const name = `${"n".repeat(300)}.zip`;
  const status = async (method: string, path: string) => (await app.request(method, path, { token })).status;
  const { json } = await app.request("POST", "/api/files/token", { token });
  const fileToken = (json as { token: string }).token;
  expect(await status("DELETE", `/api/backups/${name}`)).toBe(400);
  expect(await status("POST", `/api/backups/${name}/restore`)).toBe(400);
  expect(await status("GET", `/api/backups/${name}?token=${fileToken}`)).toBe(404);

  const emptyZip = new Blob([new Uint8Array([0x50, 0x4b, 5, 6]), new Uint8Array(18)]);
  for (const unusable of [name, "..", "a\\b.zip"]) {
    const body = new FormData();
    body.set("file", emptyZip, unusable);
    const answer = await app.request("POST", "/api/backups/upload", { token, body });
    expect(answer.json).toMatchObject({ status: 400, data: { file: { code: "validation_invalid_name" } } });
  }
  // Mistakes of a client are nothing to log.
  expect(errors).toEqual([]);
});

test("an upload must be an archive under a new name", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  const upload = (content: Blob, name: string) => {
    const body = new FormData();
    body.set("file", content, name);
    return app.request("POST", "/api/backups/upload", { token, body });
  };
  const message = expect.stringMatching(/^"a\w+\.zip" mime type must be one of: application\/zip\.$/);
  expect((await upload(new Blob(["text"]), "a.zip")).json).toEqual({
    data: { file: { code: "validation_invalid_mime_type", message } },
    message: "An error occurred while validating the submitted data.",
    status: 400,
  });
  const empty = new Blob([Buffer.from("504b0506000000000000000000000000000000000000", "hex")]);
  expect((await upload(empty, "a.zip")).status).toBe(204);
  expect((await upload(empty, "a.zip")).json).toMatchObject({
    data: { file: { code: "validation_backup_name_exists" } },
  });
  // One without data.db is refused at once.
  const refused = await app.request("POST", "/api/backups/a.zip/restore", { token });
  expect(refused.json).toMatchObject({ status: 400, message: expect.stringContaining("no data.db") });
});

insideTest("there is one backup at a time, and the one in use can't be deleted", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  const reached = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  app.context.hooks.onBackupCreate.bind({
    async run(event) {
      reached.resolve();
      await goOn.promise;
      await event.next();
    },
  });
  const first = app.request("POST", "/api/backups", { token, body: { name: "first.zip" } });
  await reached.promise;
  expect((await app.request("POST", "/api/backups", { token })).json).toMatchObject({
    status: 400,
    message: expect.stringContaining("Try again later"),
  });
  expect((await app.request("DELETE", "/api/backups/first.zip", { token })).json).toMatchObject({
    message: "The backup is currently being used and cannot be deleted.",
  });
  expect((await app.request("GET", "/api/health", { token })).json).toMatchObject({ data: { canBackup: false } });
  goOn.resolve();
  expect((await first).status).toBe(204);
  expect((await app.request("GET", "/api/health", { token })).json).toMatchObject({ data: { canBackup: true } });
});

test("automatic backups follow the settings and keep the newest", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  const setBackups = async (cron: string): Promise<void> => {
    const settings = app.context.settings.current();
    await saveSettings(app.context, { ...settings, backups: { ...settings.backups, cron, cronMaxKeep: 2 } });
  };
  const job = () => app.context.crons.list().find(({ id }) => id === "__pbAutoBackup__");
  expect(job()).toBeUndefined();
  await setBackups("0 3 * * *");
  expect(job()?.expression).toBe("0 3 * * *");
  for (const name of ["@auto_pb_backup_a.zip", "@auto_pb_backup_b.zip", "mine.zip"]) {
    await app.context.backups.write(name, new Blob(["old"]), { contentType: "", originalName: "" });
  }
  await app.context.crons.run("__pbAutoBackup__");
  const names = (await list(app, token)).map(({ key }) => key).toSorted();
  expect(names).toHaveLength(3);
  expect(names.filter((name) => name.startsWith("@auto_pb_backup_"))).toHaveLength(2);
  expect(names).toContain("mine.zip");
  expect(names.some((name) => /^@auto_pb_backup_acme_\d{14}\.zip$/.test(name))).toBe(true);
  await setBackups("");
  expect(job()).toBeUndefined();
});

insideTest(
  "a failed automatic backup is logged and mailed to the superusers, and a failed one leaves nothing behind",
  async () => {
    await using app = await testApp();
    const token = await app.superuserToken();
    const settings = app.context.settings.current();
    await saveSettings(app.context, { ...settings, backups: { ...settings.backups, cron: "0 3 * * *" } });
    const subjects: string[] = [];
    app.context.hooks.onMailerSend.bind({
      run(event) {
        subjects.push(event.message.subject);
        expect(event.message.bcc).toHaveLength(1);
        expect(event.message.html).toContain("no space left on device");
      },
    });
    const context = app.context as { -readonly [Key in keyof typeof app.context]: (typeof app.context)[Key] };
    const { backups } = context;
    context.backups = {
      ...backups,
      // As a full disk: it takes a part and then no more.
      async write(_key, content) {
        for await (const chunk of content as AsyncIterable<Uint8Array>) {
          if (chunk.length > 0) throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
        }
      },
    };
    const outcome = await app.context.crons.run("__pbAutoBackup__");
    expect(outcome).toContain("failed to create the automatic backup @auto_pb_backup_acme_");
    expect(outcome).toContain("no space left on device");
    expect(subjects).toEqual(["Acme: the automatic backup failed"]);
    const manual = await app.request("POST", "/api/backups", { token });
    expect(manual.json).toMatchObject({ status: 400, message: "Failed to create backup. The disk is full." });
    expect(await list(app, token)).toEqual([]);
    expect(await readdir(join(app.context.options.dataDir, ".pb_temp_to_delete"))).toEqual([]);
    expect(await app.context.backupGuard.active()).toBeNull();
  },
);
