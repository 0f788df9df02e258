// What the bus of nodes promises when a node stands still, loses messages or dies; `bus.test.ts` has what all buses promise.
import { expect, test } from "bun:test";
import type { Question, Service, Topic } from "../../../src/lib/bus.ts";
import { NodeBus } from "../../../src/lib/bus/node-bus.ts";
import { type LateNode, NodeGroup } from "../../support/late-nodes.ts";

const NEWS: Topic<number> = { name: "news", why: "" };
const WHO: Question<null, string> = { name: "who", why: "" };
const SLOW: Question<null, string> = { name: "slow", why: "", deadlineMs: 60_000 };
const COUNT: Service<number, number> = { name: "count", why: "" };
const OWN: Service<null, string> = { name: "own", why: "", isPerNode: true };

interface Opened {
  readonly node: LateNode;
  readonly bus: NodeBus;
}

async function join(group: NodeGroup): Promise<Opened> {
  const node = group.add();
  const onError = (error: unknown): never => {
    throw error;
  };
  const bus = new NodeBus({ mail: node, members: node, events: group.events, onError });
  await bus.join();
  return { node, bus };
}

async function three(): Promise<{ group: NodeGroup; one: Opened; two: Opened; last: Opened }> {
  const group = new NodeGroup();
  return { group, one: await join(group), two: await join(group), last: await join(group) };
}

/** Whether it takes no more than some turns of the event loop. */
async function isDoneSoon(promise: Promise<unknown>): Promise<boolean> {
  let isDone = false;
  void promise.then(() => (isDone = true));
  for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
  return isDone;
}

function broken({ bus }: Opened): string[] {
  const kinds: string[] = [];
  for (const kind of ["messages", "entries", "owner"] as const) bus.onBreak(kind, () => kinds.push(kind));
  return kinds;
}

test("a node that stands still is waited for once, and again when it is heard of", async () => {
  const { one, two, last } = await three();
  last.bus.respond(WHO, () => "last");
  two.node.isStopped = true;
  const first = one.bus.request(WHO, null);
  expect(await isDoneSoon(first)).toBe(false);
  expect(await first).toEqual(["last"]);
  const second = one.bus.request(WHO, null);
  expect(await isDoneSoon(second)).toBe(true);
  expect(await second).toEqual(["last"]);
  two.bus.respond(WHO, () => "two");
  two.node.go();
  two.bus.publish(NEWS, 1);
  await one.bus.request(SLOW, null);
  expect((await one.bus.request(WHO, null)).toSorted()).toEqual(["last", "two"]);
});

test("who asks for one that stands still or is gone gets the answer for that, and none where all say no", async () => {
  const { group, one, two } = await three();
  const owner: Question<null, string> = { name: "owner", why: "", isForOne: true, ifSilent: "perhaps" };
  expect(await one.bus.request(owner, null)).toEqual([]);
  two.node.isStopped = true;
  expect(await one.bus.request(owner, null)).toEqual(["perhaps"]);
  // It is not waited for any more.
  expect(await one.bus.request(owner, null)).toEqual(["perhaps"]);
  two.node.go();
  two.bus.publish(NEWS, 1);
  await one.bus.request(SLOW, null);
  two.node.isStopped = true;
  const asking = one.bus.request(owner, null);
  expect(await isDoneSoon(asking)).toBe(false);
  group.remove(two.node);
  expect(await asking).toEqual(["perhaps"]);
  expect(await one.bus.request(owner, null)).toEqual([]);
});

test("a responder may take longer than a node that stands still", async () => {
  const { one, two } = await three();
  two.bus.respond(SLOW, async () => {
    await Bun.sleep(1_700);
    return "late";
  });
  expect(await one.bus.request(SLOW, null)).toEqual(["late"]);
});

test("who cares and is not waited for hears of it, at once or when it goes on", async () => {
  const { one, two, last } = await three();
  const [kinds, others] = [broken(two), broken(last)];
  two.bus.respond(WHO, () => "two");
  await two.bus.care(WHO, "posts");
  expect(await one.bus.request(WHO, null, ["posts"])).toEqual(["two"]);
  two.node.isStopped = true;
  expect(await one.bus.request(WHO, null, ["posts"])).toEqual([]);
  // Suspect by now.
  expect(await one.bus.request(WHO, null, ["posts"])).toEqual([]);
  expect(await one.bus.request(WHO, null, ["users"])).toEqual([]);
  expect(kinds).toEqual([]);
  two.node.go();
  await two.bus.request(SLOW, null);
  expect(kinds).toEqual(["entries", "entries"]);
  expect(await one.bus.request(WHO, null, ["posts"])).toEqual(["two"]);
  expect(others).toEqual([]);
});

test("who cares hears of a node that learns of it late: that one may not have asked before", async () => {
  const { group, one, two, last } = await three();
  const kinds = broken(two);
  one.node.isStopped = true;
  await two.bus.care(WHO, "posts");
  // Suspect by now.
  await two.bus.care(WHO, "users");
  await last.bus.care(WHO, "posts");
  expect(kinds).toEqual([]);
  one.node.go();
  await one.bus.request(SLOW, null);
  expect(kinds).toEqual(["entries", "entries"]);
  one.node.isStopped = true;
  await two.bus.care(WHO, "more");
  group.remove(one.node);
  expect(kinds).toEqual(["entries", "entries", "owner"]);
});

test("that it was passed over is told again to who lost its messages", async () => {
  const { one, two } = await three();
  const kinds = broken(two);
  await two.bus.care(WHO, "posts");
  two.node.isStopped = true;
  await one.bus.request(WHO, null, ["posts"]);
  two.node.isStopped = false;
  two.node.lose();
  expect(kinds).toEqual(["messages"]);
  await two.bus.request(SLOW, null);
  expect(kinds).toEqual(["messages", "entries"]);
});

test("who comes later, or has lost messages, learns what the others care for", async () => {
  const { group, one, two } = await three();
  one.bus.respond(WHO, () => "one");
  await one.bus.care(WHO, "posts");
  const late = await join(group);
  expect(await late.bus.request(WHO, null, ["posts"])).toEqual(["one"]);
  expect(await late.bus.request(WHO, null, ["users"])).toEqual([]);
  two.node.isStopped = true;
  const caring = one.bus.care(WHO, "users");
  two.node.isStopped = false;
  two.node.lose();
  expect(await two.bus.request(WHO, null, ["users"])).toEqual(["one"]);
  await caring;
  one.bus.ignore(WHO, "users");
  await two.bus.request(SLOW, null);
  expect(await two.bus.request(WHO, null, ["users"])).toEqual([]);
});

test("who is greeted by a node that it has not seen yet looks who is there", async () => {
  const { group, one } = await three();
  one.node.unseen.add("node4");
  const { node } = await join(group);
  expect(one.node.live()).toContain(node.id);
});

test("who hears nothing asks all, whatever it knows of them", async () => {
  const { one, two } = await three();
  two.bus.respond(WHO, () => "two");
  expect(await one.bus.request(WHO, null, ["posts"])).toEqual([]);
  one.node.isDeaf = true;
  expect(await one.bus.request(WHO, null, ["posts"])).toEqual(["two"]);
});

test("a call waits for a leader, and for the next one where the first does not answer", async () => {
  const { group, one, two, last } = await three();
  const handled: string[] = [];
  for (const [name, { bus }] of Object.entries({ one, two, last })) {
    bus.serve(COUNT, (by) => {
      handled.push(name);
      return by + 1;
    });
  }
  const kinds = broken(last);
  group.lead(null);
  const early = last.bus.call(COUNT, 1);
  group.lead(one.node);
  expect(await early).toBe(2);
  one.node.isStopped = true;
  const unanswered = last.bus.call(COUNT, 2);
  const own = two.bus.call(COUNT, 3);
  group.lead(two.node);
  expect([await unanswered, await own]).toEqual([3, 4]);
  expect(two.bus.call(COUNT, 4)).toBe(5);
  expect(handled).toEqual(["one", "two", "two", "two"]);
  expect(kinds).toEqual(["owner"]);
});

test("a call is handled once, however often its answer is lost", async () => {
  const { one, two } = await three();
  let sum = 0;
  one.bus.serve(COUNT, (by) => (sum += by));
  const first = two.bus.call(COUNT, 1);
  two.node.isStopped = true;
  await new Promise(setImmediate);
  two.node.isStopped = false;
  two.node.lose();
  expect(await first).toBe(1);
  expect(await two.bus.call(COUNT, 1)).toBe(2);
});

test("a service of each node is asked of nobody else", async () => {
  const { one, two } = await three();
  one.bus.serve(OWN, () => "one");
  two.bus.serve(OWN, () => "two");
  expect([one.bus.call(OWN, null), two.bus.call(OWN, null)]).toEqual(["one", "two"]);
});

test("a node that ends rejects what it waits for and is waited for no longer", async () => {
  const { group, one, two } = await three();
  two.bus.respond(SLOW, () => new Promise<string>(() => undefined));
  const asked = one.bus.request(SLOW, null);
  one.bus.respond(WHO, () => new Promise<string>(() => undefined));
  const asking = two.bus.request(WHO, null).catch(String);
  two.bus[Symbol.dispose]();
  expect(await asked).toEqual([]);
  expect(await asking).toContain("was lost");
  group.remove(two.node);
});
