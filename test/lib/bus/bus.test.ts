import { describe, expect, test } from "bun:test";
import type { Bus, Question, Service, Stream, Topic } from "../../../src/lib/bus.ts";
import { createLocalBus } from "../../../src/lib/bus/local-bus.ts";
import { lateBuses } from "../../support/late-buses.ts";
import { lateNodes } from "../../support/late-nodes.ts";

const NEWS: Topic<{ text: string }> = { name: "news", why: "" };
const LOG: Stream<number> = { name: "log", why: "" };
const WHO: Question<string, string> = { name: "who", why: "", deadlineMs: 200 };
const ANYONE: Question<null, string> = { name: "anyone", why: "", deadlineMs: 60_000, isForOne: true };
const SLOW: Question<null, string> = { name: "slow", why: "", deadlineMs: 60_000 };
const COUNT: Service<number, number> = { name: "count", why: "" };
const LOCK: Service<boolean, boolean> = { name: "lock", why: "" };

function fail(error: unknown): never {
  throw error;
}

test("a local stream passes entries at once", () => {
  const bus = createLocalBus(fail);
  const heard: number[] = [];
  bus.follow(LOG, ({ seq, message }) => heard.push(seq, message));
  bus.append(LOG, 7);
  expect(heard).toEqual([1, 7]);
  expect(bus.positionOf(LOG).seq).toBe(1);
});

test("a local service answers without a promise", () => {
  const bus = createLocalBus(fail);
  bus.serve(COUNT, (by) => by + 1);
  expect(bus.call(COUNT, 1)).toBe(2);
});

describe.each(Object.entries({ workers: lateBuses, nodes: lateNodes }))("the bus of %s", (_, open) => {
  async function pair(): Promise<{ one: Bus; other: Bus; buses: Awaited<ReturnType<typeof open>> }> {
    const buses = await open(2, fail);
    const [one, other] = buses.buses;
    if (one === undefined || other === undefined) throw new Error("two buses were asked for");
    return { one, other, buses };
  }

  test("own listeners are called before publish returns, others later with a copy and in order", async () => {
    const { one, other } = await pair();
    const heard: string[] = [];
    const message = { text: "a" };
    one.subscribe(NEWS, (news, origin) => {
      expect(news).toBe(message);
      heard.push(`${origin} ${news.text}`);
    });
    const done = Promise.withResolvers<void>();
    other.subscribe(NEWS, (news, origin) => {
      expect(news).not.toBe(message);
      heard.push(`${origin} ${news.text}`);
      if (news.text === "c") done.resolve();
    });
    one.publish(NEWS, message);
    expect(heard).toEqual(["own a"]);
    for (const text of ["b", "c"]) {
      message.text = text;
      one.publish(NEWS, message);
    }
    await done.promise;
    expect(heard).toEqual(["own a", "own b", "own c", "other a", "other b", "other c"]);
  });

  test("a listener that throws is reported and harms no other, on a local bus too", async () => {
    const reported: string[] = [];
    const note = (error: unknown, name: string): void => void reported.push(`${name} ${String(error)}`);
    for (const bus of [createLocalBus(note), ...(await open(1, note)).buses]) {
      const heard: string[] = [];
      bus.subscribe(NEWS, () => fail("broken"));
      const end = bus.subscribe(NEWS, ({ text }) => void heard.push(text));
      bus.publish(NEWS, { text: "a" });
      end();
      bus.publish(NEWS, { text: "b" });
      expect(heard).toEqual(["a"]);
    }
    expect(reported).toEqual(Array(4).fill("news broken"));
  });

  test("all get the entries of a stream in one order with the same numbers", async () => {
    const { buses } = await open(3, fail);
    const heard = buses.map((): string[] => []);
    const done = buses.map(() => Promise.withResolvers<void>());
    for (const [index, bus] of buses.entries()) {
      expect(bus.positionOf(LOG).seq).toBe(0);
      bus.follow(LOG, ({ seq, message }) => {
        heard[index]?.push(`${seq}:${message}`);
        expect(bus.positionOf(LOG).seq).toBe(seq);
        if (seq === 30) done[index]?.resolve();
      });
    }
    for (let count = 0; count < 10; count++) {
      for (const [index, bus] of buses.entries()) bus.append(LOG, index * 100 + count);
    }
    await Promise.all(done.map(({ promise }) => promise));
    expect(heard[1]).toEqual(heard[0] ?? []);
    expect(heard[2]).toEqual(heard[0] ?? []);
    expect(new Set(buses.map((bus) => bus.positionOf(LOG).epoch)).size).toBe(1);
  });

  test("a question is put to all; who does not know answers nothing", async () => {
    const { one, other } = await pair();
    one.respond(WHO, (name) => `one ${name}`);
    other.respond(WHO, async (name) => `other ${name}`);
    other.respond(WHO, () => undefined);
    expect(await one.request(WHO, "x")).toEqual(["one x", "other x"]);
  });

  test("a question with keys is put to those who care for one of them", async () => {
    const { one, other } = await pair();
    other.respond(WHO, (name) => `other ${name}`);
    expect(await one.request(WHO, "x", ["posts"])).toEqual([]);
    await other.care(WHO, "posts");
    await other.care(WHO, "posts");
    other.ignore(WHO, "posts");
    expect(await one.request(WHO, "x", ["users", "posts"])).toEqual(["other x"]);
    other.ignore(WHO, "posts");
    await other.care(WHO, "users");
    expect(await one.request(WHO, "x", ["posts"])).toEqual([]);
  });

  test("a question ends at its deadline, with a responder's failure, and with the death of who was asked", async () => {
    const reported: string[] = [];
    const { buses, cut } = await open(2, (error) => void reported.push(String(error)));
    const [one, other] = buses;
    if (one === undefined || other === undefined) throw new Error("two buses were asked for");
    const end = other.respond(WHO, () => new Promise<string>(() => undefined));
    expect(await one.request(WHO, "x")).toEqual([]);
    end();
    const failing = other.respond(WHO, () => fail(new Error("no idea")));
    expect(await one.request(WHO, "x").catch(String)).toContain("no idea");
    expect(reported).toEqual(["Error: no idea"]);
    failing();
    other.respond(ANYONE, () => new Promise<string>(() => undefined));
    const asked = one.request(ANYONE, null);
    one.respond(SLOW, () => new Promise<string>(() => undefined));
    const unanswered = other.request(SLOW, null).catch(String);
    cut(1);
    expect(await asked).toEqual([]);
    expect(await unanswered).toContain("was lost");
  });

  test("the first answer is enough where the question is for one", async () => {
    const { buses } = await open(3, fail);
    buses[1]?.respond(ANYONE, () => new Promise<string>(() => undefined));
    buses[2]?.respond(ANYONE, () => "me");
    expect(await buses[0]?.request(ANYONE, null)).toEqual(["me"]);
  });

  test("a service counts for all, and tells of callers that died", async () => {
    const { buses, host, cut } = await open(3, fail);
    let sum = 0;
    let isLocked = false;
    host.serve(COUNT, (by) => (sum += by));
    host.serve(LOCK, (_, caller) => {
      if (isLocked) return false;
      isLocked = true;
      caller.onGone(() => (isLocked = false));
      return true;
    });
    const counts = await Promise.all(buses.flatMap((bus) => [1, 1].map(async (by) => bus.call(COUNT, by))));
    expect(counts.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await buses[1]?.call(LOCK, true)).toBe(true);
    expect(await buses[2]?.call(LOCK, true)).toBe(false);
    cut(1);
    expect(await buses[2]?.call(LOCK, true)).toBe(true);
  });

  test("the oldest instance leads, and the next one when it dies", async () => {
    const { buses, cut } = await open(3, fail);
    const led: number[] = [];
    const second = Promise.withResolvers<void>();
    for (const [index, bus] of buses.entries()) {
      bus.onLead(() => {
        led.push(index);
        if (index === 1) second.resolve();
      });
    }
    await buses[1]?.request(WHO, "a turn later").catch(() => undefined);
    expect(led).toEqual([0]);
    cut(0);
    await second.promise;
    expect(led).toEqual([0, 1]);
    expect(buses.map(({ isLeader }) => isLeader).slice(1)).toEqual([true, false]);
  });
});
