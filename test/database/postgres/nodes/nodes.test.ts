// Nodes of one database, each with connections of its own: what they send each other, who they are and which of them leads.
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "bun:test";
import { openPostgres } from "../../../../src/database/postgres/open.ts";
import { type OpenNodes, openNodes } from "../../../../src/database/postgres/nodes/open-nodes.ts";
import { withSql } from "../../../support/event-nodes.ts";
import { failure } from "../../../support/failure.ts";
import { PostgresServer } from "../../../support/postgres-server.ts";
import { silentLog } from "../../../support/test-app.ts";

/** Slow enough for a machine that does other things, too. */
const TIMES = { beatMs: 150, goneMs: 1_500, leaseMs: 1_500 };
const NODE_PROCESS = fileURLToPath(new URL("../../../support/node-process.ts", import.meta.url));
const CUT = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE datname = current_database() AND query = 'LISTEN "baobox_message"'`;

let server: PostgresServer;

beforeAll(async () => {
  server = await PostgresServer.start();
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

/** The URL of a database with the tables of nodes. */
async function database(): Promise<string> {
  const url = await server.createDatabase();
  const engine = await openPostgres({ url, schemaName: "public", queryTimeoutMs: 30_000, log: silentLog });
  await engine.close();
  return url;
}

interface Heard {
  readonly frames: string[];
  resets: number;
}

async function node(url: string, name: string, hasListen = true): Promise<OpenNodes & { readonly heard: Heard }> {
  const opened = await openNodes({
    url,
    name,
    version: "1",
    address: "",
    log: silentLog,
    features: { hasListen },
    times: TIMES,
  });
  const heard: Heard = { frames: [], resets: 0 };
  opened.mail.onFrame = (_, frame) => void heard.frames.push(frame);
  opened.mail.onReset = () => (heard.resets += 1);
  return { ...opened, heard };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await Bun.sleep(5);
}

function short(frame: string): string {
  return `${frame.slice(0, 10)} ${frame.length}`;
}

function numbers(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, index) => String(index + from));
}

for (const hasListen of [true, false]) {
  test(`nodes get what others send in order, small and large, ${hasListen ? "by notifications" : "by looking"}`, async () => {
    const url = await database();
    await using one = await node(url, "one", hasListen);
    await using early = await node(url, "early", hasListen);
    one.mail.send(null, "from before the others came");
    await until(() => early.heard.frames.length === 1);
    await using two = await node(url, "two", hasListen);
    await using three = await node(url, "three", hasListen);
    const large = "ü".repeat(100_000);
    const expected: string[] = [];
    for (const number of numbers(300)) {
      const frame = Number(number) % 20 === 0 ? number + large : number;
      expected.push(short(frame));
      one.mail.send(null, frame);
      one.mail.send(three.mail.id, `three ${number}`);
      if (Number(number) % 7 === 0) await Bun.sleep(1);
    }
    await until(() => two.heard.frames.length >= 300 && three.heard.frames.length >= 600);
    expect(two.heard.frames.map(short)).toEqual(expected);
    expect(three.heard.frames.filter((frame) => !frame.startsWith("three")).map(short)).toEqual(expected);
    expect(one.heard.frames).toEqual([]);
    expect([two.heard.resets, one.mail.isDeaf]).toEqual([0, false]);
  });
}

test("nothing is lost where those that listen are cut off again and again", async () => {
  const url = await database();
  await using one = await node(url, "one");
  await using two = await node(url, "two");
  one.mail.send(null, "0");
  two.mail.send(null, "0");
  await until(() => two.heard.frames.length === 1 && one.heard.frames.length === 1);
  for (let round = 0; round < 5; round++) {
    const cutting = withSql(url, (sql) => sql.unsafe(CUT));
    for (const number of numbers(100, round * 100 + 1)) {
      one.mail.send(null, number);
      two.mail.send(null, number);
      await Bun.sleep(1);
    }
    await cutting;
  }
  await until(() => two.heard.frames.length === 501 && one.heard.frames.length === 501);
  expect(two.heard.frames).toEqual(numbers(501));
  expect(one.heard.frames).toEqual(numbers(501));
  expect([one.heard.resets, two.heard.resets]).toEqual([0, 0]);
});

test("one node leads, and another one when it ends", async () => {
  const url = await database();
  const one = await node(url, "one");
  await using two = await node(url, "two");
  await using three = await node(url, "three");
  let [led, changes] = [0, 0];
  const gone: string[] = [];
  two.members.onLead(() => (led += 1));
  two.members.onLeaderChange(() => (changes += 1));
  two.members.onGone((id) => gone.push(id));
  await until(() => two.members.live().length === 3 && one.members.live().length === 3);
  expect([one.members.isLeader, two.members.isLeader, three.members.isLeader]).toEqual([true, false, false]);
  expect(two.members.leader).toBe(one.mail.id);
  expect(two.members.list().map(({ name, isLeader }) => `${name} ${isLeader}`)).toEqual([
    "one true",
    "two false",
    "three false",
  ]);
  await one[Symbol.asyncDispose]();
  await until(() => two.members.isLeader || three.members.isLeader);
  await until(() => two.members.leader === three.members.leader && two.members.live().length === 2);
  expect(gone).toEqual([one.mail.id]);
  expect([led, changes]).toEqual(two.members.isLeader ? [1, 1] : [0, 1]);
  const { fence } = two.members.isLeader ? two.members : three.members;
  expect(fence).toBe(2);
});

test("a second node of a name is refused as long as the first one lives", async () => {
  const url = await database();
  await using one = await node(url, "one");
  expect(String(await failure(node(url, "one")))).toBe(
    "Error: a node named one runs on it: give this one another --node NAME, or stop that one",
  );
  expect(one.members.live()).toEqual([one.mail.id]);
});

test("the state of a node is seen by the others", async () => {
  const url = await database();
  await using one = await node(url, "one");
  await using two = await node(url, "two");
  one.members.setState("draining");
  await until(() => two.members.list().some(({ name, state }) => name === "one" && state === "draining"));
});

test("a node that was given up begins anew, and one whose name was taken is told to end", async () => {
  const url = await database();
  await using one = await node(url, "one");
  await using two = await node(url, "two");
  let [returns, replaced] = [0, 0];
  const gone: string[] = [];
  two.members.onReturn(() => (returns += 1));
  two.members.onReplaced(() => (replaced += 1));
  one.members.onGone((id) => gone.push(id));
  await until(() => one.members.live().length === 2);
  await withSql(url, (sql) => sql.unsafe("DELETE FROM bb.node WHERE name = 'two'"));
  await until(() => returns === 1 && two.members.live().length === 2);
  await withSql(url, (sql) => sql.unsafe("UPDATE bb.node SET id = 'another' WHERE name = 'two'"));
  await until(() => replaced === 1);
  await until(() => gone.includes(two.mail.id));
  expect(returns).toBe(1);
});

test("while the database is away nobody leads, and nobody is given up when it is back", async () => {
  const url = await database();
  await using one = await node(url, "one");
  await using two = await node(url, "two");
  const events: string[] = [];
  for (const { members } of [one, two]) {
    members.onGone(() => events.push("gone"));
    members.onReturn(() => events.push("return"));
  }
  await until(() => one.members.live().length === 2 && one.members.isLeader);
  await server.stop();
  await until(() => !one.members.isLeader);
  expect(two.members.isLeader).toBe(false);
  one.mail.send(null, "waits");
  await Bun.sleep(TIMES.goneMs);
  await server.boot();
  await until(() => one.members.isLeader || two.members.isLeader);
  await until(() => two.heard.frames.length === 1);
  expect(events).toEqual([]);
});

test("a process that was stopped knows that it does not lead when it goes on, and that it was given up", async () => {
  const url = await database();
  const child = Bun.spawn([process.execPath, NODE_PROCESS, url, JSON.stringify(TIMES)], {
    stdout: "pipe",
    stdin: "pipe",
  });
  const lines = linesOf(child.stdout);
  expect(await lines.next()).toBe("leads");
  await using two = await node(url, "two");
  const gone: string[] = [];
  two.members.onGone((id) => gone.push(id));
  await until(() => two.members.live().length === 2);
  child.kill("SIGSTOP");
  void child.stdin.write("?\n");
  await child.stdin.flush();
  await until(() => two.members.isLeader && gone.length === 1);
  child.kill("SIGCONT");
  const told = [await lines.next(), await lines.next()].toSorted();
  // The question is answered before or after it has heard of the others.
  expect(told).toEqual(["does not lead", "returned"]);
  await child.stdin.end();
  await child.exited;
  await until(() => two.members.live().length === 1);
});

test("the name of a process that was killed is free once it is gone", async () => {
  const url = await database();
  const child = Bun.spawn([process.execPath, NODE_PROCESS, url, JSON.stringify(TIMES)], {
    stdout: "pipe",
    stdin: "pipe",
  });
  expect(await linesOf(child.stdout).next()).toBe("leads");
  child.kill("SIGKILL");
  await child.exited;
  await using one = await node(url, "child");
  await until(() => one.members.isLeader);
  expect(one.members.fence).toBe(2);
});

function linesOf(stream: ReadableStream<Uint8Array>): { next(): Promise<string> } {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let text = "";
  return {
    async next() {
      while (!text.includes("\n")) {
        const { value, done } = await reader.read();
        if (done) throw new Error("the process has ended");
        text += decoder.decode(value, { stream: true });
      }
      const end = text.indexOf("\n");
      const line = text.slice(0, end);
      text = text.slice(end + 1);
      return line;
    },
  };
}
