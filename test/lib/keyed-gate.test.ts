import { expect, test } from "bun:test";
import { KeyedGate } from "../../src/lib/keyed-gate.ts";
import { failure } from "../support/failure.ts";

const never = new AbortController().signal;

test("so much work of a key goes on at a time, the rest in order", async () => {
  const gate = new KeyedGate({ maxRunning: 2, maxWaiting: 10 });
  const begun: number[] = [];
  const thirdBegan = Promise.withResolvers<void>();
  const works = Array.from({ length: 4 }, () => Promise.withResolvers<void>());
  const all = works.map(({ promise }, index) =>
    gate.run("slow.example", never, async () => {
      begun.push(index);
      if (index === 2) thirdBegan.resolve();
      await promise;
    }),
  );
  await gate.run("other.example", never, async () => begun.push(9));
  expect(begun).toEqual([0, 1, 9]);
  works[1]?.resolve();
  await thirdBegan.promise;
  expect(begun).toEqual([0, 1, 9, 2]);
  for (const { resolve } of works) resolve();
  await Promise.all(all);
  expect(begun).toEqual([0, 1, 9, 2, 3]);
});

test("what fails makes room, what is too much is refused, and a wait ends with its signal", async () => {
  const gate = new KeyedGate({ maxRunning: 1, maxWaiting: 1 });
  const first = Promise.withResolvers<void>();
  const running = gate.run("a", never, () => first.promise);
  const abort = new AbortController();
  const waiting = gate.run("a", abort.signal, async () => "begun");
  expect(String(await failure(gate.run("a", never, async () => undefined)))).toContain("a is busy");
  abort.abort(new Error("too late"));
  expect(await failure(waiting)).toMatchObject({ message: "too late" });
  const next = gate.run("a", never, async () => "next");
  first.reject(new Error("failed"));
  expect(await failure(running)).toMatchObject({ message: "failed" });
  expect(await next).toBe("next");
});
