// Several workers answer as one: each request comes on a connection of its own, so that the kernel spreads them.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { Database } from "bun:sqlite";
import { join } from "node:path";
import { SseClient } from "../features/realtime/sse-client.ts";
import { SocketClient } from "../features/realtime/socket-client.ts";
import type { ServerMessage } from "../../src/lib/realtime-protocol.ts";
import { childPids } from "../support/worker-pids.ts";
import { ServerProcess, TemporaryDirectory, runProgram } from "../support/server-process.ts";

const WORKERS = 3;
const SPREAD = 24;
const PASSWORD = "1234567890";

const directory = new TemporaryDirectory();
const dir = join(directory.path, "pb_data");
let server: ServerProcess;
let token = "";

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

async function api(method: string, path: string, body?: object, auth = token): Promise<Answer> {
  const response = await fetch(`${server.url}/api/${path}`, {
    method,
    headers: {
      connection: "close",
      "content-type": "application/json",
      ...(auth === "" ? {} : { authorization: auth }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? {} : (JSON.parse(text) as Record<string, unknown>) };
}

/** The same request of many clients at once. */
function spread(work: (index: number) => Promise<Answer>, count = SPREAD): Promise<Answer[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => work(index)));
}

function statuses(answers: readonly Answer[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** How many workers listen: each has a socket of its own. */
async function listenerCount(): Promise<number> {
  const port = Number(new URL(server.url).port).toString(16).toUpperCase().padStart(4, "0");
  const sockets = await Bun.file("/proc/net/tcp").text();
  return [...sockets.matchAll(new RegExp(`:${port} 00000000:0000 0A `, "g"))].length;
}

beforeAll(async () => {
  await runProgram(["superuser", "upsert", "root@example.com", PASSWORD, "--dir", dir]);
  server = await ServerProcess.start({ dir, args: ["--workers", String(WORKERS), "--pluginsDir=", "--hooksDir="] });
  while ((await listenerCount()) < WORKERS) await Bun.sleep(20);
  const signIn = { identity: "root@example.com", password: PASSWORD };
  token = String((await api("POST", "collections/_superusers/auth-with-password", signIn)).body["token"]);
}, 120_000);

afterAll(async () => {
  await server.stop();
  await server[Symbol.asyncDispose]();
  directory[Symbol.dispose]();
});

test("a change of a collection or a rule is in force at every worker once it was answered", async () => {
  for (let round = 0; round < 5; round++) {
    const name = `posts${round}`;
    const fields = [{ name: "title", type: "text" }];
    const created = await api("POST", "collections", { name, type: "base", listRule: "", createRule: "", fields });
    expect(created.status).toBe(200);
    const path = `collections/${name}/records`;
    expect(statuses(await spread((index) => api("POST", path, { title: `${index}` }, "")))).toEqual({ 200: SPREAD });
    const counted = await spread(() => api("GET", path, undefined, ""));
    expect(counted.map(({ body }) => body["totalItems"])).toEqual(Array(SPREAD).fill(SPREAD));
    await api("PATCH", `collections/${name}`, { listRule: null, createRule: "title != 'no'" });
    expect(statuses(await spread(() => api("GET", path, undefined, "")))).toEqual({ 403: SPREAD });
    expect(statuses(await spread(() => api("POST", path, { title: "no" }, "")))).toEqual({ 400: SPREAD });
    await api("DELETE", `collections/${name}`);
    expect(statuses(await spread(() => api("GET", path, undefined, "")))).toEqual({ 404: SPREAD });
  }
}, 120_000);

test("what a client wrote it reads at every worker, and totals are counted anew", async () => {
  const fields = [{ name: "number", type: "number" }];
  await api("POST", "collections", { name: "counters", type: "base", listRule: "", viewRule: "", fields });
  const { body } = await api("POST", "collections/counters/records", { number: 0 });
  const path = `collections/counters/records/${String(body["id"])}`;
  for (let number = 1; number < 30; number++) {
    await api("PATCH", path, { number });
    const seen = await spread(() => api("GET", path, undefined, ""), 6);
    expect(seen.map((answer) => answer.body["number"])).toEqual(Array(6).fill(number));
    const listed = await spread(() => api("GET", `collections/counters/records?filter=number=${number}`), 6);
    expect(listed.map((answer) => answer.body["totalItems"])).toEqual(Array(6).fill(1));
  }
}, 120_000);

test("a changed password ends the tokens at every worker", async () => {
  const account = { email: "ann@example.com", password: PASSWORD, passwordConfirm: PASSWORD };
  const { body } = await api("POST", "collections/users/records", account);
  const path = `collections/users/records/${String(body["id"])}`;
  let password = PASSWORD;
  for (let round = 0; round < 4; round++) {
    const signIn = { identity: "ann@example.com", password };
    const signedIn = await api("POST", "collections/users/auth-with-password", signIn, "");
    const own = String(signedIn.body["token"]);
    expect(statuses(await spread(() => api("GET", path, undefined, own)))).toEqual({ 200: SPREAD });
    password = `${PASSWORD}${round}`;
    expect((await api("PATCH", path, { password, passwordConfirm: password })).status).toBe(200);
    expect(statuses(await spread(() => api("GET", path, undefined, own)))).toEqual({ 404: SPREAD });
  }
}, 120_000);

test("a rate limit counts the requests of all workers together", async () => {
  const rules = [{ label: "GET /api/health", audience: "", duration: 600, maxRequests: 10 }];
  expect((await api("PATCH", "settings", { rateLimits: { enabled: true, rules } })).status).toBe(200);
  const answers = await spread(() => api("GET", "health", undefined, ""), 40);
  expect(statuses(answers)).toEqual({ 200: 10, 429: 30 });
  await api("PATCH", "settings", { rateLimits: { enabled: false } });
  expect(statuses(await spread(() => api("GET", "health", undefined, "")))).toEqual({ 200: SPREAD });
}, 120_000);

test("the tries of a one-time password are counted together", async () => {
  await api("PATCH", "collections/users", { otp: { enabled: true, duration: 300, length: 8 } });
  const { body } = await api("POST", "collections/users/request-otp", { email: "nobody@example.com" }, "");
  const attempt = { otpId: body["otpId"], password: "00000000" };
  const answers = await spread(() => api("POST", "collections/users/auth-with-otp", attempt, ""), 12);
  expect(statuses(answers)).toEqual({ 400: 5, 429: 7 });
}, 120_000);

test("a change by a program beside the server is noticed by all workers", async () => {
  const fields = [{ name: "title", type: "text" }];
  await api("POST", "collections", { name: "outside", type: "base", listRule: "", fields });
  using database = new Database(join(dir, "data.db"));
  database.run("PRAGMA busy_timeout = 10000");
  database.run("INSERT INTO outside (id, title) VALUES ('aaaaaaaaaaaaaaa', 'theirs')");
  const deadline = performance.now() + 20_000;
  const all = async (isSo: (answer: Answer) => boolean): Promise<boolean> =>
    (await spread(() => api("GET", "collections/outside/records", undefined, ""))).every(isSo);
  while (!(await all(({ body }) => body["totalItems"] === 1))) expect(performance.now()).toBeLessThan(deadline);
  database.run("UPDATE _collections SET listRule = NULL WHERE name = 'outside'");
  while (!(await all(({ status }) => status === 403))) expect(performance.now()).toBeLessThan(deadline);
}, 120_000);

test("clients of any worker get the events of all, in one order, and deletions that need the database", async () => {
  const fields = [
    { name: "title", type: "text" },
    { name: "number", type: "number" },
  ];
  const rule = "@collection.news.title ?= 'first'";
  const rules = { listRule: rule, viewRule: rule, updateRule: "", deleteRule: "" };
  await api("POST", "collections", { name: "news", type: "base", fields, ...rules });
  const clients = await Promise.all(Array.from({ length: 6 }, () => SseClient.connect(server.url)));
  for (const client of clients) expect(await client.subscribe(["news/*"])).toBe(204);
  const { body } = await api("POST", "collections/news/records", { title: "first" });
  const path = `collections/news/records/${String(body["id"])}`;
  for (const client of clients) expect((await client.nextRecord()).action).toBe("create");
  await spread((number) => api("PATCH", path, { number: number + 1 }), 12);
  const orders: unknown[][] = [];
  for (const client of clients) {
    const order: unknown[] = [];
    for (let count = 0; count < 12; count++) order.push((await client.nextRecord()).record["number"]);
    orders.push(order);
  }
  for (const order of orders) expect(order).toEqual(orders[0] ?? []);
  const last = (await api("GET", path)).body["number"];
  expect(orders[0]?.at(-1)).toBe(last);
  expect((await api("DELETE", path)).status).toBe(204);
  for (const client of clients) expect((await client.nextRecord()).action).toBe("delete");
  for (const client of clients) client[Symbol.dispose]();
}, 120_000);

test("channels are one over all workers, and a client resumes at any", async () => {
  await api("PUT", "realtime/channels", { rules: [{ channel: "room", join: "", broadcast: "" }] });
  const first = await SocketClient.connect(server.url);
  await first.request({ type: "join", channel: "room" });
  const { seq, epoch } = first.connected;
  const others = await Promise.all(Array.from({ length: 5 }, () => SocketClient.connect(server.url)));
  for (const [index, other] of others.entries()) {
    const joined = await other.request({ type: "join", channel: "room", state: index });
    expect(joined.type === "ok" ? joined.members?.length : 0).toBe(index + 2);
  }
  for (let count = 0; count < others.length; count++) {
    expect(await first.nextOf("presence")).toMatchObject({ kind: "join", member: { state: count } });
  }
  const [sender, ...listeners] = others;
  const message = { type: "broadcast", channel: "room", event: "hello", data: 7 } as const;
  expect(await first.request(message)).toMatchObject({ type: "ok" });
  for (const listener of listeners) {
    let heard = await listener.next();
    while (heard.type !== "broadcast") heard = await listener.next();
    expect(heard).toMatchObject({ event: "hello", data: 7, from: { id: first.clientId } });
  }
  sender?.[Symbol.dispose]();
  expect(await first.nextOf("presence")).toMatchObject({ kind: "leave", member: { state: 0 } });
  const returned = await Promise.all(Array.from({ length: 4 }, () => SocketClient.connect(server.url)));
  for (const client of returned) {
    const resumed = await client.request({ type: "resume", epoch, seq, topics: [], channels: [] });
    expect(resumed).toMatchObject({ type: "resumed", isComplete: true });
    client[Symbol.dispose]();
  }
  for (const client of [first, ...listeners]) client[Symbol.dispose]();
}, 120_000);

test("a worker that dies takes its members off the channels, and its clients resume elsewhere", async () => {
  const channel = "lasting";
  await api("PUT", "realtime/channels", { rules: [{ channel, join: "", broadcast: "" }] });
  const fields = [{ name: "title", type: "text" }];
  await api("POST", "collections", { name: "lasting", type: "base", listRule: "", createRule: "", fields });
  const clients = await Promise.all(Array.from({ length: 24 }, () => SocketClient.connect(server.url)));
  for (const client of clients) {
    client.send({ type: "join", channel });
    client.send({ type: "subscribe", topic: "lasting/*" });
    for (let answers = 0; answers < 2;) if ((await client.next()).type === "ok") answers += 1;
  }
  const [pid = 0] = childPids(server.child.pid);
  process.kill(pid, "SIGKILL");
  const created = await untilAnswered(() => api("POST", "collections/lasting/records", { title: "end" }, ""));
  expect(created.status).toBe(200);
  const left = new Map(clients.map((client): [SocketClient, string[]] => [client, []]));
  const note = (client: SocketClient, message: ServerMessage): void => {
    if (message.type === "presence" && message.kind === "leave") left.get(client)?.push(message.member.id);
  };
  await Promise.all(
    clients.map(async (client) => {
      const closed = client.closed.then(() => null);
      for (let message: ServerMessage | null = null; message === null || !isEnd(message);) {
        message = await Promise.race([client.next(), closed]);
        if (message === null) {
          left.delete(client);
          return;
        }
        note(client, message);
      }
    }),
  );
  // Known only now: each connection is noticed to have ended by itself, and may be after others have heard of the death.
  const lost = clients.filter((client) => !left.has(client));
  const expected = lost.map(({ clientId }) => clientId).toSorted();
  for (const [client, ids] of left) {
    while (ids.length < lost.length) note(client, await client.next());
    expect(ids.toSorted()).toEqual(expected);
    // Who left did so once.
    const id = client.send({ type: "ping" });
    for (let message = await client.next(); message.type !== "pong" || message.id !== id; message = await client.next())
      expect(message).not.toMatchObject({ kind: "leave" });
  }
  for (const client of lost) {
    using returned = await SocketClient.connect(server.url);
    const { epoch, seq } = client.connected;
    returned.send({ type: "resume", epoch, seq, topics: ["lasting/*"], channels: [] });
    const titles: unknown[] = [];
    let message = await returned.next();
    for (; message.type !== "resumed"; message = await returned.next()) {
      if (message.type === "event") titles.push((message.data as { record: { title: string } }).record.title);
    }
    expect(message).toMatchObject({ isComplete: true });
    expect(titles.at(-1)).toBe("end");
  }
  for (const client of clients) client[Symbol.dispose]();
}, 120_000);

function isEnd(message: ServerMessage): boolean {
  return message.type === "event" && (message.data as { record: { title: string } }).record.title === "end";
}

async function untilAnswered(ask: () => Promise<Answer>): Promise<Answer> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    const answer = await ask().catch(() => null);
    if (answer?.status === 200) return answer;
    expect(performance.now()).toBeLessThan(deadline);
  }
}

test("rules of channels hold for all workers once they are stored", async () => {
  for (let round = 0; round < 10; round++) {
    const clients = await Promise.all(Array.from({ length: 4 }, () => SocketClient.connect(server.url)));
    await api("PUT", "realtime/channels", { rules: [{ channel: `open-${round}`, join: "", broadcast: null }] });
    const answers = clients.map(async (client) => {
      const closed = await client.request({ type: "join", channel: `open-${round - 1}` });
      const open = await client.request({ type: "join", channel: `open-${round}` });
      return [closed.type, open.type];
    });
    expect(await Promise.all(answers)).toEqual(clients.map(() => ["error", "ok"]));
    for (const client of clients) client[Symbol.dispose]();
  }
}, 120_000);
