import { expect, test } from "bun:test";
import { History } from "../../../src/features/realtime/event-history.ts";
import type { HistoryEvent } from "../../../src/model/protocol/realtime-events.ts";
import { NOTHING_PREPARED, PendingDeletions } from "../../../src/features/realtime/pending-deletions.ts";
import { DeliveryProgress } from "../../../src/features/realtime/delivery-progress.ts";
import { parseSubscription } from "../../../src/features/realtime/subscription.ts";
import { RequestRate } from "../../../src/features/realtime/socket/request-rate.ts";
import { Cursor } from "../../../src/client/cursor.ts";
import { topicText } from "../../../src/client/topic.ts";

const event = (data: string): HistoryEvent => ({ kind: "channel", channel: "c", data, exceptFor: null });

test("the history tells what came after a number while it can", () => {
  const history = new History({ epoch: "e", seq: 0 });
  history.add(1, event("forgotten"));
  history.keep(true);
  // What lies between is no event.
  for (const [index, data] of ["a", "b", "c"].entries()) history.add(2 + 10 * index, event(data));
  const dataAfter = (seq: number) =>
    history.after(seq)?.map((entry) => entry.event.kind === "channel" && entry.event.data);
  expect(dataAfter(1)).toEqual(["a", "b", "c"]);
  expect(dataAfter(2)).toEqual(["b", "c"]);
  expect(dataAfter(12)).toEqual(["c"]);
  expect(dataAfter(15)).toEqual(["c"]);
  expect(dataAfter(22)).toEqual([]);
  expect(dataAfter(0)).toBeUndefined();
  expect(dataAfter(23)).toBeUndefined();
  history.keep(false);
  history.add(25, event("unkept"));
  expect(history.last).toBe(25);
  expect(history.after(22)).toBeNull();
  expect(history.after(25)).toEqual([]);
});

test("an instance that was started later knows nothing of what was before", () => {
  const history = new History({ epoch: "e", seq: 7 });
  history.keep(true);
  expect(history.after(6)).toBeNull();
  expect(history.after(7)).toEqual([]);
});

test("the history is bounded by number and by size", () => {
  const history = new History({ epoch: "e", seq: 0 });
  history.keep(true);
  let seq = 0;
  while (seq < 20_000) history.add(++seq, event("x"));
  expect(history.after(20_000 - 8192)).toHaveLength(8192);
  expect(history.after(20_000 - 8193)).toBeNull();
  while (seq < 20_010) history.add(++seq, event("x".repeat(4_000_000)));
  expect(history.after(20_010 - 4)).toHaveLength(4);
  expect(history.after(20_010 - 5)).toBeNull();
});

test("prepared deletions are taken once, and those never ended are dropped", () => {
  const pending = new PendingDeletions();
  const considered = new Set([{} as never]);
  const delivery = { deliveries: [{ audience: {} as never, clients: considered, data: "{}" }], considered };
  pending.put("a", delivery, 0);
  pending.put("nobody cares", NOTHING_PREPARED, 0);
  expect(pending.size).toBe(1);
  expect(pending.take("a")).toMatchObject(delivery);
  expect(pending.take("a")).toEqual(NOTHING_PREPARED);
  pending.put("old", delivery, 0);
  pending.put("new", delivery, 200_000);
  expect(pending.take("old")).toEqual(NOTHING_PREPARED);
  expect(pending.take("new")).toMatchObject(delivery);
  for (let index = 0; index < 30_000; index++) pending.put(`${index}`, delivery, 0);
  expect(pending.size).toBeLessThanOrEqual(20_000);
});

test("of several requests that want to delete a record one succeeds, and clients hear of that", () => {
  const pending = new PendingDeletions();
  const considered = new Set([{} as never]);
  const delivery = { deliveries: [{ audience: {} as never, clients: considered, data: "{}" }], considered };
  pending.put("a", delivery);
  // Asked after the record was deleted, and before this instance has heard of that.
  pending.put("a", NOTHING_PREPARED);
  pending.drop("a");
  expect(pending.take("a")).toMatchObject(delivery);
  pending.put("a", delivery);
  pending.drop("a");
  pending.drop("a");
  expect(pending.take("a")).toEqual(NOTHING_PREPARED);
});

test("what has settled is known however jobs overtake one another", () => {
  const progress = new DeliveryProgress();
  expect(progress.upTo(7)).toBe(7);
  progress.begin(8);
  progress.begin(9);
  expect(progress.upTo(9)).toBe(7);
  progress.setJobs(8, 2);
  progress.setJobs(9, 1);
  expect(progress.before(8)).toBe(7);
  expect(progress.before(9)).toBe(7);
  expect(progress.upTo(9)).toBe(7);
  progress.endJob(9);
  progress.endJob(8);
  expect(progress.before(8)).toBeNull();
  progress.endJob(8);
  progress.begin(9);
  progress.setJobs(9, 0);
  expect(progress.upTo(9)).toBe(9);
});

test("subscriptions carry their options", () => {
  const options = {
    query: { filter: "a = 1", n: 5, yes: true, none: null, list: [1] },
    headers: { "X-Token": "t", xKey: "k" },
  };
  expect(parseSubscription(`posts/*?options=${encodeURIComponent(JSON.stringify(options))}`)).toMatchObject({
    topic: "posts/*",
    query: { filter: "a = 1", n: "5", yes: "true", none: "", list: "" },
    headers: { x_token: "t", x_key: "k" },
  });
  for (const bad of ["posts?options={", "posts?options=5", "posts?options=%zz", "posts?other=1", "posts?"]) {
    expect(parseSubscription(bad)).toEqual({ text: bad, topic: "posts", query: {}, headers: {} });
  }
});

test("the client writes topics as the server reads them", () => {
  expect(topicText("posts/*", {})).toBe("posts/*");
  const text = topicText("posts/*", { filter: "a = 'ü&?#'", headers: { "x-a": "1" }, query: { q: "2" } });
  expect(parseSubscription(text)).toMatchObject({ query: { filter: "a = 'ü&?#'", q: "2" }, headers: { x_a: "1" } });
});

test("a rate lets bursts through and no more", () => {
  const limits = { requestsPerSecond: 10, requestBurst: 3, bytesPerSecond: 1000, byteBurst: 3000 };
  const rate = new RequestRate(limits, 0);
  const take = (nowMs: number, bytes = 0): number => rate.take(nowMs, bytes);
  expect([take(0), take(0), take(0), take(0)]).toEqual([2, 1, 0, -1]);
  expect(take(200)).toBe(0);
  expect(take(100_000)).toBe(2);
  expect([take(200_000, 1500), take(200_000, 3000), take(201_500, 0)]).toEqual([1.5, -1.5, 0]);
});

test("the cursor resumes from what has settled and knows what it saw beyond", () => {
  const cursor = new Cursor();
  cursor.set("e", 5);
  expect(cursor.advance({ seq: 6 }, "t")).toBe(true);
  expect(cursor.seq).toBe(6);
  expect(cursor.advance({ seq: 8, settled: 6 }, "t")).toBe(true);
  expect(cursor.seq).toBe(6);
  expect(cursor.advance({ seq: 8 }, "t")).toBe(false);
  expect(cursor.advance({ seq: 7 }, "t")).toBe(true);
  expect(cursor.seq).toBe(7);
  // It overtook the event that everything up to it is known by.
  expect(cursor.advance({ seq: 8 }, "t")).toBe(false);
  expect(cursor.advance({ seq: 8 }, "other")).toBe(true);
  expect(cursor.seq).toBe(8);
  cursor.missedNothingUpTo(9);
  expect(cursor.seq).toBe(9);
});
