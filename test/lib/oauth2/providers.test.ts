// Every provider on answers as its documentation shows them: nobody else is asked here.
import { afterEach, beforeEach, describe, expect, mock, spyOn, test } from "bun:test";
import { exchangeCode } from "../../../src/lib/oauth2/exchange-code.ts";
import { fetchUser } from "../../../src/lib/oauth2/fetch-user.ts";
import type { OAuth2User } from "../../../src/lib/oauth2/fetch-user.ts";
import type { OAuth2Client, OAuth2Provider } from "../../../src/lib/oauth2/provider.ts";
import { findOAuth2Provider, oauth2Providers } from "../../../src/lib/oauth2/registry.ts";
import { failure } from "../../support/failure.ts";
import { providerAnswers } from "./provider-answers.ts";
import type { ProviderAnswers } from "./provider-answers.ts";
import { furtherProviderAnswers } from "./further-provider-answers.ts";

const sameAsOidc = ["amazoncognito", "auth0", "authentik", "keycloak", "okta", "synology"];
const allAnswers = { ...providerAnswers, ...furtherProviderAnswers };

interface Question {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: string;
}

let questions: Question[] = [];
let answers: (question: Question) => Response;

beforeEach(() => {
  questions = [];
  const fake = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    const { url, method, headers } = request;
    const question = { url, method, headers, body: await request.text() };
    questions.push(question);
    return answers(question);
  };
  spyOn(globalThis, "fetch").mockImplementation(fake as typeof fetch);
});

afterEach(() => mock.restore());

/** The provider with addresses of its own where it has none, as an installation names them. */
function clientOf(provider: OAuth2Provider): OAuth2Client {
  return {
    clientId: "client",
    clientSecret: "secret",
    tokenURL: provider.tokenURL || "https://own.example.com/token",
    userInfoURL: provider.userInfoURL || "https://own.example.com/user",
    extra: {},
    signal: AbortSignal.timeout(10_000),
  };
}

function answerWith(client: OAuth2Client, { token = {}, user, more = {} }: ProviderAnswers): void {
  answers = ({ url }) => {
    if (url === client.tokenURL) return Response.json({ access_token: "token", expires_in: "60", ...token });
    if (url === new URL(client.userInfoURL).href) return Response.json(user);
    return url in more ? Response.json(more[url]) : new Response("", { status: 404 });
  };
}

/** In the body, and in the header. */
function secretsOf({ credentials }: OAuth2Provider): [string | null, string | null] {
  if (credentials === "none") return [null, null];
  return credentials === "body" ? ["secret", null] : [null, `Basic ${btoa("client:secret")}`];
}

async function signIn(provider: OAuth2Provider, given: ProviderAnswers): Promise<OAuth2User> {
  const client = clientOf(provider);
  answerWith(client, given);
  const grant = { code: "code", codeVerifier: "verifier", redirectURL: "https://app.example.com/" };
  return fetchUser(provider, client, await exchangeCode(provider, client, grant));
}

test("every provider has answers to be tried with", () => {
  // Apple and Withings have tests of their own; the others are the same as these.
  const tried = new Set([...Object.keys(allAnswers), "apple", "withings", "oidc2", "oidc3", ...sameAsOidc]);
  expect(oauth2Providers.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([]);
});

test("names are unique, and addresses are https", () => {
  const names = oauth2Providers.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { name, authURL, tokenURL, userInfoURL } of oauth2Providers) {
    for (const url of [authURL, tokenURL, userInfoURL]) {
      if (url !== "") expect({ name, protocol: new URL(url).protocol }).toEqual({ name, protocol: "https:" });
    }
  }
});

describe.each(Object.entries(allAnswers))("%s", (name, given) => {
  const provider = findOAuth2Provider(name);
  if (provider === undefined) throw new Error(`there is no provider ${name}`);
  const changed = (changes: object): ProviderAnswers => ({ ...given, user: { ...(given.user as object), ...changes } });

  test("the code is exchanged and the user is read", async () => {
    const user = await signIn(provider, given);
    expect(user).toMatchObject({ ...given.profile, accessToken: "token", refreshToken: "" });
    expect(user.expiry).not.toBe("");
    const [token, info] = questions;
    const form = new URLSearchParams(token?.body);
    const expected = {
      code: "code",
      redirect_uri: "https://app.example.com/",
      code_verifier: "verifier",
      ...given.form,
    };
    for (const [field, value] of Object.entries(expected)) expect([field, form.get(field)]).toEqual([field, value]);
    expect([form.get("client_secret"), token?.headers.get("authorization") ?? null]).toEqual(secretsOf(provider));
    expect(info?.headers.get("authorization")).toBe("Bearer token");
    for (const [header, value] of Object.entries(given.headers ?? {})) expect(info?.headers.get(header)).toBe(value);
  });

  test("an email in doubt is none", async () => {
    if (given.unverified !== undefined) {
      expect(await signIn(provider, changed(given.unverified))).toMatchObject({ email: "" });
    }
    // Those who may not see it are told so.
    if (given.more !== undefined) expect(await signIn(provider, { ...given, more: {} })).toMatchObject({ email: "" });
  });

  test("nobody signs in without an id, with a closed account or with what is no answer", async () => {
    for (const user of [{}, [], "text", null, ...(given.closed === undefined ? [] : [changed(given.closed).user])]) {
      expect(await failure(signIn(provider, { ...given, user }))).toBeInstanceOf(Error);
    }
  });
});

test("Withings tells the user with the tokens, which lie deeper", async () => {
  const withings = findOAuth2Provider("withings") as OAuth2Provider;
  const client = clientOf(withings);
  answers = () => Response.json({ status: 0, body: { access_token: "token", userid: 7, expires_in: 60 } });
  const grant = { code: "code", codeVerifier: "", redirectURL: "https://app.example.com/" };
  const user = await fetchUser(withings, client, await exchangeCode(withings, client, grant));
  expect(user).toMatchObject({ id: "7", accessToken: "token", rawUser: { userid: 7 } });
  expect(new URLSearchParams(questions[0]?.body).get("action")).toBe("requesttoken");
  answers = () => Response.json({ status: 601, error: "too many" });
  expect(await failure(exchangeCode(withings, client, grant))).toBeInstanceOf(Error);
});

describe("the exchange of codes", () => {
  const either = findOAuth2Provider("oidc") as OAuth2Provider;
  const exchange = (provider: OAuth2Provider): Promise<unknown> => {
    const grant = { code: "code", codeVerifier: "", redirectURL: "" };
    return exchangeCode(provider, clientOf(provider), grant);
  };

  test("who does not know the header is asked with the body", async () => {
    answers = ({ headers }) =>
      headers.has("authorization")
        ? Response.json({ error: "invalid_client" }, { status: 401 })
        : Response.json({ access_token: "token" });
    expect(await exchange(either)).toMatchObject({ accessToken: "token", expires: null });
    const form = new URLSearchParams(questions[1]?.body);
    expect(Object.fromEntries(form)).toEqual({
      grant_type: "authorization_code",
      code: "code",
      client_id: "client",
      client_secret: "secret",
    });
  });

  test.each([
    ["an error", () => Response.json({ error: "invalid_grant" }, { status: 400 })],
    ["an error as GitHub tells it", () => Response.json({ error: "bad_verification_code" })],
    ["no token", () => Response.json({ access_token: "" })],
    ["no JSON", () => new Response("<html>")],
    ["too much", () => new Response("x".repeat(2 * 1024 * 1024))],
  ])("%s is refused", async (_name, respond) => {
    answers = respond;
    for (const credentials of ["header", "body", "either"] as const) {
      expect(await failure(exchange({ ...either, credentials }))).toBeInstanceOf(Error);
    }
  });
});
