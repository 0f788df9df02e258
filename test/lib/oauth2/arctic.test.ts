// Arctic knows how each of its providers wants to be asked for tokens: what is asked here is held against it.
import * as arctic from "arctic";
import { afterEach, expect, mock, spyOn, test } from "bun:test";
import { exchangeCode } from "../../../src/lib/oauth2/exchange-code.ts";
import { findOAuth2Provider, oauth2Providers } from "../../../src/lib/oauth2/registry.ts";

interface Exchange {
  createAuthorizationURL(...parameters: unknown[]): URL;
  validateAuthorizationCode(code: string, verifier?: unknown): Promise<unknown>;
}
type ArcticProvider = new (...options: string[]) => Exchange;

/** Where the names are not the same but for their case. */
const NAMES: Readonly<Record<string, string>> = { FortyTwo: "42", MicrosoftEntraId: "microsoft" };
/** Clients without a secret. */
const PUBLIC = new Set(["Etsy", "Lichess"]);
/** PocketBase asks them at other addresses, in another version, or with PKCE. */
const AS_POCKETBASE = new Set(["discord", "facebook", "twitter"]);

const arcticProviders = Object.entries<unknown>({ ...arctic }).filter(isProvider);

function isProvider(entry: [string, unknown]): entry is [string, ArcticProvider] {
  const [name, value] = entry;
  return typeof value === "function" && name !== "OAuth2Client" && isExchange(value.prototype);
}

function isExchange(value: unknown): boolean {
  return typeof value === "object" && value !== null && "validateAuthorizationCode" in value;
}

afterEach(() => mock.restore());

/** The address, whether there is a header with credentials, and the fields that name the client. */
interface Asked {
  readonly url: string;
  readonly hasHeader: boolean;
  readonly client: string[];
}

async function ask(exchange: () => Promise<unknown>): Promise<Asked> {
  const asked: Asked[] = [];
  const fake = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    const form = new URLSearchParams(await request.text());
    const client = ["client_id", "client_key", "client_secret", "scope", "action"].filter((name) => form.has(name));
    asked.push({ url: request.url, hasHeader: request.headers.has("authorization"), client });
    return Response.json({ access_token: "token", body: { access_token: "token" } });
  };
  spyOn(globalThis, "fetch").mockImplementation(fake as typeof fetch);
  await exchange();
  const [first] = asked;
  if (first === undefined) throw new Error("nobody was asked");
  return first;
}

/** What arctic makes a client of. */
function optionsOf(arcticName: string): string[] {
  const options = PUBLIC.has(arcticName)
    ? ["client", "https://app.example.com/"]
    : ["client", "secret", "https://app.example.com/"];
  return arcticName === "Salesforce" ? ["login.salesforce.com", ...options] : options;
}

function nameOf(arcticName: string): string {
  return NAMES[arcticName] ?? arcticName.toLowerCase();
}

test("all of arctic's providers are there", () => {
  expect(arcticProviders.length).toBeGreaterThan(60);
  expect(
    arcticProviders.map(([name]) => nameOf(name)).filter((name) => findOAuth2Provider(name) === undefined),
  ).toEqual([]);
  expect(oauth2Providers.length).toBeGreaterThan(70);
});

const comparable = arcticProviders.filter(([name]) => {
  const provider = findOAuth2Provider(nameOf(name));
  return provider !== undefined && provider.credentials !== "either" && provider.tokenURL !== "";
});

test.each(comparable)("%s is asked for tokens as arctic asks it", async (arcticName, Provider) => {
  const provider = findOAuth2Provider(nameOf(arcticName));
  if (provider === undefined || AS_POCKETBASE.has(provider.name) || arcticName === "Apple") return;
  const options = optionsOf(arcticName);
  const second = arcticName === "StartGG" ? provider.scopes : "verifier";
  const expected = await ask(() => new Provider(...options).validateAuthorizationCode("code", second));
  const client = {
    clientId: "client",
    clientSecret: "secret",
    tokenURL: provider.tokenURL,
    userInfoURL: provider.userInfoURL,
    extra: {},
    signal: AbortSignal.timeout(10_000),
  };
  const grant = { code: "code", codeVerifier: "verifier", redirectURL: "https://app.example.com/" };
  expect(await ask(() => exchangeCode(provider, client, grant))).toEqual(expected);
});

test.each(comparable)("%s has its users sent where arctic sends them", (arcticName, Provider) => {
  const provider = findOAuth2Provider(nameOf(arcticName));
  if (provider === undefined || AS_POCKETBASE.has(provider.name)) return;
  const client = new Provider(...optionsOf(arcticName));
  const { scopes } = provider;
  const takesVerifier = client.createAuthorizationURL.length === 3;
  const parameters = takesVerifier ? ["state", "verifier", scopes] : ["state", scopes, scopes];
  const url = client.createAuthorizationURL(...(arcticName === "DonationAlerts" ? [scopes] : parameters));
  expect(provider.authURL.replace(/\/$/, "")).toBe(`${url.origin}${url.pathname}`.replace(/\/$/, ""));
  expect(url.searchParams.has(provider.clientIdParameter ?? "client_id")).toBe(true);
  const method = url.searchParams.get("code_challenge_method");
  // Where arctic has none, PKCE may do no harm, as with GitHub.
  if (method !== null) expect(provider.pkce ? (provider.pkceMethod ?? "S256") : "none").toBe(method);
  const sent = url.searchParams.get("scope");
  if (sent !== null && provider.scopeSeparator !== undefined) expect(sent).toBe(scopes.join(provider.scopeSeparator));
});
