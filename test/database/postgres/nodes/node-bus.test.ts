// The bus of nodes on what it stands on in the program: one database.
import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Question, Service, Stream, Topic } from "../../../../src/lib/bus.ts";
import type { NodeBus } from "../../../../src/lib/bus/node-bus.ts";
import { openNodes, type OpenNodes } from "../../../../src/database/postgres/nodes/open-nodes.ts";
import { createNodesBus } from "../../../../src/model/operation/count-together.ts";
import { SignInGuard } from "../../../../src/model/auth/sign-in-guard.ts";
import { type EventNode, openNode } from "../../../support/event-nodes.ts";
import { PostgresServer } from "../../../support/postgres-server.ts";
import { silentLog } from "../../../support/test-app.ts";

const TIMES = { beatMs: 150, goneMs: 1_500, leaseMs: 1_500 };
const NEWS: Topic<string> = { name: "news", why: "" };
const LOG: Stream<string> = { name: "log", why: "" };
const WHO: Question<string, string> = { name: "who", why: "" };
const COUNT: Service<number, number> = { name: "count", why: "" };

let server: PostgresServer;

beforeAll(async () => {
  server = await PostgresServer.start();
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

class Node implements AsyncDisposable {
  readonly bus: NodeBus;
  readonly nodes: OpenNodes;
  readonly events: EventNode;

  private constructor(parts: Pick<Node, "bus" | "nodes" | "events">) {
    this.bus = parts.bus;
    this.nodes = parts.nodes;
    this.events = parts.events;
  }

  static async open(url: string, name: string): Promise<Node> {
    const events = await openNode(url, name);
    const nodes = await openNodes({ url, name, version: "1", address: "", log: silentLog, times: TIMES });
    const bus = await createNodesBus({ ...nodes, events: events.events }, silentLog);
    return new Node({ bus, nodes, events });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.bus[Symbol.dispose]();
    await this.nodes[Symbol.asyncDispose]();
    await this.events[Symbol.asyncDispose]();
  }
}

test("nodes tell, ask and count together", async () => {
  const url = await server.createDatabase();
  await using one = await Node.open(url, "one");
  await using two = await Node.open(url, "two");
  await using three = await Node.open(url, "three");
  const all = [one, two, three];

  const told = Promise.withResolvers<string>();
  three.bus.subscribe(NEWS, (text, origin) => told.resolve(`${origin} ${text}`));
  one.bus.publish(NEWS, "Ä".repeat(20_000));
  expect(await told.promise).toBe(`other ${"Ä".repeat(20_000)}`);

  for (const [index, { bus }] of all.entries()) bus.respond(WHO, (name) => `${name} ${index}`);
  expect((await two.bus.request(WHO, "x")).toSorted()).toEqual(["x 0", "x 1", "x 2"]);
  await three.bus.care(WHO, "key");
  expect((await one.bus.request(WHO, "x", ["key"])).toSorted()).toEqual(["x 0", "x 2"]);
  expect(await one.bus.request(WHO, "x", ["other"])).toEqual(["x 0"]);

  const orders = all.map((): string[] => []);
  const done = all.map(() => Promise.withResolvers<void>());
  for (const [index, { bus }] of all.entries()) {
    bus.follow(LOG, ({ seq, message }) => {
      orders[index]?.push(`${seq} ${message}`);
      if (orders[index]?.length === 60) done[index]?.resolve();
    });
  }
  for (let count = 0; count < 20; count++)
    for (const [index, { bus }] of all.entries()) bus.append(LOG, `${index} ${count}`);
  await Promise.all(done.map(({ promise }) => promise));
  expect(orders[1]).toEqual(orders[0] ?? []);
  expect(orders[2]).toEqual(orders[0] ?? []);
  expect(new Set(all.map(({ bus }) => bus.positionOf().epoch)).size).toBe(1);

  let sum = 0;
  for (const { bus } of all) bus.serve(COUNT, (by) => (sum += by));
  const counts = await Promise.all(all.flatMap(({ bus }) => [1, 1].map(async (by) => bus.call(COUNT, by))));
  expect(counts.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6]);
});

test("codes are counted at the leader, and anew by the next one, which does not know the codes of before", async () => {
  const url = await server.createDatabase();
  const one = await Node.open(url, "one");
  await using two = await Node.open(url, "two");
  await using three = await Node.open(url, "three");
  const [guard, other] = [new SignInGuard(two.bus), new SignInGuard(three.bus)];
  const { id } = await guard.issueCode("users/@x", 60_000);
  expect(await other.accountOf(id)).toBe("users/@x");
  const tries = (): Promise<boolean[]> =>
    Promise.all(
      [guard, other, guard, other, guard, other].map((one) =>
        one.allowTry({ accounts: ["users/@x"], codeId: id, address: "127.0.0.1" }),
      ),
    );
  expect((await tries()).filter(Boolean)).toHaveLength(5);
  await one[Symbol.asyncDispose]();
  // Asked while nobody leads.
  expect((await tries()).filter(Boolean)).toHaveLength(5);
  expect((await tries()).filter(Boolean)).toHaveLength(0);
  expect(await other.accountOf(id)).toBeNull();
});
