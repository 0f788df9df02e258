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
    guard.allowTry(["users/1"], `code${index}`, "127.0.0.1"),
  );
  expect(tries).toEqual([true, true, true, true, true, false, false]);
  expect(one.allowTry(["users/1"], "code", "127.0.0.2")).toBe(true);
  expect(one.allowTry(["users/2"], "code", "127.0.0.1")).toBe(true);
});

test("a code has twenty tries in all, from however many addresses", () => {
  const { one } = guards();
  const tries = Array.from({ length: 22 }, (_, index) => one.allowTry(["users/1"], "code", `10.0.0.${index}`));
  expect(tries.filter(Boolean)).toHaveLength(20);
  expect(one.allowTry(["users/1"], "other code", "10.0.1.1")).toBe(true);
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

test("an account of two names is counted under both", () => {
  const { one } = guards();
  for (let index = 0; index < 5; index++) expect(one.allowTry(["users/@a", "users/1"], "a", "::1")).toBe(true);
  expect(one.allowTry(["users/@b", "users/1"], "b", "::1")).toBe(false);
  expect(one.allowTry(["users/@b", "users/2"], "b", "::1")).toBe(true);
});

test("an account has so many codes and then the last one again, until they expire or are used", () => {
  const { one, other, pass } = guards();
  const issue = (): string => one.issueCode("users/@x", 1000).id;
  const ids = Array.from({ length: MAX_PENDING_CODES + 2 }, issue);
  expect(new Set(ids).size).toBe(MAX_PENDING_CODES);
  expect(ids.at(-1)).toBe(ids[MAX_PENDING_CODES - 1] ?? "");
  expect(ids[0]).toMatch(/^[a-z0-9]{15}$/);
  expect(other.accountOf(ids[0] ?? "")).toBe("users/@x");
  other.noteUse(ids[0] ?? "");
  expect(one.accountOf(ids[0] ?? "")).toBeNull();
  expect(ids).not.toContain(issue());
  pass(1000);
  expect(other.accountOf(ids[1] ?? "")).toBeNull();
  expect(ids).not.toContain(issue());
});
