import { expect, test } from "bun:test";
import { SignJWT, jwtVerify } from "jose";
import { decodeJwt, isSignedBy, signJwt, unverifiedClaims } from "../../src/lib/jwt.ts";

const KEY = "a".repeat(50);
const secret = new TextEncoder().encode(KEY);
const future = Math.floor(Date.now() / 1000) + 3600;

test("another implementation reads our tokens", async () => {
  const { payload, protectedHeader } = await jwtVerify(signJwt({ id: "1", exp: future }, KEY), secret);
  expect(payload).toEqual({ id: "1", exp: future });
  expect(protectedHeader).toEqual({ alg: "HS256", typ: "JWT" });
});

test("we read the tokens of another implementation", async () => {
  const token = await new SignJWT({ id: "1", exp: future }).setProtectedHeader({ alg: "HS256" }).sign(secret);
  expect(decodeJwt(token)).toEqual({ id: "1", exp: future });
  expect(isSignedBy(token, KEY)).toBe(true);
  expect(isSignedBy(token, `${KEY}b`)).toBe(false);
});

test("a changed payload or signature is not ours", () => {
  const token = signJwt({ id: "1" }, KEY);
  const [header, , signature] = token.split(".");
  const payload = Buffer.from('{"id":"2"}').toString("base64url");
  expect(isSignedBy(`${header}.${payload}.${signature}`, KEY)).toBe(false);
  expect(isSignedBy(token.slice(0, -2), KEY)).toBe(false);
  expect(isSignedBy(`${header}.${payload}.`, KEY)).toBe(false);
});

test("tokens of other methods, expired ones and those not valid yet are none", () => {
  const none = Buffer.from('{"alg":"none"}').toString("base64url");
  const payload = Buffer.from('{"id":"1"}').toString("base64url");
  expect(decodeJwt(`${none}.${payload}.`)).toBeNull();
  const hs512 = Buffer.from('{"alg":"HS512"}').toString("base64url");
  expect(decodeJwt(`${hs512}.${payload}.x`)).toBeNull();
  expect(decodeJwt(signJwt({ exp: 100 }, KEY), 99_999)).toEqual({ exp: 100 });
  expect(decodeJwt(signJwt({ exp: 100 }, KEY), 100_000)).toBeNull();
  expect(decodeJwt(signJwt({ nbf: 100 }, KEY), 99_999)).toBeNull();
  expect(decodeJwt(signJwt({ exp: "9999999999" }, KEY))).toBeNull();
});

test.each(["", "a", "a.b", "a.b.c", "a.b.c.d", "..", "eyJhbGciOiJIUzI1NiJ9.W10.x"])("%p is no token", (text) => {
  expect(decodeJwt(text)).toBeNull();
});

test("a signature counts only as it is written, not with characters that decoding skips", () => {
  const token = signJwt({ id: "1" }, KEY);
  expect(isSignedBy(token, KEY)).toBe(true);
  for (const added of ["!", "~~~~", "=", "\n"]) expect(isSignedBy(token + added, KEY)).toBe(false);
});

test("a text that is far too long for a token is not parsed", () => {
  const token = signJwt({ id: "1", text: "a".repeat(64 * 1024) }, KEY);
  expect(decodeJwt(token)).toBeNull();
  expect(unverifiedClaims(token)).toEqual({});
  expect(unverifiedClaims(signJwt({ id: "1", text: "a".repeat(32 * 1024) }, KEY))).toMatchObject({ id: "1" });
});

test("a key that another part of the program could not read does no harm", async () => {
  const broken = new Uint8Array(10);
  const imported = crypto.subtle.importKey("pkcs8", broken, { name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
  await imported.catch(() => undefined);
  expect(isSignedBy(signJwt({ id: "a" }, "key"), "key")).toBe(true);
});
