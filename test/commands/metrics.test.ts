import { expect, test } from "bun:test";
import { join } from "node:path";
import { UsageError } from "../../src/commands/command-line.ts";
import { metricsAddress, metricsToken } from "../../src/commands/metrics.ts";
import { freePort } from "../support/free-port.ts";
import { ServerProcess, TemporaryDirectory, runProgram } from "../support/server-process.ts";

const TOKEN = "a-token-of-the-metrics";

/** Where the metrics listen. */
async function metricsUrl(server: ServerProcess): Promise<string> {
  await server.says("/metrics");
  const [, url = ""] = /(?:^|")(?:Metrics: )?(http:\S+\/metrics)/m.exec(await server.output()) ?? [];
  return url;
}

function bearer(token: string): RequestInit {
  return { headers: { authorization: `Bearer ${token}` } };
}

test("--metrics answers on a port of its own, and with nothing but the metrics", async () => {
  using folder = new TemporaryDirectory();
  await using server = await ServerProcess.start({
    dir: join(folder.path, "data"),
    args: ["--workers", "1", "--metrics", "127.0.0.1:0"],
  });
  await fetch(`${server.url}/api/health`);
  const url = await metricsUrl(server);
  const answer = await fetch(url);
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  expect(await answer.text()).toContain('baobox_realtime_clients{worker="1",transport="sse"} 0\n');
  const other = await fetch(url.replace("/metrics", "/api/collections"));
  expect([other.status, await other.text()]).toEqual([404, "The metrics are at /metrics.\n"]);
  expect((await fetch(url, { method: "POST" })).status).toBe(405);
  // What is for superusers stays so on the port of the API.
  expect((await fetch(`${server.url}/api/metrics`)).status).toBe(401);
  expect(await server.stop()).toBe(0);
});

test("with a token both places ask for it, and the API's takes it in place of a superuser's", async () => {
  using folder = new TemporaryDirectory();
  const file = join(folder.path, "token");
  await Bun.write(file, `${TOKEN}\n`);
  await using server = await ServerProcess.start({
    dir: join(folder.path, "data"),
    args: ["--workers", "1", "--metrics", "127.0.0.1:0"],
    env: { ...process.env, BAOBOX_METRICS_TOKEN_FILE: file },
  });
  const url = await metricsUrl(server);
  for (const place of [url, `${server.url}/api/metrics`]) {
    expect((await fetch(place)).status).toBe(401);
    expect((await fetch(place, bearer(`${TOKEN}x`))).status).toBe(401);
    expect((await fetch(place, bearer(TOKEN))).status).toBe(200);
  }
  // It opens nothing else.
  expect((await fetch(`${server.url}/api/overview`, bearer(TOKEN))).status).toBe(401);
});

test("with workers any of them answers on the port for all", async () => {
  using folder = new TemporaryDirectory();
  const port = freePort();
  await using server = await ServerProcess.start({
    dir: join(folder.path, "data"),
    args: ["--workers", "2", "--metrics", `127.0.0.1:${port}`],
  });
  const isComplete = (text: string): boolean =>
    text.includes('commits_total{worker="1"}') && text.includes('commits_total{worker="2"}');
  // The second worker starts after the first listens.
  while (!isComplete(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text())) await Bun.sleep(20);
  expect(await server.stop()).toBe(0);
});

test("a taken port and wrong values are one line that says what to do", async () => {
  using folder = new TemporaryDirectory();
  using taken = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data: () => undefined } });
  const dir = join(folder.path, "data");
  const args = ["serve", "--dir", dir, "--http", "127.0.0.1:0"];
  const { exitCode, stderr } = await runProgram([...args, "--metrics", `127.0.0.1:${taken.port}`]);
  expect([exitCode, stderr]).toEqual([
    1,
    `baobox: --metrics: can't listen on 127.0.0.1:${taken.port}: the port is already in use\n`,
  ]);
  const address = (metrics: string, count = 1) => metricsAddress({ flags: { metrics }, parameters: [] }, count);
  expect(() => address("9091")).toThrow('--metrics must be HOST:PORT, not "9091"');
  expect(() => address("127.0.0.1:0", 2)).toThrow("--metrics needs a port that all --workers can listen on, not 0");
  expect(address(":9091")).toEqual({ hostname: "0.0.0.0", port: 9091 });
  expect(address("")).toBeNull();
  for (const token of ["short", "with a space in the middle", "ä".repeat(20)])
    expect(() => metricsToken({ BAOBOX_METRICS_TOKEN: token })).toThrow(UsageError);
  expect(metricsToken({})).toBeNull();
});
