import { expect, test } from "bun:test";
import { join } from "node:path";
import PocketBase from "pocketbase";
import { failure } from "../support/failure.ts";
import { SUPERUSER, FreshServer } from "../support/fresh-server.ts";
import { ServerProcess, TemporaryDirectory, programCommand, runProgram } from "../support/server-process.ts";

test("creates, updates and deletes superusers, and says what it did", async () => {
  using folder = new TemporaryDirectory();
  const run = async (...args: string[]): Promise<string> => {
    const { exitCode, stdout, stderr } = await runProgram(["superuser", ...args, "--dir", folder.path]);
    return `${exitCode} ${stdout}${stderr}`.trim();
  };
  expect(await run("create", "a@example.com", "1234567890")).toBe("0 Created the superuser a@example.com.");
  expect(await run("create", "a@example.com", "1234567890")).toBe(
    "1 baobox: the superuser a@example.com is there already: superuser upsert sets the password of a known one",
  );
  expect(await run("update", "b@example.com", "1234567890")).toBe("1 baobox: there is no superuser b@example.com");
  expect(await run("upsert", "b@example.com", "1234567890")).toBe("0 Saved the superuser b@example.com.");
  expect(await run("upsert", "b@example.com", "short")).toStartWith(
    "1 baobox: failed to save the superuser b@example.com: password: ",
  );
  expect(await run("delete", "b@example.com")).toBe("0 Deleted the superuser b@example.com.");
  expect(await run("delete", "b@example.com")).toBe("0 There is no superuser b@example.com.");
  expect(await run("ips", "10.0.0.0/8", "nonsense")).toContain('"nonsense" is not a valid IP address or subnet');
});

test("changes are seen by a server that runs on the same directory", async () => {
  await using server = await FreshServer.start();
  const client = new PocketBase(server.process.url);
  const signIn = (password: string) => client.collection("_superusers").authWithPassword(SUPERUSER.email, password);
  await signIn(SUPERUSER.password);
  const old = client.authStore.token;
  const changed = await runProgram(["superuser", "upsert", SUPERUSER.email, "another-password", "--dir", server.dir]);
  expect(changed.exitCode).toBe(0);
  expect(await failure(signIn(SUPERUSER.password))).toHaveProperty("status", 400);
  await signIn("another-password");
  client.authStore.save(old);
  expect(await failure(client.settings.getAll())).toHaveProperty("status", 401);

  await signIn("another-password");
  expect((await runProgram(["superuser", "ips", "10.0.0.0/8", "--dir", server.dir])).exitCode).toBe(0);
  const deadline = Date.now() + 20_000;
  let status = 200;
  while (status === 200 && Date.now() < deadline) {
    status = await client.settings.getAll().then(
      () => 200,
      (error: { status: number }) => error.status,
    );
  }
  expect(status).toBe(403);
});

test("the password may come by the standard input or the environment, where others can't see it", async () => {
  using folder = new TemporaryDirectory();
  const dir = join(folder.path, "pb_data");
  const upsert = (email: string, more: string[], options: { stdin?: Blob; env?: Record<string, string> }) =>
    Bun.spawn([...programCommand(), "superuser", "upsert", email, ...more, "--dir", dir], {
      stdin: options.stdin ?? "ignore",
      env: { ...process.env, ...options.env },
    }).exited;
  expect(await upsert("in@example.com", ["-"], { stdin: new Blob(["from-the-input\n"]) })).toBe(0);
  const env = { BAOBOX_SUPERUSER_PASSWORD: "from-the-environment" };
  expect(await upsert("env@example.com", [], { env })).toBe(0);
  expect(await upsert("none@example.com", ["-"], {})).toBe(1);
  await using server = await ServerProcess.start({ dir });
  for (const [identity, password] of [
    ["in@example.com", "from-the-input"],
    ["env@example.com", "from-the-environment"],
  ]) {
    const body = JSON.stringify({ identity, password });
    const url = `${server.url}/api/collections/_superusers/auth-with-password`;
    const headers = { "content-type": "application/json" };
    expect((await fetch(url, { method: "POST", headers, body })).status).toBe(200);
  }
});

test("several commands may make a new data directory at once", async () => {
  using folder = new TemporaryDirectory();
  const dir = join(folder.path, "pb_data");
  const emails = ["a@example.com", "b@example.com", "c@example.com"];
  const results = await Promise.all(
    emails.map((email) => runProgram(["superuser", "create", email, "1234567890", "--dir", dir])),
  );
  expect(results.map(({ stderr }) => stderr)).toEqual(["", "", ""]);
});
