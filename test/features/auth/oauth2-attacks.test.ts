// What someone might try to get into the account of another by OAuth2. Each test fails when its check is removed.
import { describe, expect, test } from "bun:test";
import { createAuthToken } from "../../../src/model/auth/tokens.ts";
import { verifyPassword } from "../../../src/model/records/password.ts";
import { OAuth2World } from "./oauth2-world.ts";
import type { Answer } from "./oauth2-world.ts";

const NO_USER = { status: 400, json: { message: "Failed to fetch OAuth2 user." } };
const NO_TOKEN = { status: 400, json: { message: "Failed to fetch OAuth2 token." } };

describe("an account taken over by its email", () => {
  test("an email that the provider has not verified opens no account that has it", async () => {
    await using world = await OAuth2World.open();
    const victim = await world.app.create("users", {
      email: "ann@example.com",
      password: "1234567890",
      verified: true,
    });
    for (const unverified of [false, "false", 0, null, undefined]) {
      world.provider.claims = { sub: "attacker", email: "ann@example.com", email_verified: unverified };
      expect(await world.signIn()).toMatchObject({
        status: 400,
        json: { message: "Failed to create record.", data: { email: { code: "validation_required" } } },
      });
    }
    expect(await world.links()).toEqual([]);
    expect((await world.stored(victim.id)).text("tokenKey")).toBe(victim.text("tokenKey"));
  });

  test("who registered with the email of another loses the password, the tokens and the links when its owner comes", async () => {
    await using world = await OAuth2World.open();
    const squatted = await world.app.create("users", { email: "ann@example.com", password: "1234567890" });
    const oldToken = createAuthToken(squatted);
    world.provider.claims = { sub: "attacker" };
    expect((await world.signIn({}, oldToken)).status).toBe(200);
    expect(await world.links()).toEqual([`${squatted.id} oidc attacker`]);

    world.provider.claims = { sub: "u1", email: "ann@example.com", email_verified: true };
    const { record } = (await world.signIn()).json as Answer;
    expect(record).toMatchObject({ id: squatted.id, verified: true });
    expect(await verifyPassword(world.app.context, await world.stored(squatted.id), { plain: "1234567890" })).toBe(
      false,
    );
    expect((await world.app.request("POST", "/api/collections/users/auth-refresh", { token: oldToken })).status).toBe(
      401,
    );
    expect(await world.links()).toEqual([`${squatted.id} oidc u1`]);
  });

  test("the client's data makes nobody verified, nor someone else", async () => {
    await using world = await OAuth2World.open();
    world.provider.claims = { sub: "attacker", email: "me@example.com", email_verified: true };
    const verified = await world.signIn({ createData: { verified: true } });
    expect(verified).toMatchObject({
      status: 400,
      json: { data: { verified: { code: "validation_values_mismatch" } } },
    });
    const { record } = (await world.signIn({ createData: { email: "ann@example.com" } })).json as Answer;
    // As it would be after a sign-up with a password.
    expect(record).toMatchObject({ verified: false });
    expect((await world.stored(record.id)).text("email")).toBe("ann@example.com");
  });

  test("a token of another collection links nothing to its record", async () => {
    await using world = await OAuth2World.open();
    const token = await world.app.superuserToken();
    const { record } = (await world.signIn({}, token)).json as Answer;
    expect(record["collectionName"]).toBe("users");
  });

  test("superusers do not sign up", async () => {
    await using world = await OAuth2World.open();
    const token = await world.app.superuserToken();
    const oauth2 = { enabled: true, providers: [world.provider.options()] };
    await world.app.request("PATCH", "/api/collections/_superusers", { token, body: { oauth2 } });
    const visit = await world.visit();
    const answer = await world.app.request("POST", "/api/collections/_superusers/auth-with-oauth2", { body: visit });
    expect(answer).toMatchObject({ status: 400, json: { message: "Failed to authenticate." } });
  });
});

describe("stolen and forged codes", () => {
  test("a code is good once", async () => {
    await using world = await OAuth2World.open();
    const visit = await world.visit();
    expect((await world.post(visit)).status).toBe(200);
    expect(await world.post(visit)).toMatchObject(NO_TOKEN);
  });

  test("a code is good for the redirect URL that it was given for", async () => {
    await using world = await OAuth2World.open();
    const visit = await world.visit("http://attacker.example.com/");
    expect(await world.post({ ...visit, redirectURL: "http://app.example.com/back" })).toMatchObject(NO_TOKEN);
  });

  test("a code is worth nothing without the verifier of the client that asked for it", async () => {
    await using world = await OAuth2World.open();
    const [own, stolen] = [await world.visit(), await world.visit()];
    expect(await world.post({ ...stolen, codeVerifier: own.codeVerifier })).toMatchObject(NO_TOKEN);
    expect((await world.post(own)).status).toBe(200);
  });
});

describe("forged ID tokens", () => {
  const open = async (extra?: object): Promise<OAuth2World> => {
    const world = await OAuth2World.open();
    const options = extra === undefined ? {} : { extra };
    await world.change({ oauth2: { providers: [world.provider.idTokenOptions(options)] } });
    return world;
  };

  test("a good one signs in", async () => {
    await using world = await open();
    expect(((await world.signIn()).json as Answer).record).toMatchObject({ email: "ann@example.com", verified: true });
  });

  const now = Math.floor(Date.now() / 1000);
  test.each([
    ["for another client", { aud: "another" }],
    ["of another issuer", { iss: "http://attacker.example.com" }],
    ["that has expired", { exp: now - 3600 }],
    ["of the future", { iat: now + 3600 }],
    ["that is not valid yet", { nbf: now + 3600 }],
  ])("one %s is refused", async (_name, claims) => {
    await using world = await open();
    world.provider.onIdToken({ claims });
    expect(await world.signIn()).toMatchObject(NO_USER);
  });

  test("one without a signature is refused, and one with that of another", async () => {
    await using world = await open();
    const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    const forgeries: ((token: string) => string)[] = [
      (token) => `${base64({ alg: "none", typ: "JWT" })}.${token.split(".")[1]}.`,
      (token) => `${base64({ alg: "none", kid: kidOf(token) })}.${token.split(".")[1]}.`,
      (token) => `${token.split(".")[0]}.${base64({ ...payloadOf(token), sub: "victim" })}.${token.split(".")[2]}`,
      (token) => `${base64({ alg: "HS256", kid: kidOf(token) })}.${token.split(".")[1]}.${"A".repeat(43)}`,
      (token) => `${base64({ alg: "RS256", kid: "unknown" })}.${token.split(".").slice(1).join(".")}`,
      () => "",
      () => "no token",
    ];
    for (const replace of forgeries) {
      world.provider.onIdToken({ replace });
      expect(await world.signIn()).toMatchObject(NO_USER);
    }
  });

  test("a single issuer may be configured as a text", async () => {
    await using world = await open({ issuers: "http://another.example.com" });
    expect(await world.signIn()).toMatchObject(NO_USER);
    await world.change({
      oauth2: { providers: [world.provider.idTokenOptions({ extra: { issuers: world.provider.url } })] },
    });
    expect((await world.signIn()).status).toBe(200);
  });

  test("where no keys are configured, the claims are still checked", async () => {
    await using world = await open({});
    expect((await world.signIn()).status).toBe(200);
    world.provider.onIdToken({ claims: { aud: "another" } });
    expect(await world.signIn()).toMatchObject(NO_USER);
  });
});

test("an avatar is not fetched from where only the server gets to", async () => {
  const asked: string[] = [];
  using internal = Bun.serve({
    port: 0,
    fetch(request) {
      asked.push(request.url);
      return new Response("secret");
    },
  });
  await using world = await OAuth2World.open({
    oauth2: { mappedFields: { id: "", name: "", username: "", avatarURL: "avatar" } },
  });
  const urls = [
    `http://localhost:${internal.port}/`,
    `http://[::1]:${internal.port}/`,
    "file:///etc/passwd",
    "nonsense",
  ];
  for (const [index, picture] of urls.entries()) {
    world.provider.claims = { sub: `s${index}`, email: `${index}@example.com`, email_verified: true, picture };
    expect(((await world.signIn()).json as Answer).record["avatar"]).toBe("");
  }
  expect(asked).toEqual([]);
});

function kidOf(token: string): string {
  const header = JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString()) as { kid: string };
  return header.kid;
}

function payloadOf(token: string): object {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as object;
}
