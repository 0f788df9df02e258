import { SQL } from "bun";
import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { chmodSync, copyFileSync, mkdirSync, openSync, closeSync, writeSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Bucket } from "../support/bucket.ts";
import { MailServer } from "../support/mail-server.ts";
import { PostgresServer } from "../support/postgres-server.ts";
import { ServerProcess, TemporaryDirectory, runProgram } from "../support/server-process.ts";

interface Report {
  problems: number;
  warnings: number;
  findings: { name: string; state: string; text: string; remedy?: string }[];
}

interface Examined extends Report {
  exitCode: number;
  /** The finding of that name as "state: text". */
  of: (name: string) => string | undefined;
}

async function examine(dir: string, ...args: string[]): Promise<Examined> {
  const { exitCode, stdout, stderr } = await runProgram(["doctor", "--json", "--dir", dir, ...args]);
  expect(stderr).toBe("");
  const report = JSON.parse(stdout) as Report;
  const of = (name: string): string | undefined =>
    report.findings.filter((one) => one.name === name).map(({ state, text }) => `${state}: ${text}`)[0];
  return { ...report, exitCode, of };
}

/** A data directory with a superuser and the given settings. */
async function directory(folder: TemporaryDirectory, settings: Record<string, unknown> = {}): Promise<string> {
  const dir = join(folder.path, "pb_data");
  const file = join(folder.path, "settings.json");
  writeFileSync(file, JSON.stringify(settings));
  const variables = { BAOBOX_SUPERUSER_EMAIL: "a@example.com", BAOBOX_SUPERUSER_PASSWORD: "1234567890" };
  const env = { ...process.env, ...variables };
  await using server = await ServerProcess.start({ dir, args: ["--settings", file], env });
  expect(await server.stop()).toBe(0);
  return dir;
}

test("a directory in order has no problem, also beside a running server, and nothing is changed", async () => {
  using folder = new TemporaryDirectory();
  const dir = await directory(folder);
  await using server = await ServerProcess.start({ dir });
  expect((await fetch(`${server.url}/api/health`)).status).toBe(200);
  const report = await examine(dir);
  expect(report).toMatchObject({ problems: 0, exitCode: 0 });
  expect(report.of("data.db")).toBe("ok: no damage");
  expect(report.of("format")).toBe("ok: as this version writes it");
  expect(report.of("superusers")).toBe("ok: 1");
  expect(report.of("automatic backups")).toBe("warning: are off");
  expect(report.of("mail")).toStartWith("warning: no mail server is set");

  const { stdout, exitCode } = await runProgram(["doctor", "--dir", dir]);
  expect(exitCode).toBe(0);
  expect(stdout).toContain("! automatic backups: are off\n    Set a schedule in the dashboard, Settings → Backups.\n");
  expect(stdout).toMatch(/\n0 problems, \d warnings?\n$/);
});

test("a directory that isn't there is not made", async () => {
  using folder = new TemporaryDirectory();
  const dir = join(folder.path, "nowhere");
  const report = await examine(dir);
  expect(report.of("data directory")).toBe(`problem: ${dir} does not exist`);
  expect(report.exitCode).toBe(1);
  expect((await examine(folder.path)).of("data directory")).toBe(`problem: ${folder.path} has no data.db`);
  expect(await Bun.file(join(folder.path, "data.db")).exists()).toBe(false);
});

test("where the database is PostgreSQL's the directory needs no data.db", async () => {
  using folder = new TemporaryDirectory();
  await using postgres = await PostgresServer.start();
  const dir = join(folder.path, "pb_data");
  const url = await postgres.createDatabase();
  const database = ["--database", url];
  const missing = await examine(dir, ...database);
  expect(missing.of("data directory")).toBe(`problem: ${dir} does not exist`);
  expect(missing.of("data.db")).toBe("problem: the database is empty");
  await using sql = new SQL(url, { max: 1 });
  const schemas = () => sql`SELECT nspname FROM pg_namespace WHERE nspname IN ('bb', 'sqlite', 'baobox_logs')`;
  expect(await schemas()).toHaveLength(0);
  await using server = await ServerProcess.start({ dir, args: [...database, "--workers", "1"] });
  expect((await fetch(`${server.url}/api/health`)).status).toBe(200);
  const report = await examine(dir, ...database);
  expect(report).toMatchObject({ problems: 0, exitCode: 0 });
  expect(await schemas()).toHaveLength(3);
  expect(report.of("data directory")).toBe(`ok: ${dir}`);
  expect(report.of("data.db")).toBe("ok: no damage");
  expect(report.of("settings")).toBe("ok: readable");
});

describe("what is stored", () => {
  test("damage is found, and one that others may read", async () => {
    using folder = new TemporaryDirectory();
    const dir = await directory(folder);
    chmodSync(join(dir, "data.db"), 0o644);
    expect((await examine(dir)).of("data directory")).toBe("warning: other users of this machine may read data.db");
    const file = openSync(join(dir, "data.db"), "r+");
    writeSync(file, new Uint8Array(4096).fill(0xff), 0, 4096, 8192);
    closeSync(file);
    const report = await examine(dir);
    expect(report.of("data.db")).toStartWith("problem: ");
    expect(report.exitCode).toBe(1);
  });

  test("settings that need a key, and log entries of the future", async () => {
    using folder = new TemporaryDirectory();
    const dir = await directory(folder);
    {
      using data = new Database(join(dir, "data.db"));
      data.run("UPDATE _params SET value = 'encrypted' WHERE id = 'settings'");
      using auxiliary = new Database(join(dir, "auxiliary.db"));
      auxiliary.run(
        "INSERT INTO _logs (id, level, message, data, created) VALUES ('x', 0, '', '{}', '2999-01-01 00:00:00.000Z')",
      );
    }
    const report = await examine(dir);
    expect(report.of("settings")).toStartWith("problem: the stored settings are invalid or encrypted");
    expect(report.of("clock against the logs")).toContain("the newest log entry is of 2999-01-01T00:00:00.000Z");
  });
});

describe("what the settings name", () => {
  test("a mail server and a bucket that work", async () => {
    using folder = new TemporaryDirectory();
    await using mails = await MailServer.start();
    await using bucket = await Bucket.start();
    const smtp = { enabled: true, host: "127.0.0.1", port: mails.port, username: "me", password: "secret" };
    const dir = await directory(folder, { smtp, s3: { ...bucket.options, enabled: true } });
    const report = await examine(dir);
    expect(report.of("mail")).toBe(`ok: 127.0.0.1:${mails.port} takes mails`);
    expect(report.of("files")).toBe(`ok: the bucket ${bucket.options.bucket} stores and deletes`);
    expect(report.of("clock")).toStartWith("ok: agrees with ");
    expect(report.of("backups")).toBe("skipped: kept in the data directory");
    expect(mails.signIns).toMatchObject([{ username: "me", password: "secret" }]);
  });

  test("a mail server and a bucket that can't be reached", async () => {
    using folder = new TemporaryDirectory();
    // Nothing listens on a port that was free a moment ago.
    const closed = Bun.serve({ port: 0, fetch: () => new Response() });
    const { port } = closed;
    await closed.stop(true);
    const smtp = { enabled: true, host: "127.0.0.1", port };
    const s3 = {
      enabled: true,
      endpoint: `http://127.0.0.1:${port}`,
      bucket: "b",
      region: "r",
      accessKey: "a",
      secret: "hidden-key",
    };
    const report = await examine(await directory(folder, { smtp, s3 }));
    expect(report.of("mail")).toStartWith(`problem: 127.0.0.1:${port}: `);
    expect(report.of("files")).toStartWith("problem: the bucket b: ");
    expect(report.of("clock")).toStartWith("skipped: ");
    expect(JSON.stringify(report)).not.toContain("hidden-key");
    expect(report.exitCode).toBe(1);
  });

  test("a clock that is off, and a certificate that has expired", async () => {
    using folder = new TemporaryDirectory();
    const dir = await directory(folder);
    const date = new Date(Date.now() - 3_600_000).toUTCString();
    using server = Bun.serve({ port: 0, fetch: () => new Response("", { headers: { date } }) });
    mkdirSync(join(dir, ".autocert_cache"));
    const certificate = join(import.meta.dir, "../support/expired-certificate.pem");
    copyFileSync(certificate, join(dir, ".autocert_cache/old.example.com"));
    const report = await examine(dir, "--timeUrl", server.url.href, "--tlsCert", join(folder.path, "none.pem"));
    expect(report.of("clock")).toMatch(/^problem: 36\d\d s off the time of http:/);
    const certificates = report.findings.filter(({ name }) => name === "certificate").map(({ text }) => text);
    expect(certificates).toEqual([
      "old.example.com: expired on 2020-04-01",
      expect.stringContaining("none.pem can't be read: "),
    ]);
  });
});
