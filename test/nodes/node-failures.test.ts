// What three nodes count and know together, and what becomes of it when one of them dies or stands still.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import PocketBase from "pocketbase";
import { SocketClient } from "../features/realtime/socket-client.ts";
import { withSql } from "../support/event-nodes.ts";
import { Nodes } from "../support/nodes.ts";
import { PostgresServer } from "../support/postgres-server.ts";
import { TemporaryDirectory } from "../support/server-process.ts";

const LIMIT_MS = 120_000;
const SUPERUSER = { BAOBOX_SUPERUSER_EMAIL: "root@example.com", BAOBOX_SUPERUSER_PASSWORD: "1234567890" };
const ROOMS = ["a node", "the node that leads", "a stopped node"];
const opened = new AsyncDisposableStack();
let nodes: Nodes;
let database = "";
let admin: PocketBase;

beforeAll(async () => {
  const folder = opened.use(new TemporaryDirectory());
  const postgres = opened.use(await PostgresServer.start());
  const dir = join(folder.path, "pb_data");
  database = await postgres.createDatabase();
  nodes = opened.use(await Nodes.start({ dir, database, env: { ...process.env, ...SUPERUSER } }));
  admin = new PocketBase(nodes.url).autoCancellation(false);
  await admin.collection("_superusers").authWithPassword("root@example.com", "1234567890");
  await admin.send("/api/realtime/channels", {
    method: "PUT",
    body: { rules: ROOMS.map((channel) => ({ channel, join: "", broadcast: "" })) },
  });
}, LIMIT_MS);

afterAll(async () => {
  await opened.disposeAsync();
}, LIMIT_MS);

async function post(place: number, path: string, body: object): Promise<{ status: number; otpId?: string }> {
  const response = await fetch(`${nodes.urlOf(place)}/api/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: response.status, ...((await response.json()) as object) };
}

/** How many of twelve tries of a code are allowed, each at another node. */
async function allowedTries(otpId: string): Promise<number> {
  const attempt = { otpId, password: "00000000" };
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, index) => post(index % 3, "collections/users/auth-with-otp", attempt)),
  );
  expect(answers.every(({ status }) => status === 400 || status === 429)).toBe(true);
  return answers.filter(({ status }) => status === 400).length;
}

async function joinAll(channel: string): Promise<SocketClient[]> {
  const clients: SocketClient[] = [];
  for (let place = 0; place < 3; place++) {
    const client = await SocketClient.connect(nodes.urlOf(place));
    const answer = await client.request({ type: "join", channel, state: place });
    expect(answer.type === "ok" ? answer.members?.length : 0).toBe(place + 1);
    clients.push(client);
  }
  return clients;
}

/** Who is told to have left, once that is somebody. */
async function whoLeft(client: SocketClient): Promise<unknown> {
  for (;;) {
    const message = await client.next();
    if (message.type === "presence" && message.kind === "leave") return message.member.state;
  }
}

/** The place of the node that leads. */
async function leader(): Promise<number> {
  for (;;) {
    const [found] = await withSql(database, (sql) =>
      sql.unsafe<{ name: string }[]>(
        "SELECT n.name FROM bb.lease l JOIN bb.node n ON n.id = l.holder WHERE until > now()",
      ),
    );
    if (found !== undefined) return Number(found.name.at(-1)) - 1;
    await Bun.sleep(50);
  }
}

test(
  "tries of a one-time password are counted together, and anew after the death of the node that counted",
  async () => {
    await admin.collections.update("users", { otp: { enabled: true, duration: 600, length: 8 } });
    const { otpId = "" } = await post(0, "collections/users/request-otp", { email: "nobody@example.com" });
    expect(await allowedTries(otpId)).toBe(5);
    const place = await leader();
    await nodes.server(place).kill();
    const other = (place + 1) % 3;
    // Waits for the next leader.
    const { status, otpId: next = "" } = await post(other, "collections/users/request-otp", {
      email: "no@example.com",
    });
    expect(status).toBe(200);
    await nodes.boot(place);
    expect(await allowedTries(next)).toBe(5);
  },
  LIMIT_MS,
);

test(
  "requests to one node count at the others a moment later",
  async () => {
    const rules = [{ label: "GET /api/health", audience: "", duration: 600, maxRequests: 20 }];
    await admin.settings.update({ rateLimits: { enabled: true, rules } });
    const health = async (place: number): Promise<number> => (await fetch(`${nodes.urlOf(place)}/api/health`)).status;
    let allowed = 0;
    while ((await health(0)) === 200) allowed += 1;
    expect(allowed).toBe(20);
    for (const place of [1, 2]) {
      while ((await health(place)) === 200) {
        allowed += 1;
        await Bun.sleep(400);
      }
    }
    expect(allowed).toBeLessThan(40);
    await admin.settings.update({ rateLimits: { enabled: false } });
    expect(await Promise.all([0, 1, 2].map(health))).toEqual([200, 200, 200]);
  },
  LIMIT_MS,
);

for (const who of ROOMS.slice(0, 2)) {
  test(
    `the members of ${who} that was killed have left`,
    async () => {
      const clients = await joinAll(who);
      const leads = await leader();
      const place = who === "a node" ? (leads + 1) % 3 : leads;
      await nodes.server(place).kill();
      for (const [index, client] of clients.entries()) if (index !== place) expect(await whoLeft(client)).toBe(place);
      await nodes.boot(place);
      for (const client of clients) client[Symbol.dispose]();
    },
    LIMIT_MS,
  );
}

test(
  "a node that stood still lets its clients connect anew, and serves again",
  async () => {
    const rules = { listRule: "@collection.users.id ?!= ''", viewRule: "", createRule: "", deleteRule: "" };
    await admin.collections.create({ name: "notes", type: "base", fields: [{ name: "n", type: "number" }], ...rules });
    const channel = "a stopped node";
    const clients = await joinAll(channel);
    const place = ((await leader()) + 1) % 3;
    const { pid } = nodes.server(place).child;
    process.kill(pid, "SIGSTOP");
    const other = new PocketBase(nodes.urlOf((place + 1) % 3)).autoCancellation(false);
    const { id } = await other.collection("notes").create({ n: 1 });
    for (const [index, client] of clients.entries()) if (index !== place) expect(await whoLeft(client)).toBe(place);
    process.kill(pid, "SIGCONT");
    await clients[place]?.closed;
    const returned = new PocketBase(nodes.urlOf(place)).autoCancellation(false);
    expect(await returned.collection("notes").getOne(id)).toMatchObject({ n: 1 });
    using client = await SocketClient.connect(nodes.urlOf(place));
    const joined = await client.request({ type: "join", channel, state: place });
    expect(joined.type === "ok" ? joined.members?.length : 0).toBe(3);
    for (const one of clients) one[Symbol.dispose]();
  },
  LIMIT_MS,
);
