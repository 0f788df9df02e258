import { expect, test } from "bun:test";
import { join } from "node:path";
import { TemporaryDirectory, programCommand, runProgram } from "../support/server-process.ts";

/** Starts the server with the flags, asks it what `work` asks, stops it and gives the lines that it printed. */
async function linesOf(flags: string[], work: (url: string) => Promise<void>): Promise<string[]> {
  using directory = new TemporaryDirectory();
  const dir = join(directory.path, "pb_data");
  await runProgram(["superuser", "upsert", "root@example.com", "1234567890", "--dir", dir]);
  const command = [...programCommand(), "serve", "--dir", dir, "--http", "127.0.0.1:0", ...flags];
  const child = Bun.spawn(command, { stdin: "ignore", stdout: "pipe", stderr: "pipe" });
  const errors = new Response(child.stderr).text();
  let text = "";
  let isAsked = false;
  for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0];
    if (url === undefined || isAsked) continue;
    isAsked = true;
    await work(url);
    child.kill("SIGTERM");
  }
  expect(await child.exited).toBe(0);
  return `${text}\n${await errors}`.split("\n").filter((line) => line !== "");
}

test("--log json prints a line of JSON a request and event, with the id of the answer's header", async () => {
  let id: string | null = null;
  const lines = await linesOf(["--log", "json"], async (url) => {
    const response = await fetch(`${url}/api/collections/missing/records?token=SECRET`);
    id = response.headers.get("x-request-id");
  });
  const parsed = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(parsed[0]).toMatchObject({ level: "info", message: "server started" });
  const request = parsed.find(({ message }) => message === "request");
  expect(id).toMatch(/^[\da-f-]{36}$/);
  expect(request).toMatchObject({
    level: "error",
    requestId: id,
    method: "GET",
    url: "/api/collections/missing/records?token=***",
    status: 404,
    durationMs: expect.any(Number),
    userIP: "127.0.0.1",
    auth: null,
  });
  expect(lines.join("\n")).not.toContain("SECRET");
});

test("--dev prints requests and statements with their time, without the values", async () => {
  const lines = await linesOf(["--dev"], async (url) => {
    const body = JSON.stringify({ identity: "root@example.com", password: "1234567890" });
    const headers = { "content-type": "application/json" };
    await fetch(`${url}/api/collections/_superusers/auth-with-password`, { method: "POST", headers, body });
  });
  const text = lines.join("\n");
  expect(text).toMatch(/200 POST \/api\/collections\/_superusers\/auth-with-password \d+\.\d+ms guest/);
  expect(text).toMatch(/DEBUG \d+\.\d\d ms {2}SELECT .*_superusers/);
  expect(text).not.toContain("1234567890");
  expect(text).not.toContain("$2a$");
});

test("an unknown form of the log is refused", async () => {
  using directory = new TemporaryDirectory();
  const { exitCode, stderr } = await runProgram(["serve", "--log", "xml", "--dir", directory.path]);
  expect(exitCode).toBe(1);
  expect(stderr).toContain("--log must be text or json");
});
