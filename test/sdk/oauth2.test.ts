// Sign-in by OAuth2 through the official SDK: with a code of one's own, and with the popup that answers over realtime.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import type PocketBase from "pocketbase";
import { TestEventSource } from "../support/event-source.ts";
import { failure } from "../support/failure.ts";
import { FreshServer } from "../support/fresh-server.ts";
import { TestProvider } from "../support/oauth2-provider.ts";

describe("OAuth2 through the SDK", () => {
  const opened = new AsyncDisposableStack();
  let server: FreshServer;
  let admin: PocketBase;
  let provider: TestProvider;

  beforeAll(async () => {
    Object.assign(globalThis, { EventSource: TestEventSource });
    provider = opened.use(await TestProvider.start());
    server = opened.use(await FreshServer.start());
    admin = await server.admin();
    const providers = [provider.options({ displayName: "Test" }), provider.idTokenOptions({ name: "oidc2" })];
    await admin.collections.update("users", { oauth2: { enabled: true, providers } });
  });

  afterAll(() => opened.disposeAsync());

  beforeEach(() => {
    const sub = crypto.randomUUID();
    provider.claims = { sub, name: "Ann", email: `${sub}@example.com`, email_verified: true };
  });

  /** What a popup does: shows the provider, which sends it back to the server. */
  const popup = async (url: string): Promise<void> => {
    await fetch(await provider.signIn(url), { redirect: "manual" });
  };

  test("the methods of a collection tell where each provider is", async () => {
    const { oauth2 } = await server.client().collection("users").listAuthMethods();
    expect(oauth2.enabled).toBe(true);
    expect(oauth2.providers.map(({ name, displayName }) => [name, displayName])).toEqual([
      ["oidc", "Test"],
      ["oidc2", "OIDC"],
    ]);
    const [first] = oauth2.providers;
    expect(first?.authURL).toStartWith(`${provider.url}/authorize?client_id=baobox&code_challenge=`);
    expect(first?.authURL).toEndWith("&redirect_uri=");
  });

  test("with a code that the app fetched itself", async () => {
    const client = server.client();
    const { oauth2 } = await client.collection("users").listAuthMethods();
    const [method] = oauth2.providers;
    if (method === undefined) throw new Error("there is no provider");
    const back = await provider.signIn(`${method.authURL}${encodeURIComponent("http://app.example.com/")}`);
    expect(back.searchParams.get("state")).toBe(method.state);
    const code = back.searchParams.get("code") ?? "";
    const { record, meta } = await client
      .collection("users")
      .authWithOAuth2Code("oidc", code, method.codeVerifier, "http://app.example.com/", { name: "Mine" });
    expect(record).toMatchObject({ name: "Mine", email: provider.claims["email"], verified: true });
    expect(meta).toMatchObject({ isNew: true, id: provider.claims["sub"] });
    expect(client.authStore.isValid).toBe(true);
    const [link] = await client.collection("users").listExternalAuths(record.id);
    expect(link).toMatchObject({ provider: "oidc", providerId: provider.claims["sub"], recordRef: record.id });
    expect(await client.collection("users").unlinkExternalAuth(record.id, "oidc")).toBe(true);
  });

  test.each(["oidc", "oidc2"])("the popup of %s: the code comes over realtime", async (name) => {
    const client = server.client();
    const urls: string[] = [];
    const urlCallback = async (url: string): Promise<void> => {
      urls.push(url);
      await popup(url);
    };
    const users = client.collection("users");
    const { record, meta } = await users.authWithOAuth2({ provider: name, urlCallback, createData: { name: "Pop" } });
    expect(record).toMatchObject({ name: "Pop", email: provider.claims["email"], verified: true });
    expect(meta?.["isNew"]).toBe(true);
    const again = await users.authWithOAuth2({ provider: name, urlCallback });
    expect([again.record.id, again.meta?.["isNew"]]).toEqual([record.id, false]);
    const [first = "", second = ""] = urls.map((url) => new URL(url).searchParams.get("state") ?? "");
    expect(first).not.toBe(second);
    // The state of the first popup is spent.
    const replayed = await fetch(`${server.process.url}/api/oauth2-redirect?state=${first}&code=1`, {
      redirect: "manual",
    });
    expect(replayed.headers.get("location")).toEndWith("oauth2-redirect-failure?reason=nobody_waits");
  });

  test("a user who refuses is told to the app", async () => {
    const urlCallback = async (url: string): Promise<void> => {
      const { searchParams } = new URL(url);
      const back = new URL(searchParams.get("redirect_uri") ?? "");
      back.searchParams.set("state", searchParams.get("state") ?? "");
      back.searchParams.set("error", "access_denied");
      await fetch(back, { redirect: "manual" });
    };
    const refused = server.client().collection("users").authWithOAuth2({ provider: "oidc", urlCallback });
    expect(String(await failure(refused))).toContain("ClientResponseError");
  });

  test("the providers of a dashboard, and the secret that Apple wants", async () => {
    const providers = await admin.collections.getAllOAuth2Providers();
    expect(providers.map(({ name }) => name)).toEqual(expect.arrayContaining(["apple", "google", "oidc", "oidc3"]));
    const { privateKey } = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign"]);
    const der = Buffer.from(await crypto.subtle.exportKey("pkcs8", privateKey)).toString("base64");
    const pem = `-----BEGIN PRIVATE KEY-----\n${der}\n-----END PRIVATE KEY-----`;
    const { secret } = await admin.settings.generateAppleClientSecret("app", "1234567890", "0987654321", pem, 60);
    expect(secret.split(".").length).toBe(3);
  });
});
