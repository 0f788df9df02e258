import { expect, test } from "bun:test";
import { decodeJwt } from "../../../src/lib/jwt.ts";
import { createAuthToken } from "../../../src/model/auth/tokens.ts";
import { testApp } from "../../support/test-app.ts";

const PATH = "/api/collections/users/auth-refresh";

test("a new token comes with the record", async () => {
  await using app = await testApp();
  const user = await app.create("users", { email: "me@example.com", password: "1234567890" });
  const token = createAuthToken(user, { duration: 100 });
  const { json } = await app.request("POST", PATH, { token });
  const answer = json as { record: object; token: string };
  expect(answer.record).toMatchObject({ id: user.id, email: "me@example.com" });
  expect(decodeJwt(answer.token)?.["exp"]).toBeGreaterThan(Number(decodeJwt(token)?.["exp"]));
  const picked = await app.request("POST", `${PATH}?fields=record.email`, { token });
  expect(picked.text).toBe('{"record":{"email":"me@example.com"}}\n');
});

test("a token that is not refreshable stays the same", async () => {
  await using app = await testApp();
  const user = await app.create("users", { email: "me@example.com", password: "1234567890" });
  const token = createAuthToken(user, { refreshable: false });
  expect((await app.request("POST", PATH, { token: `Bearer ${token}` })).json).toMatchObject({ token });
});

test("guests and records of other collections are refused", async () => {
  await using app = await testApp();
  expect((await app.request("POST", PATH)).status).toBe(401);
  expect((await app.request("POST", PATH, { token: await app.superuserToken() })).json).toEqual({
    data: {},
    message: "The request requires auth record from _superusers collection.",
    status: 403,
  });
});
