import { expect, test } from "bun:test";
import { later, loadedAtCall, loadTheRest } from "../../src/lib/lazy.ts";

test("a function is loaded at its first call and then called without a promise", async () => {
  let loads = 0;
  const double = loadedAtCall(async () => {
    loads += 1;
    return (number: number) => number * 2;
  });
  expect(loads).toBe(0);
  expect(await double(2)).toBe(4);
  expect(double(3)).toBe(6);
  expect(loads).toBe(1);
});

test("calls that come while it is loaded share what is loaded", async () => {
  let loads = 0;
  const call = loadedAtCall(async () => {
    const own = (loads += 1);
    await Promise.resolve();
    return () => own;
  });
  expect(await Promise.all([call(), call()])).toEqual([1, 1]);
  expect(loads).toBe(1);
});

test("what throws is the call's failure, and a load that failed is tried again", async () => {
  let fails = true;
  const call = loadedAtCall(async () => {
    if (fails) throw new Error("not loaded");
    return (text: string): string => {
      throw new Error(text);
    };
  });
  expect(Promise.resolve(call("a"))).rejects.toThrow("not loaded");
  fails = false;
  expect(Promise.resolve(call("first"))).rejects.toThrow("first");
  expect(() => call("second")).toThrow("second");
});

test("what was left for later is loaded one after the other, once, until it is to end", async () => {
  const loads: string[] = [];
  const load = (name: string) => async () => {
    loads.push(name);
    return () => name;
  };
  later(async () => Promise.reject(new Error("not there")));
  const call = loadedAtCall(load("first"));
  later(load("second"));
  later(load("third"));
  expect(await call()).toBe("first");
  await loadTheRest(async () => !loads.includes("second"));
  expect(loads).toEqual(["first", "second"]);
  expect(call()).toBe("first");
});
