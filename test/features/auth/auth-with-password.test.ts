import { describe, expect, test } from "bun:test";
import { insideTest } from "../../support/inside-test.ts";
import { testApp } from "../../support/test-app.ts";
import type { TestApp, TestResponse } from "../../support/test-app.ts";

const EMAIL = "me@example.com";
const PASSWORD = "1234567890";

async function openWithUser(options: object = {}): Promise<TestApp> {
  const app = await testApp();
  await app.create("users", { email: EMAIL, password: PASSWORD, name: "Me" });
  if (Object.keys(options).length > 0) {
    const changed = await app.request("PATCH", "/api/collections/users", {
      token: await app.superuserToken(),
      body: options,
    });
    expect(changed.status).toBe(200);
  }
  return app;
}

function signIn(app: TestApp, body: object = {}, path = "/api/collections/users/auth-with-password") {
  return app.request("POST", path, { body: { identity: EMAIL, password: PASSWORD, ...body } });
}

interface Answer {
  record: { id: string; email: string };
  token: string;
}

test("escapes what could end a script, as answers with records do", async () => {
  await using app = await testApp();
  await app.create("users", { email: EMAIL, password: PASSWORD, name: "</script>" });
  expect((await signIn(app)).text).toContain('"name":"\\u003c/script\\u003e"');
});

test("answers the record with its email and a token", async () => {
  await using app = await openWithUser();
  const { status, json } = await signIn(app);
  expect(status).toBe(200);
  const { record, token } = json as Answer;
  expect(record).toMatchObject({ email: EMAIL, name: "Me", collectionName: "users" });
  expect(record).not.toHaveProperty("password");
  expect(record).not.toHaveProperty("tokenKey");
  const own = await app.request("GET", `/api/collections/users/records/${record.id}`, { token });
  expect(own.json).toMatchObject({ id: record.id });
});

test("wrong identities and passwords are told alike", async () => {
  await using app = await openWithUser();
  const failed = { data: {}, message: "Failed to authenticate.", status: 400 };
  expect((await signIn(app, { password: "wrong-password" })).json).toEqual(failed);
  expect((await signIn(app, { identity: "other@example.com" })).json).toEqual(failed);
  expect((await signIn(app, { identity: "other" })).json).toEqual(failed);
});

test("a form that is wrong is told field by field", async () => {
  await using app = await openWithUser();
  const required = { code: "validation_required", message: "Cannot be blank." };
  const message = "An error occurred while validating the submitted data.";
  expect((await signIn(app, { identity: "", password: "" })).json).toEqual({
    data: { identity: required, password: required },
    message,
    status: 400,
  });
  expect((await signIn(app, { identityField: "name" })).json).toEqual({
    data: { identityField: { code: "validation_in_invalid", message: "Must be a valid value." } },
    message,
    status: 400,
  });
  expect((await signIn(app, { identity: "x".repeat(256) })).json).toMatchObject({
    data: { identity: { code: "validation_length_out_of_range", params: { max: 255, min: 1 } } },
  });
  expect((await signIn(app, { identity: 5 })).json).toMatchObject({
    message: "An error occurred while loading the submitted data.",
  });
});

test("a form body has only texts", async () => {
  await using app = await testApp();
  await app.create("users", { email: EMAIL, password: "1234567890123" });
  const body = new URLSearchParams({ identity: EMAIL, password: "1234567890123" });
  expect((await app.request("POST", "/api/collections/users/auth-with-password", { body })).status).toBe(200);
});

test("other collections and collections without passwords refuse", async () => {
  await using app = await openWithUser({ passwordAuth: { enabled: false } });
  expect((await signIn(app)).status).toBe(403);
  expect((await signIn(app, {}, "/api/collections/missing/auth-with-password")).json).toMatchObject({ status: 404 });
});

test("the auth rule decides who gets in", async () => {
  await using app = await openWithUser({ authRule: "verified = true" });
  expect((await signIn(app)).json).toEqual({
    data: {},
    message: "The request doesn't satisfy the collection requirements to authenticate.",
    status: 403,
  });
  await app.context.database.run("UPDATE users SET verified = TRUE");
  expect((await signIn(app)).status).toBe(200);
});

insideTest("hooks around it can change the record and stop it", async () => {
  await using app = await openWithUser();
  const seen: string[] = [];
  app.context.hooks.onRecordAuthWithPasswordRequest.bind({
    async run(event) {
      seen.push(`password:${event.identity}:${event.record?.text("name")}`);
      await event.next();
    },
  });
  app.context.hooks.onRecordAuthRequest.bind({
    async run(event) {
      seen.push(`auth:${event.authMethod}`);
      event.meta = { greeting: "hi" };
      await event.next();
    },
  });
  expect((await signIn(app)).json).toMatchObject({ meta: { greeting: "hi" } });
  expect(seen).toEqual([`password:${EMAIL}:Me`, "auth:password"]);
});

describe("a second factor", () => {
  const mfa = { enabled: true, duration: 60, rule: "" };
  const others = { mfa, otp: { enabled: true, duration: 60, length: 8 } };

  test("is asked for, and another password is none", async () => {
    await using app = await openWithUser(others);
    const first: TestResponse = await signIn(app);
    expect(first.status).toBe(401);
    const { mfaId } = first.json as { mfaId: string };
    expect((await signIn(app, { mfaId })).json).toMatchObject({
      message: "A different authentication method is required.",
    });
    expect((await signIn(app, { mfaId: "missing00000000" })).json).toMatchObject({
      message: "Invalid or expired MFA session.",
    });
    await app.context.database.run(`UPDATE _mfas SET method = 'otp'`);
    expect((await signIn(app, { mfaId })).status).toBe(200);
    expect(await app.context.database.get("SELECT id FROM _mfas")).toBeNull();
  });

  test("is asked for by its rule only", async () => {
    await using app = await openWithUser({ ...others, mfa: { ...mfa, rule: "name = 'Me'" } });
    expect((await signIn(app)).status).toBe(401);
    await app.context.database.run("UPDATE users SET name = 'Other'");
    expect((await signIn(app)).status).toBe(200);
  });
});

test("superusers sign in from the addresses that the settings list only", async () => {
  await using app = await testApp();
  await app.create("_superusers", { email: EMAIL, password: PASSWORD });
  const path = "/api/collections/_superusers/auth-with-password";
  const { status, json } = await signIn(app, {}, path);
  expect(status).toBe(200);
  const { token } = json as Answer;
  const allow = (ips: string[]) => app.request("PATCH", "/api/settings", { token, body: { superuserIPs: ips } });
  expect((await allow(["10.0.0.0/8", "127.0.0.1"])).status).toBe(200);
  expect((await signIn(app, {}, path)).status).toBe(200);
  expect((await allow(["10.0.0.0/8"])).status).toBe(200);
  const refused = await signIn(app, {}, path);
  expect(refused.status).toBe(403);
  expect(refused.text).not.toContain("token");
});
