import { expect, test } from "bun:test";
import { Frame } from "../../src/jsvm/frame.ts";
import { createHookParts } from "../../src/jsvm/hook-parts.ts";
import type { Environment } from "../../src/jsvm/runtime/server.ts";
import { ThreadPool } from "../../src/jsvm/thread-pool.ts";
import { testApp } from "../support/test-app.ts";

const ENVIRONMENT: Environment = { hooksDir: "", dataDir: "", isDev: false, env: {}, args: [], isMigration: false };
const BYTES = Uint8Array.from({ length: 256 * 1024 }, (_, index) => index % 256);

/** Runs a job and gives the length of the longest JSON text that its thread got as an answer. Throws what the job threw. */
async function longestAnswer(code: string): Promise<number> {
  await using app = await testApp();
  const pool = new ThreadPool({ environment: JSON.stringify(ENVIRONMENT), size: 0, timeoutMs: 60_000 });
  const parts = createHookParts({ context: app.context, pool, addCron: () => {}, print: undefined });
  const frame = new Frame(parts, null);
  parts.sources.set(1, { code, file: "main.pb.js", line: 1, next: "between" });
  let longest = 0;
  try {
    const message = JSON.stringify({ handler: 1, app: 0, collections: frame.snapshotKey(0), event: null });
    const outcome = await pool.run(
      {
        what: "a job",
        message,
        async perform(text, place) {
          const answer = await frame.perform(text, place);
          longest = Math.max(longest, answer.length);
          return answer;
        },
      },
      false,
    );
    frame.finish(outcome);
  } finally {
    frame.close();
    pool.close();
  }
  return longest;
}

const CHECK = `
  const check = (list) => {
    if (list.length !== ${BYTES.length}) throw new Error("length " + list.length);
    list.forEach((byte, index) => { if (byte !== index % 256) throw new Error(index + " is " + byte); });
  };
`;

test("the answer of another server reaches its handler beside the text of the call", async () => {
  using other = Bun.serve({ port: 0, fetch: () => new Response(BYTES) });
  const code = `() => { ${CHECK} const { body } = $http.send({ url: "${other.url.href}" }); check(body); }`;
  expect(await longestAnswer(code)).toBeLessThan(10_000);
});

test("so do files and what programs write, as often as they are asked for", async () => {
  const code = `() => {
    ${CHECK}
    const bytes = Array.from({ length: ${BYTES.length} }, (_, index) => index % 256);
    const file = $filesystem.fileFromBytes(bytes, "a.bin");
    for (let time = 0; time < 2; time += 1) check(toBytes(file.reader.open()));
    const cat = $os.cmd("cat");
    cat.stdin = bytes;
    check(cat.output());
    cat.wait();
  }`;
  expect(await longestAnswer(code)).toBeLessThan(10_000);
});

test("the bytes of an answer that a script sets are its own", async () => {
  using other = Bun.serve({ port: 0, fetch: () => new Response("ab") });
  const code = `() => {
    const answer = $http.send({ url: "${other.url.href}" });
    if (JSON.stringify(Object.keys(answer)) !== '["statusCode","headers","cookies","raw","body","json"]') throw new Error("keys");
    if (answer.body !== answer.body || toString(answer.body) !== "ab") throw new Error("bytes");
    answer.body = [1];
    if (answer.body[0] !== 1) throw new Error("set");
  }`;
  expect(await longestAnswer(code)).toBeLessThan(10_000);
});

test("empty answers are as good as others", async () => {
  using other = Bun.serve({ port: 0, fetch: () => new Response() });
  const code = `() => {
    for (let time = 0; time < 3; time += 1) {
      const { body, raw } = $http.send({ url: "${other.url.href}" });
      if (raw !== "" || body.length !== 0 || $os.cmd("true").output().length !== 0) throw new Error("not empty");
    }
  }`;
  expect(await longestAnswer(code)).toBeLessThan(10_000);
});
