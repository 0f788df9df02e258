import { expect, test } from "bun:test";
import { decodeJwt } from "../../../src/lib/jwt.ts";
import { createAuthToken } from "../../../src/model/auth/tokens.ts";
import { AppWithUser, EMAIL } from "./with-user.ts";

test("a superuser gets a token of the user's that can't be refreshed", async () => {
  await using app = await AppWithUser.open({ authRule: "verified = true" });
  const token = await app.app.superuserToken();
  const before = Math.floor(Date.now() / 1000);
  const { json } = await app.post(`impersonate/${app.user.id}`, { duration: 100 }, { token });
  const answer = json as { token: string; record: object };
  expect(answer.record).toMatchObject({ id: app.user.id, email: EMAIL });
  const claims = decodeJwt(answer.token);
  expect(claims).toMatchObject({ id: app.user.id, refreshable: false });
  expect(Number(claims?.["exp"]) - 100).toBeWithin(before, Date.now() / 1000 + 1);
  const own = await app.app.request("GET", `/api/collections/users/records/${app.user.id}`, { token: answer.token });
  expect(own.json).toMatchObject({ id: app.user.id });
});

test("no alert is mailed and no second factor asked for", async () => {
  const mfa = { enabled: true, duration: 60, rule: "" };
  await using app = await AppWithUser.open({ mfa, otp: { enabled: true } });
  const token = await app.app.superuserToken();
  expect((await app.post(`impersonate/${app.user.id}`, {}, { token })).status).toBe(200);
  expect(await app.mailbox.take()).toEqual([]);
  expect(await app.count("_authOrigins")).toBe(0);
});

test("nobody else may, and wrong forms are refused", async () => {
  await using app = await AppWithUser.open();
  const path = `impersonate/${app.user.id}`;
  expect((await app.post(path)).status).toBe(401);
  expect((await app.post(path, {}, { token: createAuthToken(app.user) })).status).toBe(403);
  const token = await app.app.superuserToken();
  expect((await app.post("impersonate/missing", {}, { token })).status).toBe(404);
  expect((await app.post(path, { duration: -1 }, { token })).json).toMatchObject({
    data: { duration: { code: "validation_min_greater_equal_than_required" } },
  });
  expect((await app.post(path, { duration: "x" }, { token })).status).toBe(400);
});
