import { expect, test } from "bun:test";
import type { Context } from "../../../src/model/context.ts";
import { NodeRounds, performForAll } from "../../../src/model/operation/catch-up-nodes.ts";

test("other nodes are waited for where something was written, and only there", async () => {
  const asked: unknown[] = [];
  let [commits, settings] = [0, {}];
  const bus = {
    request(_question: unknown, message: unknown) {
      asked.push(message);
      return Promise.resolve([]);
    },
  };
  const context = {
    bus,
    database: { figures: () => ({ commits }) },
    collections: { current: () => null },
    settings: { current: () => settings },
  } as unknown as Context;
  const rounds = new NodeRounds({ sync: () => Promise.resolve(), position: 7 } as never, bus as never);
  expect(await performForAll(context, rounds, () => "read")).toBe("read");
  expect(asked).toEqual([]);
  expect(await performForAll(context, rounds, async () => (commits += 1))).toBe(1);
  expect(asked).toEqual([7]);
  await performForAll(context, rounds, () => (settings = {}));
  expect(asked).toEqual([7, null]);
});
