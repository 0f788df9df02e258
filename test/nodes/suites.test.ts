// The tests of the official SDK, of realtime and the recorded reads against three nodes, each request at a random one.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { PostgresServer } from "../support/postgres-server.ts";
import { programCommand } from "../support/server-process.ts";

const LIMIT_MS = 10 * 60 * 1000;
const ROOT = join(import.meta.dir, "../..");
const REALTIME = ["sdk", "visibility", "auth-switch", "socket-protocol", "sse-protocol", "lifetime"];
let server: PostgresServer;

beforeAll(async () => {
  server = await PostgresServer.start();
}, LIMIT_MS);

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

test.each([
  ["the SDK", ["test/sdk"], 36],
  ["realtime", REALTIME.map((name) => `test/features/realtime/${name}.test.ts`), 20],
  ["recorded reads", ["test/conformance/reads.test.ts"], 14],
])(
  "%s on three nodes",
  async (_, files, least) => {
    const { passed, failed, output } = await run(files);
    if (failed > 0) console.error(output);
    expect(failed).toBe(0);
    expect(passed).toBeGreaterThanOrEqual(least);
  },
  LIMIT_MS,
);

async function run(files: readonly string[]): Promise<{ passed: number; failed: number; output: string }> {
  const child = Bun.spawn([process.execPath, "test", "--timeout=120000", ...files], {
    cwd: ROOT,
    env: {
      ...process.env,
      BAOBOX_TEST_NODES: "3",
      BAOBOX_TEST_DATABASE: server.url(),
      // So that what is recorded is asked of processes, too.
      BAOBOX_COMMAND: programCommand().join(" "),
    },
    stdin: "ignore",
    stdout: "ignore",
    stderr: "pipe",
  });
  const [output, exitCode] = await Promise.all([new Response(child.stderr).text(), child.exited]);
  const count = (what: string): number => Number(new RegExp(`^ *(\\d+) ${what}$`, "m").exec(output)?.[1] ?? 0);
  // What breaks off between tests is counted as none of them.
  return { passed: count("pass"), failed: Math.max(count("fail"), exitCode === 0 ? 0 : 1), output };
}
