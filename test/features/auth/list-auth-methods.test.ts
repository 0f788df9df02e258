import { expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { testApp } from "../../support/test-app.ts";

const PATH = "/api/collections/users/auth-methods";

test("tells the ways to sign in", async () => {
  await using app = await testApp();
  expect((await app.request("GET", PATH)).json).toEqual({
    password: { identityFields: ["email"], enabled: true },
    oauth2: { providers: [], enabled: false },
    mfa: { enabled: false, duration: 0 },
    otp: { enabled: false, duration: 0 },
    authProviders: null,
    usernamePassword: false,
    emailPassword: true,
  });
});

test("each provider comes with a URL of its own secrets", async () => {
  await using app = await testApp();
  const providers = [
    { name: "google", clientId: "client 1", clientSecret: "s" },
    { name: "bitbucket", clientId: "c", clientSecret: "s", displayName: "Ours", authURL: "https://own.example/a?b=1" },
  ];
  const body = { oauth2: { enabled: true, providers } };
  const token = await app.superuserToken();
  expect((await app.request("PATCH", "/api/collections/users", { token, body })).status).toBe(200);
  const { json, text } = await app.request("GET", PATH);
  expect(text).not.toContain("clientSecret");
  const [google, bitbucket] = (json as { oauth2: { providers: Record<string, string>[] } }).oauth2.providers;
  const challenge = createHash("sha256")
    .update(google?.["codeVerifier"] ?? "")
    .digest("base64url");
  expect(google).toMatchObject({ displayName: "Google", codeChallenge: challenge, codeChallengeMethod: "S256" });
  expect(google?.["authURL"]).toBe(
    "https://accounts.google.com/o/oauth2/v2/auth?client_id=client+1" +
      `&code_challenge=${challenge}&code_challenge_method=S256&response_type=code` +
      "&scope=https%3A%2F%2Fwww.googleapis.com%2Fauth%2Fuserinfo.profile+https%3A%2F%2Fwww.googleapis.com%2Fauth%2Fuserinfo.email" +
      `&state=${google?.["state"]}&redirect_uri=`,
  );
  expect(bitbucket).toMatchObject({
    displayName: "Ours",
    codeVerifier: "",
    codeChallenge: "",
    codeChallengeMethod: "",
  });
  expect(bitbucket?.["authURL"]).toStartWith(
    "https://own.example/a?b=1&client_id=c&response_type=code&scope=account&state=",
  );
  const again = await app.request("GET", PATH);
  expect(again.text).not.toContain(String(google?.["state"]));
});

test("a provider that wants its URL in another form gets it", async () => {
  await using app = await testApp();
  const providers = ["tiktok", "myanimelist", "oidc2", "keycloak"].map((name) => ({
    name,
    clientId: "c",
    clientSecret: "s",
    authURL: `https://${name}.example.com/`,
  }));
  const token = await app.superuserToken();
  const body = { oauth2: { enabled: true, providers } };
  expect((await app.request("PATCH", "/api/collections/users", { token, body })).status).toBe(200);
  const { json } = await app.request("GET", PATH);
  const methods = (json as { oauth2: { providers: Record<string, string>[] } }).oauth2.providers;
  const [tiktok, myAnimeList, oidc2, keycloak] = methods.map((method) => ({
    method,
    query: Object.fromEntries(new URL(method["authURL"] ?? "").searchParams),
  }));
  expect(tiktok?.query).toMatchObject({ client_key: "c", scope: "user.info.basic" });
  expect(tiktok?.query).not.toHaveProperty("client_id");
  const plain = myAnimeList?.method["codeVerifier"];
  expect(plain).toMatch(/^\w{43}$/);
  expect(myAnimeList?.query).toMatchObject({ code_challenge_method: "plain", code_challenge: plain });
  for (const own of [oidc2, keycloak]) {
    expect(own?.method["logo"]).toBe("");
    expect(own?.query).toMatchObject({ code_challenge_method: "S256", scope: "openid email profile" });
  }
});

test("routes of a collection that is not there, or of one without accounts, say so, whoever asks", async () => {
  await using app = await testApp({ fixture: "world" });
  const token = await app.superuserToken();
  const missing = "Missing or invalid collection context.";
  const noAccounts = "Missing or invalid auth collection context.";
  const messageOf = async (method: string, path: string, asked: { token?: string } = {}) => {
    const { status, json } = await app.request(method, `/api/collections/${path}`, asked);
    expect(status).toBe(404);
    return (json as { message: string }).message;
  };
  expect(await messageOf("GET", "none/auth-methods")).toBe(missing);
  expect(await messageOf("POST", "none/auth-with-password")).toBe(missing);
  expect(await messageOf("POST", "none/auth-refresh")).toBe(missing);
  expect(await messageOf("POST", "none/request-email-change", { token })).toBe(missing);
  expect(await messageOf("GET", "posts/auth-methods")).toBe(noAccounts);
  expect(await messageOf("POST", "none/impersonate/x", { token })).toBe(noAccounts);
});
