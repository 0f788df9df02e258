import { describe, expect, test } from "bun:test";
import { insideTest } from "../../support/inside-test.ts";
import { verifyPassword } from "../../../src/model/records/password.ts";
import { createAuthToken } from "../../../src/model/auth/tokens.ts";
import { CLIENT } from "../../support/oauth2-provider.ts";
import { OAuth2World } from "./oauth2-world.ts";
import type { Answer } from "./oauth2-world.ts";

const PNG = new Uint8Array(
  Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  ),
);

describe("sign-up", () => {
  test("a first visit makes an account of what the provider says, a second one finds it", async () => {
    await using world = await OAuth2World.open({
      oauth2: { mappedFields: { id: "", name: "name", username: "", avatarURL: "avatar" } },
    });
    world.provider.serve("/ann.png", "image/png", PNG);
    world.provider.claims["picture"] = `${world.provider.url}/ann.png`;
    const { status, json } = await world.signIn();
    const { record, token, meta } = json as Answer;
    expect(status).toBe(200);
    expect(record).toMatchObject({ name: "Ann", email: "ann@example.com", verified: true, emailVisibility: false });
    expect(record["avatar"]).toMatch(/^ann_\w{10}\.png$/);
    const file = await world.app.request("GET", `/api/files/users/${record.id}/${String(record["avatar"])}`);
    expect(file).toMatchObject({ status: 200 });
    expect(file.headers.get("content-type")).toBe("image/png");
    expect(Object.keys(meta)).toEqual([
      "expiry",
      "rawUser",
      "id",
      "name",
      "username",
      "email",
      "avatarURL",
      "accessToken",
      "refreshToken",
      "avatarUrl",
      "isNew",
    ]);
    expect(meta).toMatchObject({ id: "u1", name: "Ann", email: "ann@example.com", isNew: true });
    expect(meta["rawUser"]).toEqual(world.provider.claims);
    expect(meta["expiry"]).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}Z$/);
    const refreshed = await world.app.request("POST", "/api/collections/users/auth-refresh", { token });
    expect(refreshed.status).toBe(200);

    world.provider.claims["email"] = "changed@example.com";
    const second = (await world.signIn()).json as Answer;
    expect(second.record).toMatchObject({ id: record.id, email: "ann@example.com" });
    expect(second.meta).toMatchObject({ isNew: false, email: "changed@example.com" });
    expect(await world.links()).toEqual([`${record.id} oidc u1`]);
  });

  test("the client's data goes before the provider's, its email unverified", async () => {
    await using world = await OAuth2World.open({
      oauth2: { mappedFields: { id: "", name: "name", username: "", avatarURL: "" } },
    });
    const createData = {
      name: "Own",
      email: "other@example.com",
      password: "own-password",
      passwordConfirm: "own-password",
    };
    const { record } = (await world.signIn({ createData })).json as Answer;
    expect(record).toMatchObject({ name: "Own", verified: false });
    expect((await world.stored(record.id)).text("email")).toBe("other@example.com");
    expect(await verifyPassword(world.app.context, await world.stored(record.id), { plain: "own-password" })).toBe(
      true,
    );
  });

  test("a provider without an email leaves the account to the client's", async () => {
    await using world = await OAuth2World.open();
    world.provider.claims = { sub: "no-email" };
    const { json, status } = await world.signIn({ createData: { email: "own@example.com" } });
    expect(status).toBe(200);
    expect((await world.stored((json as Answer).record.id)).values).toMatchObject({
      email: "own@example.com",
      verified: false,
    });
    world.provider.claims = { sub: "none-at-all" };
    expect(await world.signIn({ createData: { email: "" } })).toMatchObject({
      status: 400,
      json: { data: { email: { code: "validation_required" } } },
    });
  });

  test("a user name that is taken or not allowed is left out", async () => {
    const fields = [
      { name: "username", type: "text", pattern: "^[a-z]+$" },
      { name: "name", type: "text" },
    ];
    await using world = await OAuth2World.open();
    const { fields: given } = world.app.collection("users");
    await world.change({
      oauth2: { mappedFields: { id: "", name: "name", username: "username", avatarURL: "" } },
      collection: {
        fields: [...given.filter(({ name }) => name !== "name"), ...fields],
        indexes: [
          ...world.app.collection("users").indexes,
          "CREATE UNIQUE INDEX idx_username ON users (username COLLATE NOCASE) WHERE username != ''",
        ],
      },
    });
    const names: unknown[] = [];
    for (const [sub, username] of ["ann", "ann", "a n", "bob"].entries()) {
      world.provider.claims = {
        sub: `s${sub}`,
        preferred_username: username,
        email: `${sub}@example.com`,
        email_verified: true,
      };
      names.push(((await world.signIn()).json as Answer).record["username"]);
    }
    expect(names).toEqual(["ann", "", "", "bob"]);
  });

  test("the create rule and its hooks decide, with oauth2 as the context of the request", async () => {
    await using world = await OAuth2World.open({
      collection: { createRule: "@request.context = 'oauth2' && name = 'ok'" },
    });
    const refused = await world.signIn({ createData: { name: "no" } });
    expect(refused).toMatchObject({ status: 400, json: { message: "Failed to create record." } });
    expect(await world.links()).toEqual([]);
    expect((await world.signIn({ createData: { name: "ok" } })).status).toBe(200);
    await world.change({ collection: { createRule: null } });
    world.provider.claims["sub"] = "u2";
    world.provider.claims["email"] = "b@example.com";
    expect(await world.signIn()).toMatchObject({
      status: 403,
      json: { message: "Only superusers can perform this action." },
    });
  });

  test("an account without an avatar is better than none", async () => {
    await using world = await OAuth2World.open({
      oauth2: { mappedFields: { id: "", name: "", username: "", avatarURL: "avatar" } },
    });
    world.provider.claims["picture"] = `${world.provider.url}/missing.png`;
    const { status, json } = await world.signIn();
    expect({ status, avatar: (json as Answer).record["avatar"] }).toEqual({ status: 200, avatar: "" });
  });
});

describe("linking", () => {
  test("a verified email finds the account, which keeps its password", async () => {
    await using world = await OAuth2World.open();
    const user = await world.app.create("users", { email: "ann@example.com", password: "1234567890", verified: true });
    const { record, meta } = (await world.signIn()).json as Answer;
    expect(record.id).toBe(user.id);
    expect(meta["isNew"]).toBe(false);
    expect(await verifyPassword(world.app.context, await world.stored(user.id), { plain: "1234567890" })).toBe(true);
    expect(await world.links()).toEqual([`${user.id} oidc u1`]);
  });

  test("who is signed in links the account, whatever its email, and keeps the password", async () => {
    await using world = await OAuth2World.open();
    const user = await world.app.create("users", { email: "own@example.com", password: "1234567890" });
    const { record } = (await world.signIn({}, createAuthToken(user))).json as Answer;
    expect(record).toMatchObject({ id: user.id, email: "own@example.com", verified: false });
    expect(await verifyPassword(world.app.context, await world.stored(user.id), { plain: "1234567890" })).toBe(true);
  });

  test("an account without an email takes the provider's and is verified", async () => {
    await using world = await OAuth2World.open();
    const { fields } = world.app.collection("users");
    const optional = fields.map((field) => (field.name === "email" ? { ...field, required: false } : field));
    await world.change({ collection: { fields: optional } });
    world.provider.claims = { sub: "u1" };
    const first = (await world.signIn()).json as Answer;
    // Nothing speaks against an account without an address.
    expect(first.record).toMatchObject({ email: "", verified: true });
    world.provider.claims = { sub: "u1", email: "ann@example.com", email_verified: true };
    const second = (await world.signIn()).json as Answer;
    expect(second.record).toMatchObject({ id: first.record.id, email: "ann@example.com", verified: true });
  });

  test("two first visits at the same time make one account", async () => {
    await using world = await OAuth2World.open();
    const visits = [await world.visit(), await world.visit()];
    const answers = await Promise.all(visits.map((visit) => world.post(visit)));
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(1);
    expect((await world.links()).length).toBe(1);
    expect((await world.signIn()).status).toBe(200);
  });
});

describe("requests", () => {
  test("what is missing or not configured is told by field", async () => {
    await using world = await OAuth2World.open();
    const empty = await world.post({});
    expect(empty).toMatchObject({
      status: 400,
      json: {
        message: "An error occurred while loading the submitted data.",
        data: { provider: { code: "validation_required" }, code: { code: "validation_required" } },
      },
    });
    expect(await world.post({ provider: "google", code: "1" })).toMatchObject({
      status: 400,
      json: { data: { provider: { code: "validation_invalid_provider" } } },
    });
    expect((await world.post({ provider: "oidc", code: "1", createData: [] })).status).toBe(400);
    await world.change({ oauth2: { enabled: false } });
    expect((await world.post({ provider: "oidc", code: "1" })).status).toBe(403);
  });

  test("a code that the provider does not know is refused, and a provider that is gone too", async () => {
    await using world = await OAuth2World.open();
    const wrong = await world.post({ provider: "oidc", code: "wrong" });
    expect(wrong).toMatchObject({ status: 400, json: { message: "Failed to fetch OAuth2 token.", data: {} } });
    await world.change({ oauth2: { providers: [world.provider.options({ userInfoURL: "http://127.0.0.1:1/" })] } });
    expect(await world.signIn()).toMatchObject({ status: 400, json: { message: "Failed to fetch OAuth2 user." } });
    await world.change({ oauth2: { providers: [world.provider.options({ tokenURL: "http://127.0.0.1:1/" })] } });
    expect(await world.signIn()).toMatchObject({ status: 400, json: { message: "Failed to fetch OAuth2 token." } });
  });

  test("the client's credentials go in the header, encoded, and the old name of the redirect URL is read", async () => {
    await using world = await OAuth2World.open();
    const { redirectURL, ...visit } = await world.visit();
    expect((await world.post({ ...visit, redirectUrl: redirectURL })).status).toBe(200);
    const [header = ""] = world.provider.credentials;
    const encoded = Buffer.from(header.replace("Basic ", ""), "base64").toString();
    expect(encoded).toBe(`${CLIENT.clientId}:${encodeURIComponent(CLIENT.clientSecret)}`);
  });

  insideTest("hooks see the user, may choose the account, and may end the request", async () => {
    await using world = await OAuth2World.open();
    const { onRecordAuthWithOAuth2Request: hook } = world.app.context.hooks;
    const other = await world.app.create("users", { email: "o@example.com", password: "1234567890", verified: true });
    const seen: unknown[] = [];
    const end = hook.bind({
      tags: ["users"],
      run: async (event) => {
        seen.push([event.providerName, event.oauth2User.id, event.isNewRecord, event.createData]);
        event.record = other;
        event.isNewRecord = false;
        await event.next();
      },
    });
    expect(((await world.signIn({ createData: { name: "x" } })).json as Answer).record.id).toBe(other.id);
    expect(seen).toEqual([["oidc", "u1", true, { name: "x" }]]);
    end();
    hook.bind({ run: () => undefined });
    expect(await world.signIn()).toMatchObject({ status: 200 });
  });

  test("the auth rule and the second factor are asked as for every other way", async () => {
    await using world = await OAuth2World.open({ collection: { authRule: "name = 'allowed'" } });
    expect((await world.signIn()).status).toBe(403);
    await world.change({ collection: { authRule: "", mfa: { enabled: true, duration: 600 } } });
    const { status, json } = await world.signIn();
    expect(status).toBe(401);
    expect(json).toEqual({ mfaId: expect.stringMatching(/^\w{15}$/) });
    // The same way again is no second factor; another one is.
    const { mfaId } = json as { mfaId: string };
    expect((await world.signIn({ mfaId })).status).toBe(400);
    const password = { identity: "bob@example.com", password: "1234567890" };
    await world.app.create("users", { email: password.identity, password: password.password, verified: true });
    const first = await world.app.request("POST", "/api/collections/users/auth-with-password", { body: password });
    world.provider.claims = { sub: "bob", email: "bob@example.com", email_verified: true };
    expect((await world.signIn({ mfaId })).status).toBe(400);
    expect((await world.signIn({ ...(first.json as { mfaId: string }) })).status).toBe(200);
  });
});

insideTest("a provider that does not answer is asked by so many at a time, and holds up no other", async () => {
  const held: PromiseWithResolvers<Response>[] = [];
  let isOver = false;
  const full = Promise.withResolvers<void>();
  using hanging = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    idleTimeout: 0,
    fetch() {
      if (isOver) return new Response(null, { status: 400 });
      const answer = Promise.withResolvers<Response>();
      held.push(answer);
      if (held.length === 32) full.resolve();
      return answer.promise;
    },
  });
  await using world = await OAuth2World.open();
  const visit = await world.visit();
  const tokenURL = `http://127.0.0.1:${hanging.port}/token`;
  const hangs = { ...world.provider.options({ tokenURL }), name: "gitlab" };
  await world.change({ oauth2: { providers: [world.provider.options(), hangs] } });
  const waiting = Array.from({ length: 300 }, () => world.post({ provider: "gitlab", code: "1", redirectURL: "" }));
  await full.promise;
  expect((await world.post(visit)).status).toBe(200);
  expect(held.length).toBe(32);
  isOver = true;
  for (const { resolve } of held) resolve(new Response(null, { status: 400 }));
  expect(new Set((await Promise.all(waiting)).map(({ status }) => status))).toEqual(new Set([400]));
});
