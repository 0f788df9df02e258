import { expect, test } from "bun:test";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { ServerProcess, TemporaryDirectory, programCommand, runProgram } from "../support/server-process.ts";
import { isOnPostgres } from "../support/test-database.ts";

test("tells where it listens and how to create the first superuser, and stops with exit code 0", async () => {
  using folder = new TemporaryDirectory();
  await using server = await ServerProcess.start({ dir: join(folder.path, "pb_data") });
  const output = await server.output();
  expect(output).toContain(`REST API:  ${server.url}/api/`);
  expect(output).toContain(`Dashboard: ${server.url}/_/`);
  const token = /\/_\/#\/pbinstal\/(\S+)/.exec(output)?.[1] ?? "";
  expect(token).not.toBe("");
  // The command finds the same data.
  expect(output).toContain(`superuser upsert EMAIL PASSWORD --dir ${join(folder.path, "pb_data")}\n`);

  const created = await fetch(`${server.url}/api/collections/_superusers/records`, {
    method: "POST",
    headers: { authorization: token, "content-type": "application/json" },
    body: JSON.stringify({ email: "first@example.com", password: "1234567890", passwordConfirm: "1234567890" }),
  });
  expect(created.status).toBe(200);
  expect(await server.stop()).toBe(0);

  await using again = await ServerProcess.start({ dir: join(folder.path, "pb_data") });
  expect(await again.output()).not.toContain("pbinstal");
});

test.each(["SIGINT", "SIGTERM"] as const)("%s lets a running request finish", async (signal) => {
  using folder = new TemporaryDirectory();
  const dir = join(folder.path, "pb_data");
  await using server = await ServerProcess.start({ dir });
  const body = JSON.stringify({ identity: "nobody@example.com", password: "1234567890" });
  const answer = Promise.withResolvers<string>();
  const isWaiting = Promise.withResolvers<void>();
  const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
  let received = "";
  socket.on("data", (data) => {
    received += data.toString();
    // The server has the head of the request and waits for its body.
    if (received.includes("100 Continue")) isWaiting.resolve();
  });
  socket.on("close", () => answer.resolve(received));
  socket.write(
    "POST /api/collections/users/auth-with-password HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" +
      `Content-Length: ${body.length}\r\nExpect: 100-continue\r\n\r\n`,
  );
  await isWaiting.promise;
  server.child.kill(signal);
  await refusesConnections(server.url);
  socket.write(body);
  expect(await answer.promise).toContain('"message":"Failed to authenticate."');
  expect(await server.child.exited).toBe(0);
  expect(await Bun.file(join(dir, "data.db-wal")).exists()).toBe(false);
});

async function refusesConnections(url: string): Promise<void> {
  while (
    await fetch(`${url}/api/health`).then(
      () => true,
      () => false,
    )
  );
}

test("a taken port is one line and exit code 1", async () => {
  using folder = new TemporaryDirectory();
  await using server = await ServerProcess.start({ dir: join(folder.path, "pb_data") });
  const address = new URL(server.url).host;
  const second = await runProgram(["serve", "--dir", join(folder.path, "other"), "--http", address]);
  expect(second.stderr).toBe(`baobox: can't listen on ${address}: the port is already in use\n`);
  expect(second.exitCode).toBe(1);
});

test.skipIf(isOnPostgres)(
  "a second server on a data directory warns, and leaves alone what the first works with",
  async () => {
    using folder = new TemporaryDirectory();
    const dir = join(folder.path, "pb_data");
    await using first = await ServerProcess.start({ dir });
    const temporary = join(dir, ".pb_temp_to_delete", "upload");
    mkdirSync(temporary, { recursive: true });
    await using second = await ServerProcess.start({ dir });
    expect(await second.output()).toContain(
      `WARN another process has the data directory ${dir} open: if it is a server`,
    );
    expect(existsSync(temporary)).toBe(true);
    expect(await second.stop()).toBe(0);
    expect(await first.stop()).toBe(0);

    await using alone = await ServerProcess.start({ dir });
    expect(await alone.output()).not.toContain("another process");
    expect(existsSync(temporary)).toBe(false);
  },
);

test("a signal ends a start that would never end", async () => {
  using folder = new TemporaryDirectory();
  const dir = join(folder.path, "pb_data");
  const begun = join(folder.path, "begun");
  mkdirSync(join(folder.path, "pb_migrations"));
  const migration = `migrate(() => { $os.writeFile(${JSON.stringify(begun)}, "", 0o644); for (;;) {} });`;
  writeFileSync(join(folder.path, "pb_migrations", "1_loop.js"), migration);
  const command = [...programCommand(), "serve", "--dir", dir, "--http", "127.0.0.1:0"];
  const child = Bun.spawn(command, { stdin: "ignore", stdout: "ignore", stderr: "pipe" });
  while (!existsSync(begun)) await Bun.sleep(10);
  child.kill("SIGTERM");
  expect(await new Response(child.stderr).text()).toBe(
    "baobox: the start did not end within 10 s and was broken off; what it had not committed is undone\n",
  );
  expect(await child.exited).toBe(1);
});

test("--dev prints a line a request", async () => {
  using folder = new TemporaryDirectory();
  await using server = await ServerProcess.start({ dir: join(folder.path, "pb_data"), args: ["--dev"] });
  await fetch(`${server.url}/api/collections/missing?x=1`);
  expect(await server.output()).toMatch(/ 401 GET \/api\/collections\/missing\?x=1 \d+\.\dms guest\n/);
});
