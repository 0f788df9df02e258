import { expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { SQL } from "bun";
import { Bucket } from "../support/bucket.ts";
import { Nodes } from "../support/nodes.ts";
import { PostgresServer } from "../support/postgres-server.ts";
import { ServerProcess, TemporaryDirectory, runProgram } from "../support/server-process.ts";

const LIMIT_MS = 120_000;
setDefaultTimeout(LIMIT_MS);
const SUPERUSER = { BAOBOX_SUPERUSER_EMAIL: "root@example.com", BAOBOX_SUPERUSER_PASSWORD: "1234567890" };

test.each([
  [["--node", "a"], "--node needs --database: nodes are servers that share one PostgreSQL database"],
  [
    ["--node", "", "--database", "postgres://u@127.0.0.1/x"],
    '--node must be 1 to 63 letters, digits, dots, dashes and underscores, not ""',
  ],
  [
    ["--node", "a b", "--database", "postgres://u@127.0.0.1/x"],
    '--node must be 1 to 63 letters, digits, dots, dashes and underscores, not "a b"',
  ],
  [["--drain", "soon"], '--drain must be a number of seconds from 0 to 3600, not "soon"'],
  [["--drain", "1", "--workers", "2"], "--drain can't be used with --workers"],
  [
    ["--node", "a", "--workers", "2", "--database", "postgres://u@127.0.0.1/x"],
    "--workers can't be used with --database: one process serves a PostgreSQL database, and others are nodes",
  ],
])("serve %p is refused in one line", async (args, message) => {
  using folder = new TemporaryDirectory();
  const { BAOBOX_TEST_DATABASE: _, ...env } = process.env;
  const { exitCode, stderr } = await runProgram(["serve", "--dir", join(folder.path, "pb_data"), ...args], { env });
  expect(stderr).toContain(`baobox: ${message} (see baobox --help)\n`);
  expect(exitCode).toBe(1);
});

test("until it stops, a server that drains says so at health checks and answers all else", async () => {
  using folder = new TemporaryDirectory();
  await using server = await ServerProcess.start({
    dir: join(folder.path, "pb_data"),
    args: ["--workers", "1", "--drain", "3600"],
  });
  expect((await fetch(`${server.url}/api/health`)).status).toBe(200);
  server.child.kill("SIGTERM");
  const draining = await whileReady(server.url);
  expect(draining.status).toBe(503);
  expect(await draining.json()).toEqual({ message: "The server is draining.", code: 503, data: {} });
  const other = await fetch(`${server.url}/api/collections/users/auth-methods`);
  expect(other.status).toBe(200);
  // A balancer's connections end with their next answer.
  expect(other.headers.get("connection")).toBe("close");
  // One that comes at once with the first is taken for the same.
  while (server.child.exitCode === null && server.child.signalCode === null) {
    server.child.kill("SIGTERM");
    await Promise.race([server.child.exited, Bun.sleep(50)]);
  }
  expect(server.child.signalCode).toBe("SIGTERM");
});

test("a server that has drained stops as ever", async () => {
  using folder = new TemporaryDirectory();
  await using server = await ServerProcess.start({
    dir: join(folder.path, "pb_data"),
    args: ["--workers", "1", "--drain", "0.1"],
  });
  expect(await server.stop()).toBe(0);
});

test(
  "a node needs a bucket for files, and one for backups where it is to make any",
  async () => {
    using folder = new TemporaryDirectory();
    await using postgres = await PostgresServer.start();
    await using bucket = await Bucket.start();
    const args = ["--database", await postgres.createDatabase(), "--node", "one", "--drain", "0"];
    const dir = join(folder.path, "pb_data");
    const refused = await runProgram(["serve", "--dir", dir, "--http", "127.0.0.1:0", ...args]);
    expect(refused.stderr).toContain("baobox: nodes share their files in a bucket, and the settings have none:");
    expect(refused.exitCode).toBe(1);

    const settings = join(folder.path, "settings.json");
    await Bun.write(settings, JSON.stringify({ s3: { enabled: true, ...bucket.options } }));
    const env = { ...process.env, ...SUPERUSER };
    await using server = await ServerProcess.start({ dir, args: [...args, "--settings", settings], env });
    const token = await superuserToken(server.url);
    const ask = (method: string, path: string, body?: unknown): Promise<Response> =>
      fetch(server.url + path, {
        method,
        headers: { authorization: token, "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    const { data } = (await (await ask("GET", "/api/health")).json()) as { data: unknown };
    expect(data).toEqual({
      canBackup: true,
      possibleProxyHeader: "",
      realIP: "127.0.0.1",
      node: "one",
      state: "ready",
    });
    const off = await ask("PATCH", "/api/settings", { s3: { enabled: false } });
    expect([off.status, await off.json()]).toEqual([
      400,
      {
        data: {
          s3: {
            enabled: { code: "validation_needed_by_nodes", message: "Several nodes share their files in a bucket." },
          },
        },
        message: "An error occurred while saving the new settings.",
        status: 400,
      },
    ]);
    const backup = await ask("POST", "/api/backups", {});
    expect(backup.status).toBe(400);
    expect(await backup.text()).toContain("Several nodes need S3 for backups: enable it in the settings of backups.");
    await ask("PATCH", "/api/settings", { backups: { s3: { enabled: true, ...bucket.options } } });
    expect((await ask("POST", "/api/backups", { name: "all.zip" })).status).toBe(204);
    expect(bucket.files().join()).toContain("all.zip");
    expect(await server.stop()).toBe(0);
  },
  LIMIT_MS,
);

/** The first answer that is another one. */
async function whileReady(url: string): Promise<Response> {
  for (;;) {
    const response = await fetch(`${url}/api/health`);
    if (response.status !== 200) return response;
    await response.text();
  }
}

async function superuserToken(url: string): Promise<string> {
  const response = await fetch(`${url}/api/collections/_superusers/auth-with-password`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ identity: "root@example.com", password: "1234567890" }),
  });
  return ((await response.json()) as { token: string }).token;
}

test(
  "servers that don't go together on one database are refused with the remedy",
  async () => {
    using folder = new TemporaryDirectory();
    await using postgres = await PostgresServer.start();
    const database = await postgres.createDatabase();
    await using nodes = await Nodes.start({ dir: join(folder.path, "pb_data"), database, count: 1 });
    const serve = (...args: string[]) => {
      const dir = join(folder.path, crypto.randomUUID());
      return runProgram(["serve", "--dir", dir, "--http", "127.0.0.1:0", "--database", database, ...args]);
    };
    const [alone, namesake] = await Promise.all([serve(), serve("--node", "node-1")]);
    expect(alone.stderr).toContain("nodes run on it: stop them first, or start a server beside them with --node NAME");
    expect(namesake.stderr).toContain("a node with the name node-1 runs on it: give this one another name");
    expect([alone.exitCode, namesake.exitCode]).toEqual([1, 1]);
    expect(await nodes.server(0).stop()).toBe(0);
    const first = { dir: join(folder.path, "alone"), args: ["--database", database, "--workers", "1"] };
    await using _server = await ServerProcess.start(first);
    const node = await serve("--node", "node-2");
    expect(node.stderr).toContain("a server without --node runs on it: stop it");
    expect(node.exitCode).toBe(1);
  },
  LIMIT_MS,
);

test(
  "others are told the address of HTTPS of a node that has it",
  async () => {
    using folder = new TemporaryDirectory();
    await using postgres = await PostgresServer.start();
    const [cert, key] = ["certificate", "key"].map((name) =>
      join(import.meta.dir, `../support/localhost-${name}.pem`),
    ) as [string, string];
    const args = ["--tlsCert", cert, "--tlsKey", key, "--https", "127.0.0.1:0"];
    const database = await postgres.createDatabase();
    await using _nodes = await Nodes.start({ dir: join(folder.path, "pb_data"), database, count: 1, args });
    await using sql = new SQL(database, { max: 1 });
    expect([...(await sql`SELECT name, address FROM bb.node`)]).toEqual([
      { name: "node-1", address: "https://127.0.0.1:0" },
    ]);
  },
  LIMIT_MS,
);
