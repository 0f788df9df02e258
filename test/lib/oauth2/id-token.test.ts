import { afterEach, beforeAll, beforeEach, describe, expect, mock, spyOn, test } from "bun:test";
import { SignJWT, decodeProtectedHeader, exportJWK, generateKeyPair, jwtVerify } from "jose";
import { fetchUser } from "../../../src/lib/oauth2/fetch-user.ts";
import type { OAuth2User } from "../../../src/lib/oauth2/fetch-user.ts";
import { createAppleClientSecret } from "../../../src/lib/oauth2/id-token.ts";
import { apple } from "../../../src/lib/oauth2/providers/apple.ts";
import { failure } from "../../support/failure.ts";

const KEYS_URL = "https://appleid.apple.com/auth/keys";
const CLAIMS = { sub: "1", email: "ann@example.com", email_verified: "true", aud: "client" };

type KeyPair = Awaited<ReturnType<typeof generateKeyPair>>;
let own: KeyPair;
let other: KeyPair;

beforeAll(async () => {
  [own, other] = [await generateKeyPair("RS256"), await generateKeyPair("RS256")];
});

beforeEach(() => {
  const fake = async (input: string | URL | Request): Promise<Response> => {
    expect(new Request(input).url).toBe(KEYS_URL);
    return Response.json({ keys: [{ ...(await exportJWK(own.publicKey)), kid: "k1", alg: "RS256", use: "sig" }] });
  };
  spyOn(globalThis, "fetch").mockImplementation(fake as typeof fetch);
});

afterEach(() => mock.restore());

interface TokenOptions {
  readonly claims?: object;
  readonly key?: KeyPair;
  readonly kid?: string;
  readonly expires?: string | null;
  readonly issuer?: string;
}

function idToken(options: TokenOptions = {}): Promise<string> {
  const { claims = {}, key = own, kid = "k1", expires = "1h", issuer = "https://appleid.apple.com" } = options;
  const token = new SignJWT({ ...CLAIMS, ...claims }).setIssuer(issuer).setIssuedAt();
  if (expires !== null) token.setExpirationTime(expires);
  return token.setProtectedHeader({ alg: "RS256", ...(kid === "" ? {} : { kid }) }).sign(key.privateKey);
}

function signIn(id_token: string, user?: string): Promise<OAuth2User> {
  const client = {
    clientId: "client",
    clientSecret: "secret",
    tokenURL: apple.tokenURL,
    userInfoURL: "",
    extra: {},
    signal: AbortSignal.timeout(10_000),
  };
  const data = { access_token: "token", id_token, ...(user === undefined ? {} : { user }) };
  return fetchUser(apple, client, { accessToken: "token", refreshToken: "", expires: null, data });
}

describe("Apple", () => {
  test("is believed by its keys", async () => {
    expect(await signIn(await idToken())).toMatchObject({ id: "1", name: "", email: "ann@example.com", expiry: "" });
  });

  test("tells the name with the first sign-in", async () => {
    const user = JSON.stringify({ name: { firstName: "Ann", lastName: "Lee" } });
    expect(await signIn(await idToken(), user)).toMatchObject({ name: "Ann Lee", rawUser: { user: JSON.parse(user) } });
    expect(await signIn(await idToken(), "{")).toMatchObject({ name: "" });
  });

  test("is not believed about an email that it has not verified", async () => {
    for (const email_verified of [false, "false", 0, null]) {
      expect(await signIn(await idToken({ claims: { email_verified } }))).toMatchObject({ email: "" });
    }
  });

  test.each<[string, TokenOptions]>([
    ["of a key that is not Apple's", { kid: "k2" }],
    ["signed by another than it says", {}],
    ["that names no key", { kid: "" }],
    ["of another issuer", { issuer: "https://attacker.example.com" }],
    ["for another client", { claims: { aud: "another" } }],
    ["that has expired", { expires: "-10m" }],
    ["that never expires", { expires: null }],
    ["without a user", { claims: { sub: "" } }],
  ])("a token %s is refused", async (name, options) => {
    const key = name.startsWith("signed by another") ? other : own;
    expect(await failure(signIn(await idToken({ ...options, key })))).toBeInstanceOf(Error);
  });
});

describe("Apple's client secret", () => {
  const options = { clientId: "app", teamId: "T234567890", keyId: "K234567890", durationSeconds: 60 };

  test("is a token of the developer's key", async () => {
    const pair = await generateKeyPair("ES256", { extractable: true });
    const der = Buffer.from(await crypto.subtle.exportKey("pkcs8", pair.privateKey)).toString("base64");
    const privateKey = ` -----BEGIN PRIVATE KEY-----\n${der}\n-----END PRIVATE KEY-----\n`;
    const secret = await createAppleClientSecret({ ...options, privateKey });
    expect(decodeProtectedHeader(secret)).toEqual({ alg: "ES256", kid: options.keyId, typ: "JWT" });
    const { payload } = await jwtVerify(secret, pair.publicKey);
    const { iat = 0 } = payload;
    expect(payload).toEqual({
      aud: ["https://appleid.apple.com"],
      iss: options.teamId,
      sub: "app",
      iat,
      exp: iat + 60,
    });
  });

  test("needs a key that is whole", async () => {
    const privateKey = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----";
    expect(await failure(createAppleClientSecret({ ...options, privateKey }))).toBeInstanceOf(Error);
  });
});
