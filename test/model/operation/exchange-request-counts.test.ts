import { expect, test } from "bun:test";
import { exchangeRequestCounts } from "../../../src/model/operation/exchange-request-counts.ts";
import { type CountedRequest, services, topics } from "../../../src/model/protocol/bus-topics.ts";
import { lateNodes } from "../../support/late-nodes.ts";

function request(client: string): CountedRequest {
  return { limiter: "rules", key: "k", client, limit: { maxRequests: 10, durationSeconds: 600 } };
}

async function pair() {
  const { buses } = await lateNodes(2, (error) => {
    throw error;
  });
  const [one, other] = buses;
  if (one === undefined || other === undefined) throw new Error("two are needed");
  exchangeRequestCounts(one, 1);
  exchangeRequestCounts(other, 1);
  const told = (): Promise<void> =>
    new Promise((resolve) => {
      const end = other.subscribe(topics.requestCounts, () => {
        end();
        resolve();
      });
    });
  return { one, other, told };
}

test("a node counts at once, and what the other let pass a moment later", async () => {
  const { one, other, told } = await pair();
  const told1 = told();
  for (let count = 0; count < 7; count++) expect(one.call(services.countRequest, request("a"))).toBe(true);
  await told1;
  const allowed = Array.from({ length: 5 }, () => other.call(services.countRequest, request("a")));
  expect(allowed).toEqual([true, true, true, false, false]);
  expect(other.call(services.countRequest, request("b"))).toBe(true);
});

test("a node tells of a thousand clients at once at most", async () => {
  const { one, other } = await pair();
  const sizes: number[] = [];
  const done = new Promise<void>((resolve) => {
    other.subscribe(topics.requestCounts, (counts) => {
      sizes.push(counts.length);
      resolve();
    });
  });
  for (let count = 0; count < 1_200; count++) void one.call(services.countRequest, request(String(count)));
  await done;
  expect(sizes).toEqual([1_000]);
});

test("new settings start the counts of all nodes anew", async () => {
  const { one, other } = await pair();
  for (let count = 0; count < 10; count++) void other.call(services.countRequest, request("a"));
  expect(other.call(services.countRequest, request("a"))).toBe(false);
  await one.call(services.resetRequestCounts, null);
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (other.call(services.countRequest, request("a")) === true) resolve();
      else setImmediate(look);
    };
    look();
  });
});
