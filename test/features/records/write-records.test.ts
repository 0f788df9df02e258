import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { forbidden } from "../../../src/lib/api-error.ts";
import { createAuthToken } from "../../../src/model/auth/tokens.ts";
import { createCollection } from "../../model/records/create-collection.ts";
import { insideTest } from "../../support/inside-test.ts";
import { silentLog, type TestApp, type TestRequest, testApp } from "../../support/test-app.ts";

const TEAMS = "/api/collections/teams/records";
const AUTHORS = "/api/collections/authors/records";
const PASSWORD = "old-password-1";

let app: TestApp;
let token: string;

beforeAll(async () => {
  app = await testApp({ fixture: "world" });
  token = await app.superuserToken();
});

afterAll(() => app[Symbol.asyncDispose]());

async function ask<T = Record<string, unknown>>(method: string, path: string, options: TestRequest = {}): Promise<T> {
  const { json } = await app.request(method, path, options);
  return json as T;
}

async function newAuthor(): Promise<{ path: string; own: TestRequest }> {
  const handle = `author_${crypto.randomUUID().slice(0, 8)}`;
  const record = await app.create("authors", { email: `${handle}@example.com`, handle, password: PASSWORD });
  return { path: `${AUTHORS}/${record.id}`, own: { token: createAuthToken(record) } };
}

function errorsOf(answer: Record<string, unknown>): Record<string, string> {
  const data = answer["data"] as Record<string, { code: string }>;
  return Object.fromEntries(Object.entries(data).map(([field, { code }]) => [field, code]));
}

describe("rules", () => {
  test("no rule is a 403, a failing create rule a 400, a failing update rule a 404", async () => {
    expect(await app.request("DELETE", `${TEAMS}/tm7etx684v88t3a`)).toMatchObject({ status: 403 });
    expect(await app.request("POST", "/api/collections/_superusers/records", { body: {} })).toMatchObject({
      status: 403,
    });
    expect(await app.request("POST", TEAMS, { body: { name: "x" } })).toMatchObject({
      status: 400,
      json: { data: {}, message: "Failed to create record.", status: 400 },
    });
    expect(await app.request("PATCH", `${TEAMS}/tm7etx684v88t3a`, { body: { name: "x" } })).toMatchObject({
      status: 404,
    });
  });

  test("views can't be written", async () => {
    for (const [method, path] of [
      ["POST", ""],
      ["PATCH", "/x"],
      ["DELETE", "/x"],
    ] as const) {
      const answer = await app.request(method, `/api/collections/stats/records${path}`, { token, body: {} });
      expect(answer).toMatchObject({ status: 400, json: { message: "Unsupported collection type." } });
    }
  });

  test("what users send for hidden fields is dropped, superusers set them", async () => {
    const { own } = await newAuthor();
    const hidden = app.collection("posts").fields.find((field) => field.hidden)?.name ?? "";
    const body = { title: "hidden", published: true, [hidden]: "mine" };
    const { id } = await ask<{ id: string }>("POST", "/api/collections/posts/records", { ...own, body });
    expect(await ask("GET", `/api/collections/posts/records/${id}`, { token })).toMatchObject({ [hidden]: "" });
    const changed = await ask("PATCH", `/api/collections/posts/records/${id}`, { token, body: { [hidden]: "set" } });
    expect(changed).toMatchObject({ [hidden]: "set" });
  });
});

describe("auth records", () => {
  test("owners can't change email and verification", async () => {
    const { path, own } = await newAuthor();
    const answer = await ask("PATCH", path, { ...own, body: { email: "other@example.com", verified: true } });
    expect(errorsOf(answer)).toEqual({ email: "validation_values_mismatch", verified: "validation_values_mismatch" });
  });

  test("a new password needs its confirmation and the old one", async () => {
    const { path, own } = await newAuthor();
    const change = async (body: object) => errorsOf(await ask("PATCH", path, { ...own, body }));
    const password = "new-password-1";
    expect(await change({ password })).toEqual({
      oldPassword: "validation_required",
      passwordConfirm: "validation_required",
    });
    expect(await change({ password, passwordConfirm: "x", oldPassword: "wrong" })).toEqual({
      oldPassword: "validation_invalid_old_password",
      passwordConfirm: "validation_values_mismatch",
    });
    expect(await change({ oldPassword: PASSWORD })).toEqual({
      password: "validation_required",
      passwordConfirm: "validation_required",
    });
    const changed = { password, passwordConfirm: password, oldPassword: PASSWORD };
    expect(await app.request("PATCH", path, { ...own, body: changed })).toMatchObject({ status: 200 });
    // The token's key has changed with the password.
    expect(await app.request("PATCH", path, { ...own, body: {} })).toMatchObject({ status: 404 });
  });

  test("superusers need no old password", async () => {
    const { path } = await newAuthor();
    const body = { password: "new-password-2", passwordConfirm: "new-password-2", verified: true };
    expect(await ask("PATCH", path, { token, body })).toMatchObject({ verified: true });
  });

  test("nobody signs up as verified", async () => {
    const body = {
      email: "v@example.com",
      handle: "v_new",
      password: PASSWORD,
      passwordConfirm: PASSWORD,
      verified: true,
    };
    expect(errorsOf(await ask("POST", AUTHORS, { body }))).toEqual({ verified: "validation_values_mismatch" });
  });

  test("rules do not believe a new account that says it is verified", async () => {
    const account = { password: PASSWORD, passwordConfirm: PASSWORD, verified: true };
    for (const [name, rules, code] of [
      ["by_create_rule", { createRule: "verified = true" }, undefined],
      ["by_manage_rule", { createRule: "", manageRule: "verified = true" }, "validation_values_mismatch"],
    ] as const) {
      await app.request("POST", "/api/collections", { token, body: { name, type: "auth", ...rules } });
      const { own } = await newAuthor();
      const body = { ...account, email: `${name}@example.com` };
      const { status, json } = await app.request("POST", `/api/collections/${name}/records`, { ...own, body });
      const { data } = json as { data: { verified?: { code: string } } };
      expect({ status, code: data.verified?.code }).toEqual({ status: 400, code });
    }
  });

  insideTest("a password that a hook sets needs no confirmation", async () => {
    const unbind = app.context.hooks.onRecordCreateRequest.bind({
      tags: ["authors"],
      run: async (event) => {
        event.record.values["password"] = { plain: "set by a hook" };
        await event.next();
      },
    });
    const { status } = await app.request("POST", AUTHORS, { token, body: { email: "h@example.com", handle: "h_new" } });
    unbind();
    expect(status).toBe(200);
  });
});

describe("hooks of requests", () => {
  insideTest("may change the record, refuse it, or answer nothing", async () => {
    const { hooks } = app.context;
    const create = () => app.request("POST", TEAMS, { token, body: { name: "hooked" } });
    let unbind = hooks.onRecordCreateRequest.bind({
      run: async (event) => {
        event.record.values["name"] = "renamed";
        await event.next();
      },
    });
    expect(await create()).toMatchObject({ status: 200, json: { name: "renamed" } });
    unbind();
    unbind = hooks.onRecordCreateRequest.bind({
      run: () => {
        throw forbidden("Not today.");
      },
    });
    expect(await create()).toMatchObject({ status: 403, json: { message: "Not today." } });
    unbind();
    unbind = hooks.onRecordCreateRequest.bind({ run: () => undefined });
    expect(await create()).toMatchObject({ status: 200, text: "" });
    unbind();
  });

  insideTest("see the body without modifiers", async () => {
    const created = await ask<{ id: string }>("POST", TEAMS, { token, body: { name: "sum", budget: 5 } });
    let seen: unknown;
    const unbind = app.context.hooks.onRecordUpdateRequest.bind({
      run: async (event) => {
        seen = event.request.body;
        await event.next();
      },
    });
    const answer = await ask("PATCH", `${TEAMS}/${created.id}`, { token, body: { "budget+": 2, other: 1 } });
    unbind();
    expect(seen).toEqual({ budget: 7, other: 1 });
    expect(answer).toMatchObject({ budget: 7 });
  });
});

test("a record that others require can't be deleted, and the log has no error of the server's", async () => {
  const errors: string[] = [];
  await using own = await testApp({ log: { ...silentLog, error: (message) => void errors.push(message) } });
  const { id } = await createCollection(own.context, { name: "teams" });
  const related = { name: "team", type: "relation", collectionId: id, required: true, maxSelect: 1 };
  await createCollection(own.context, { name: "needs", fields: [related] });
  const team = await own.create("teams", {});
  await own.create("needs", { team: team.id });
  const credentials = { token: await own.superuserToken() };
  expect(await own.request("DELETE", `${TEAMS}/${team.id}`, credentials)).toMatchObject({
    status: 400,
    json: {
      data: {},
      message: "Failed to delete record. Make sure that the record is not part of a required relation reference.",
    },
  });
  expect(await own.request("GET", `${TEAMS}/${team.id}`, credentials)).toMatchObject({ status: 200 });
  expect(errors).toEqual([]);
});
