import { describe, expect, test } from "bun:test";
import { MAX_PENDING_CODES, serveSignInCounts } from "../../../src/model/auth/sign-in-counts.ts";
import { SignInGuard } from "../../../src/model/auth/sign-in-guard.ts";
import { lateBuses } from "../../support/late-buses.ts";
import { lateNodes } from "../../support/late-nodes.ts";

interface Guards {
  readonly one: SignInGuard;
  readonly other: SignInGuard;
  readonly pass: (ms: number) => void;
}

describe.each(Object.entries({ workers: lateBuses, nodes: lateNodes }))("the counts of %s", (_, open) => {
  /** Of two instances. */
  async function guards(): Promise<Guards> {
    let now = 1_000_000;
    const { buses, host } = await open(2, (error) => {
      throw error;
    });
    serveSignInCounts(host, () => now);
    const [one, other] = buses.map((bus) => new SignInGuard(bus));
    if (one === undefined || other === undefined) throw new Error("two guards were asked for");
    return { one, other, pass: (ms) => (now += ms) };
  }

  test("an address has five tries for an account, whatever the code, and instances count together", async () => {
    const { one, other } = await guards();
    const allowTry = (guard: SignInGuard, account: string, codeId: string, address: string): Promise<boolean> =>
      guard.allowTry({ accounts: [account], codeId, address });
    const tries = [one, other, one, other, one, one, other].map((guard, index) =>
      allowTry(guard, "users/1", `code${index}`, "127.0.0.1"),
    );
    expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(5);
    expect(await allowTry(one, "users/1", "code", "127.0.0.2")).toBe(true);
    expect(await allowTry(one, "users/2", "code", "127.0.0.1")).toBe(true);
  });

  test("a code has twenty tries in all, from however many addresses", async () => {
    const { one } = await guards();
    const accounts = ["users/1"];
    const tries = Array.from({ length: 22 }, (_, index) =>
      one.allowTry({ accounts, codeId: "code", address: `10.0.0.${index}` }),
    );
    expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(20);
    expect(await one.allowTry({ accounts, codeId: "other code", address: "10.0.1.1" })).toBe(true);
  });

  test("a mail is sent once in two minutes, unless it failed", async () => {
    const { one, other, pass } = await guards();
    const claims = await Promise.all([one.claimMail("a"), other.claimMail("a"), one.claimMail("b")]);
    expect(claims).toEqual([true, false, true]);
    await other.releaseMail("a");
    expect(await one.claimMail("a")).toBe(true);
    pass(119_999);
    expect(await one.claimMail("a")).toBe(false);
    pass(1);
    expect(await one.claimMail("a")).toBe(true);
  });

  test("an address gets so many mails of a kind in ten minutes, whichever instances are asked", async () => {
    const { one, other } = await guards();
    const mails = [one, other, one, other].map((guard) => guard.allowMailTo("emailChange", "A@example.com"));
    expect((await Promise.all(mails)).filter(Boolean)).toHaveLength(3);
    expect(await one.allowMailTo("authAlert", "a@example.com")).toBe(true);
  });

  test("an account of two names is counted under both", async () => {
    const { one } = await guards();
    const allowTry = (account: string, number: string, codeId: string): Promise<boolean> =>
      one.allowTry({ accounts: [account, number], codeId, address: "::1" });
    for (let index = 0; index < 5; index++) expect(await allowTry("users/@a", "users/1", "a")).toBe(true);
    expect(await allowTry("users/@b", "users/1", "b")).toBe(false);
    expect(await allowTry("users/@b", "users/2", "b")).toBe(true);
  });

  test("an account has so many codes and then the last one again, until they expire or are used", async () => {
    const { one, other, pass } = await guards();
    const issue = async (guard: SignInGuard): Promise<string> => (await guard.issueCode("users/@x", 1000)).id;
    const issued = Array.from({ length: MAX_PENDING_CODES + 2 }, (_, index) => issue(index % 2 === 0 ? one : other));
    const ids = await Promise.all(issued);
    const distinct = [...new Set(ids)];
    expect(distinct).toHaveLength(MAX_PENDING_CODES);
    const [first = "", second = ""] = distinct;
    expect(first).toMatch(/^[a-z0-9]{15}$/);
    expect(await other.accountOf(first)).toBe("users/@x");
    await other.noteUse(first);
    expect(await one.accountOf(first)).toBeNull();
    expect(ids).not.toContain(await issue(one));
    pass(1000);
    expect(await other.accountOf(second)).toBeNull();
    expect(ids).not.toContain(await issue(other));
  });
});
