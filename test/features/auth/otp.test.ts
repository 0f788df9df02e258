import { describe, expect, spyOn, test } from "bun:test";
import { insideTest } from "../../support/inside-test.ts";
import { BcryptThreads } from "../../../src/lib/bcrypt-threads.ts";
import { formatDate } from "../../../src/lib/dates.ts";
import { codeIn } from "../../support/mailbox.ts";
import { AppWithUser, EMAIL } from "./with-user.ts";

const otp = { enabled: true, duration: 180, length: 8 };
const WRONG = { data: {}, message: "Invalid or expired OTP.", status: 400 };

async function requestCode(app: AppWithUser, email = EMAIL): Promise<string> {
  const { json } = await app.post("request-otp", { email });
  return (json as { otpId: string }).otpId;
}

async function takeCode(app: AppWithUser): Promise<{ otpId: string; password: string }> {
  const otpId = await requestCode(app);
  return { otpId, password: codeIn((await app.mailbox.takeOne()).html) };
}

test("the mailed code signs in once and proves the address", async () => {
  await using app = await AppWithUser.open({ otp });
  const form = await takeCode(app);
  expect(form.password).toMatch(/^\d{8}$/);
  expect(Boolean(await app.stored("verified"))).toBe(false);
  const answer = await app.post("auth-with-otp", form);
  expect(answer.status).toBe(200);
  const { token } = answer.json as { token: string };
  expect(answer.json).toMatchObject({ record: { id: app.user.id, email: EMAIL, verified: true } });
  expect((await app.post("auth-refresh", {}, { token })).status).toBe(200);
  expect(await app.count("_otps")).toBe(0);
  expect((await app.post("auth-with-otp", form)).json).toEqual(WRONG);
});

test("the code proves no address but the one that it was mailed to", async () => {
  await using app = await AppWithUser.open({ otp });
  const form = await takeCode(app);
  await app.app.context.database.run("UPDATE users SET email = 'changed@example.com' WHERE id = ?", [app.user.id]);
  const { status, json } = await app.post("auth-with-otp", form);
  expect(status).toBe(200);
  expect(json).toMatchObject({ record: { id: app.user.id, email: "changed@example.com", verified: false } });
});

test("of two sign-ins with the same code at once only one succeeds", async () => {
  await using app = await AppWithUser.open({ otp });
  const form = await takeCode(app);
  const statuses = await Promise.all([1, 2, 3].map(async () => (await app.post("auth-with-otp", form)).status));
  expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 400, 400]);
});

test("a code is good for its own collection and its own time only", async () => {
  await using app = await AppWithUser.open({ otp });
  const other = { name: "clients", type: "auth", otp };
  const token = await app.app.superuserToken();
  expect((await app.app.request("POST", "/api/collections", { token, body: other })).status).toBe(200);
  const form = await takeCode(app);
  // Ids are unique across auth collections, but not in data that was made by hand.
  await app.app.context.database.run(
    'INSERT INTO clients (id, email, password, "tokenKey") SELECT id, email, password, "tokenKey" FROM users',
  );
  const elsewhere = await app.app.request("POST", "/api/collections/clients/auth-with-otp", { body: form });
  expect(elsewhere.json).toEqual(WRONG);
  const created = formatDate(new Date(Date.now() - 181_000));
  await app.app.context.database.run("UPDATE _otps SET created = ?", [created]);
  expect((await app.post("auth-with-otp", form)).json).toEqual(WRONG);
});

test("the code ends with a change of the password", async () => {
  await using app = await AppWithUser.open({ otp });
  const form = await takeCode(app);
  const token = await app.app.superuserToken();
  const body = { password: "another-password", passwordConfirm: "another-password" };
  await app.app.request("PATCH", `/api/collections/users/records/${app.user.id}`, { token, body });
  expect((await app.post("auth-with-otp", form)).json).toEqual(WRONG);
});

test("an account of others that had a password gets a new one where passwords are off", async () => {
  await using app = await AppWithUser.open({ otp });
  await app.change({ passwordAuth: { enabled: false } });
  await app.post("auth-with-otp", await takeCode(app));
  await app.change({ passwordAuth: { enabled: true } });
  expect((await app.signIn()).status).toBe(400);
});

insideTest("a mail that can't be sent leaves no code", async () => {
  await using app = await AppWithUser.open({ otp });
  app.mailbox.failure = new Error("no server");
  expect(await requestCode(app)).toMatch(/^[a-z0-9]{15}$/);
  await app.mailbox.take();
  expect(await app.count("_otps")).toBe(0);
});

insideTest("hooks choose the record and the code, and keep requests back", async () => {
  await using app = await AppWithUser.open({ otp });
  const { hooks } = app.app.context;
  const unbind = hooks.onRecordRequestOTPRequest.bind({
    async run(event) {
      event.record ??= app.user;
      event.password = "11112222";
      await event.next();
    },
  });
  const otpId = await requestCode(app, "unknown@example.com");
  await app.mailbox.takeOne();
  unbind();
  const seen: unknown[] = [];
  hooks.onRecordAuthWithOTPRequest.bind({
    async run(event) {
      seen.push(event.otp.id, event.record.id);
      await event.next();
    },
  });
  expect((await app.post("auth-with-otp", { otpId, password: "11112222" })).status).toBe(200);
  expect(seen).toEqual([otpId, app.user.id]);
  hooks.onRecordRequestOTPRequest.bind({ run() {} });
  expect((await app.post("request-otp", { email: EMAIL })).status).toBe(204);
  expect(await app.mailbox.take()).toEqual([]);
});

test("a collection that is renamed before the mail goes out still mails, one that is deleted is no failure", async () => {
  await using app = await AppWithUser.open({ otp });
  const { log } = app.app.context;
  const errors = spyOn(log, "error");
  await requestCode(app);
  await app.change({ name: "people" });
  expect((await app.mailbox.takeOne()).html).toMatch(/\d{8}/);

  const token = await app.app.superuserToken();
  const asked = await app.app.request("POST", "/api/collections/people/request-otp", { body: { email: EMAIL } });
  expect(asked.status).toBe(200);
  expect((await app.app.request("DELETE", "/api/collections/people", { token })).status).toBe(204);
  expect(await app.mailbox.take()).toEqual([]);
  expect(errors).not.toHaveBeenCalled();
});

test("a collection without codes refuses", async () => {
  await using app = await AppWithUser.open();
  expect((await app.post("request-otp", { email: EMAIL })).status).toBe(403);
  expect((await app.post("auth-with-otp", { otpId: "x", password: "y" })).status).toBe(403);
});

describe("who has an account", () => {
  const UNKNOWN = "unknown@example.com";

  insideTest("does not show in the answer, which comes before anything is made", async () => {
    await using app = await AppWithUser.open({ otp });
    const gate = Promise.withResolvers<void>();
    app.app.context.hooks.onRecordCreate.bind({
      tags: ["_otps"],
      async run(event) {
        await gate.promise;
        await event.next();
      },
    });
    const answers = [
      await app.post("request-otp", { email: EMAIL }),
      await app.post("request-otp", { email: UNKNOWN }),
    ];
    expect(await app.count("_otps")).toBe(0);
    gate.resolve();
    for (const { status, json } of answers) {
      expect(status).toBe(200);
      expect(json).toEqual({ otpId: expect.stringMatching(/^[a-z0-9]{15}$/) });
    }
    expect((await app.mailbox.takeOne()).to[0]?.address).toBe(EMAIL);
  });

  insideTest("does not show in wrong codes: their text, their time and when they end", async () => {
    await using app = await AppWithUser.open({ otp });
    const ids = [await requestCode(app), await requestCode(app, UNKNOWN)];
    await app.mailbox.take();
    const verify = spyOn(BcryptThreads.prototype, "verify");
    const tries: string[][] = [[], []];
    for (const [index, otpId] of ids.entries()) {
      for (let count = 0; count < 6; count += 1) {
        const { text } = await app.post("auth-with-otp", { otpId, password: "00000000" });
        tries[index]?.push(text);
      }
    }
    const costs = verify.mock.calls.map(([, hash]) => hash.slice(3, 7));
    verify.mockRestore();
    expect(tries[0]).toEqual(tries[1] ?? []);
    expect(tries[0]?.at(0)).toContain("Invalid or expired OTP.");
    expect(tries[0]?.at(-1)).toContain("Too many attempts, please try again later with a new OTP.");
    // As much bcrypt for the code that doesn't exist as for the one that does.
    expect(costs).toHaveLength(10);
    expect(new Set(costs).size).toBe(1);
  });

  insideTest("does not show in how many codes there are", async () => {
    await using app = await AppWithUser.open({ otp });
    for (const email of [EMAIL, UNKNOWN]) {
      const ids: string[] = [];
      for (let count = 0; count < 12; count += 1) ids.push(await requestCode(app, email));
      expect(new Set(ids).size).toBe(10);
      expect(ids.slice(9)).toEqual(Array(3).fill(ids[9]));
    }
    expect(await app.mailbox.take()).toHaveLength(10);
  });

  insideTest("does not show in codes that are tried before they are made", async () => {
    await using app = await AppWithUser.open({ otp });
    const verify = spyOn(BcryptThreads.prototype, "verify");
    const seen: unknown[] = [];
    for (const email of [EMAIL, UNKNOWN]) {
      const otpId = await requestCode(app, email);
      verify.mockClear();
      const tries = Array.from({ length: 7 }, () => app.post("auth-with-otp", { otpId, password: "00000000" }));
      const statuses = (await Promise.all(tries)).map(({ status }) => status);
      seen.push({ statuses: statuses.toSorted((a, b) => a - b), checks: verify.mock.calls.length });
      await app.mailbox.take();
    }
    verify.mockRestore();
    const expected = { statuses: [400, 400, 400, 400, 400, 429, 429], checks: 5 };
    expect(seen).toEqual([expected, expected]);
  });

  insideTest("does not show in codes that are long forgotten, nor in those that nobody asked for", async () => {
    await using app = await AppWithUser.open({ otp });
    const verify = spyOn(BcryptThreads.prototype, "verify");
    const answers: string[] = [];
    for (let count = 0; count < 6; count += 1) {
      answers.push((await app.post("auth-with-otp", { otpId: "nobodyhasit1234", password: "00000000" })).text);
    }
    expect(verify).toHaveBeenCalledTimes(5);
    verify.mockRestore();
    expect(answers.at(0)).toContain("Invalid or expired OTP.");
    expect(answers.at(-1)).toContain("Too many attempts");
  });

  test.each([
    ["where the case of letters counts", "", 20],
    ["where it does not", "COLLATE NOCASE", 10],
  ])("does not show in the case of letters, %s", async (_name, collation, expected) => {
    const indexes = [
      `CREATE UNIQUE INDEX idx_email ON users (email ${collation}) WHERE email != ''`,
      "CREATE UNIQUE INDEX idx_token ON users (tokenKey)",
    ];
    await using app = await AppWithUser.open({ otp, indexes });
    for (const email of [EMAIL, UNKNOWN]) {
      const ids = new Set<string>();
      for (let count = 0; count < 12; count += 1) {
        for (const text of [email, email.toUpperCase()]) ids.add(await requestCode(app, text));
      }
      expect(ids.size).toBe(expected);
    }
    await app.mailbox.take();
  });

  insideTest("does not show in the work after the answer: one hash, and none before", async () => {
    await using app = await AppWithUser.open({ otp });
    const hash = spyOn(BcryptThreads.prototype, "hash");
    const seen: number[][] = [];
    for (const email of [EMAIL, UNKNOWN]) {
      hash.mockClear();
      await requestCode(app, email);
      const before = hash.mock.calls.length;
      await app.mailbox.take();
      seen.push([before, ...hash.mock.calls.map(([, cost]) => cost)]);
    }
    hash.mockRestore();
    expect(seen[0]).toEqual(seen[1] ?? []);
    expect(seen[0]).toHaveLength(2);
  });
});

describe("guessing", () => {
  test("ends after five tries, for other codes of the account too", async () => {
    await using app = await AppWithUser.open({ otp });
    const wrong = await requestCode(app);
    await app.mailbox.take();
    const right = await takeCode(app);
    for (let count = 0; count < 5; count += 1) {
      expect((await app.post("auth-with-otp", { otpId: wrong, password: "00000000" })).status).toBe(400);
    }
    expect((await app.post("auth-with-otp", right)).status).toBe(429);
  });
});
