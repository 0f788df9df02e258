import { expect, test } from "bun:test";
import { createLocalBus } from "../../../src/lib/bus.ts";
import { MAX_PENDING_CODES, SignInGuard } from "../../../src/model/auth/sign-in-guard.ts";

function guards(): { one: SignInGuard; other: SignInGuard; pass: (ms: number) => void } {
  let now = 1_000_000;
  const bus = createLocalBus((error) => {
    throw error;
  });
  const clock = (): number => now;
  return { one: new SignInGuard(bus, clock), other: new SignInGuard(bus, clock), pass: (ms) => (now += ms) };
}

test("an address has five tries for an account, whatever the code, and instances count together", () => {
  const { one, other } = guards();
  const tries = [one, other, one, other, one, one, other].map((guard, index) =>
    guard.allowTry("users/1", `code${index}`, "127.0.0.1"),
  );
  expect(tries).toEqual([true, true, true, true, true, false, false]);
  expect(one.allowTry("users/1", "code", "127.0.0.2")).toBe(true);
  expect(one.allowTry("users/2", "code", "127.0.0.1")).toBe(true);
});

test("a code has twenty tries in all, from however many addresses", () => {
  const { one } = guards();
  const tries = Array.from({ length: 22 }, (_, index) => one.allowTry("users/1", "code", `10.0.0.${index}`));
  expect(tries.filter(Boolean)).toHaveLength(20);
  expect(one.allowTry("users/1", "other code", "10.0.1.1")).toBe(true);
});

test("a mail is sent once in two minutes, unless it failed", () => {
  const { one, other, pass } = guards();
  expect([one.claimMail("a"), other.claimMail("a"), one.claimMail("b")]).toEqual([true, false, true]);
  other.releaseMail("a");
  expect(one.claimMail("a")).toBe(true);
  pass(119_999);
  expect(one.claimMail("a")).toBe(false);
  pass(1);
  expect(one.claimMail("a")).toBe(true);
});

test("codes of accounts that don't exist look like others until they expire", () => {
  const { one, other, pass } = guards();
  const ids = Array.from({ length: MAX_PENDING_CODES + 2 }, () => one.decoyCode("users/@x", 1000));
  expect(new Set(ids).size).toBe(MAX_PENDING_CODES);
  expect(ids.at(-1)).toBe(ids[MAX_PENDING_CODES - 1] ?? "");
  expect(ids[0]).toMatch(/^[a-z0-9]{15}$/);
  expect(other.decoyAccount(ids[0] ?? "")).toBe("users/@x");
  pass(1000);
  expect(other.decoyAccount(ids[0] ?? "")).toBeNull();
  expect(ids).not.toContain(one.decoyCode("users/@x", 1000));
});

test("codes under way are known until they are made", () => {
  const { one } = guards();
  one.addPendingCode("users/1", "a");
  one.addPendingCode("users/1", "b");
  one.removePendingCode("users/1", "a");
  expect(one.pendingCodes("users/1")).toEqual(["b"]);
  one.removePendingCode("users/1", "b");
  expect(one.pendingCodes("users/1")).toEqual([]);
});
