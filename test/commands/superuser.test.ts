import { expect, test } from "bun:test";
import PocketBase from "pocketbase";
import { failure } from "../support/failure.ts";
import { SUPERUSER, FreshServer } from "../support/fresh-server.ts";
import { TemporaryDirectory, runProgram } from "../support/server-process.ts";

test("creates, updates and deletes superusers, and says what it did", async () => {
  using folder = new TemporaryDirectory();
  const run = async (...args: string[]): Promise<string> => {
    const { exitCode, stdout, stderr } = await runProgram(["superuser", ...args, "--dir", folder.path]);
    return `${exitCode} ${stdout}${stderr}`.trim();
  };
  expect(await run("create", "a@example.com", "1234567890")).toBe("0 Created the superuser a@example.com.");
  expect(await run("create", "a@example.com", "1234567890")).toBe(
    "1 baobox: failed to save the superuser a@example.com: email: Value must be unique.",
  );
  expect(await run("update", "b@example.com", "1234567890")).toBe("1 baobox: there is no superuser b@example.com");
  expect(await run("upsert", "b@example.com", "1234567890")).toBe("0 Saved the superuser b@example.com.");
  expect(await run("upsert", "b@example.com", "short")).toStartWith(
    "1 baobox: failed to save the superuser b@example.com: password: ",
  );
  expect(await run("delete", "b@example.com")).toBe("0 Deleted the superuser b@example.com.");
  expect(await run("delete", "b@example.com")).toBe("0 There is no superuser b@example.com.");
  expect(await run("ips", "10.0.0.0/8", "nonsense")).toContain('"nonsense" is neither an address nor a subnet');
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
  const deadline = Date.now() + 5_000;
  let status = 200;
  while (status === 200 && Date.now() < deadline) {
    status = await client.settings.getAll().then(
      () => 200,
      (error: { status: number }) => error.status,
    );
  }
  expect(status).toBe(403);
});
