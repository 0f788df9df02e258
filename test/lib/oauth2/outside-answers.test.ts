// Answers of providers as they must not be: without end, never, or as another thing than JSON.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { exchangeCode } from "../../../src/lib/oauth2/exchange-code.ts";
import { fetchUser } from "../../../src/lib/oauth2/fetch-user.ts";
import { verifyIdToken } from "../../../src/lib/oauth2/id-token.ts";
import type { OAuth2Client, OAuth2Provider, OAuth2Tokens } from "../../../src/lib/oauth2/provider.ts";
import { findOAuth2Provider } from "../../../src/lib/oauth2/registry.ts";
import { failure } from "../../support/failure.ts";

let server: Bun.Server<undefined>;
let answer: (request: Request) => Response | Promise<Response>;

beforeAll(() => {
  server = Bun.serve({ port: 0, hostname: "127.0.0.1", idleTimeout: 0, fetch: (request) => answer(request) });
});
afterAll(() => server.stop(true));

const GRANT = { code: "code", codeVerifier: "", redirectURL: "https://app.example.com/" };

function providerOf(name: string): OAuth2Provider {
  const provider = findOAuth2Provider(name);
  if (provider === undefined) throw new Error(`there is no provider ${name}`);
  return provider;
}

function clientOf(signal = AbortSignal.timeout(60_000)): OAuth2Client {
  const url = `http://127.0.0.1:${server.port}`;
  const urls = { tokenURL: `${url}/token`, userInfoURL: `${url}/user` };
  return { clientId: "client", clientSecret: "s3cret", ...urls, extra: {}, signal };
}

/** An answer without end, and the moment in which the client ends it. */
function endless(): { response: Response; ended: Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const chunk = new Uint8Array(64 * 1024).fill(120);
  const body = new ReadableStream({
    pull: (controller) => controller.enqueue(chunk),
    cancel: () => resolve(),
  });
  return { response: new Response(body), ended: promise };
}

describe("an answer without end is ended at its limit", () => {
  test.each(["header", "body", "either"] as const)("of tokens, with the credentials in %s", async (credentials) => {
    const ends: Promise<void>[] = [];
    answer = () => {
      const { response, ended } = endless();
      ends.push(ended);
      return response;
    };
    const error = await failure(exchangeCode({ ...providerOf("oidc"), credentials }, clientOf(), GRANT));
    expect(String(error)).toContain("more than 1048576 bytes");
    expect(ends.length).toBe(credentials === "either" ? 2 : 1);
    await Promise.all(ends);
  });

  test("of a user, and of keys", async () => {
    const tokens: OAuth2Tokens = { accessToken: "token", refreshToken: "", expires: null, data: {} };
    let { response, ended } = endless();
    answer = () => response;
    expect(String(await failure(fetchUser(providerOf("oidc"), clientOf(), tokens)))).toContain("more than 1048576");
    await ended;
    ({ response, ended } = endless());
    const { userInfoURL: jwksURL, signal } = clientOf();
    const keys = verifyIdToken("e30.e30.e30", { audience: "client", jwksURL, signal });
    expect(String(await failure(keys))).toContain("more than 1048576");
    await ended;
  });
});

test("a provider that does not answer is hung up on", async () => {
  const asked = Promise.withResolvers<Request>();
  answer = (request) => {
    asked.resolve(request);
    return new Promise<Response>(() => undefined);
  };
  const abort = new AbortController();
  const exchanged = exchangeCode(providerOf("oidc"), clientOf(abort.signal), GRANT);
  const gone = Promise.withResolvers<void>();
  (await asked.promise).signal.addEventListener("abort", () => gone.resolve());
  abort.abort(new Error("too late"));
  expect(await failure(exchanged)).toMatchObject({ message: "too late" });
  await gone.promise;
});

describe("tokens may come as a form", () => {
  const form = "access_token=a%20b&refresh_token=r&expires_in=60&email=ann%40example.com";

  test.each(["application/x-www-form-urlencoded", "text/plain; charset=utf-8"])("of the type %s", async (type) => {
    answer = () => new Response(form, { headers: { "content-type": type } });
    const tokens = await exchangeCode(providerOf("vk"), clientOf(), GRANT);
    expect(tokens).toMatchObject({ accessToken: "a b", refreshToken: "r", data: { email: "ann@example.com" } });
    expect(Math.abs(Number(tokens.expires) - Date.now() - 60_000)).toBeLessThan(30_000);
  });

  test("but not of another, nor with an error in it", async () => {
    answer = () => new Response(form, { headers: { "content-type": "text/html" } });
    expect(String(await failure(exchangeCode(providerOf("vk"), clientOf(), GRANT)))).toContain("no access token");
    answer = () => new Response(`${form}&error=invalid_client`, { headers: { "content-type": "text/plain" } });
    expect(String(await failure(exchangeCode(providerOf("vk"), clientOf(), GRANT)))).toContain("invalid_client");
  });
});

describe("ids of users", () => {
  const idOf = async (name: string, user: string): Promise<string> => {
    answer = ({ url }) =>
      url.endsWith("/token") ? Response.json({ access_token: "token" }) : new Response(user, { status: 200 });
    const client = clientOf();
    return (await fetchUser(providerOf(name), client, await exchangeCode(providerOf(name), client, GRANT))).id;
  };

  test("that are numbers stay exact beyond what numbers of JavaScript can hold", async () => {
    for (const id of ["7", "9007199254740993", "98765432109876543210", "98765432109876543211"]) {
      expect(await idOf("gitlab", `{"id":${id}}`)).toBe(id);
    }
  });

  test("are texts where OpenID Connect is spoken, and whole numbers elsewhere", async () => {
    expect(await idOf("oidc", '{"sub":"98765432109876543210"}')).toBe("98765432109876543210");
    for (const sub of ["7", "true", '["7"]']) {
      expect(String(await failure(idOf("oidc", `{"sub":${sub}}`)))).toContain("no id");
    }
    expect(String(await failure(idOf("gitlab", '{"id":1.5}')))).toContain("no id");
  });
});

test("a refusal names what to correct in the provider's own words, without secrets, on one line", async () => {
  const error_description = `Bad\nsecret s3cret for code-1 ${"x".repeat(1000)}`;
  answer = () => Response.json({ error: "invalid_client", error_description }, { status: 401 });
  const grant = { ...GRANT, code: "code-1" };
  const { message } = (await failure(exchangeCode(providerOf("vk"), clientOf(), grant))) as Error;
  expect(message).toContain("with 401: invalid_client, Bad secret ****** for ******");
  expect(message).toContain("check the client ID and the client secret");
  expect(message.length).toBeLessThan(500);
});
