import { expect, test } from "bun:test";
import { hookApp } from "./hook-app.ts";

async function valueOf(expression: string): Promise<unknown> {
  await using app = await hookApp({
    "main.pb.js": `routerAdd("GET", "/value", (e) => {
      const caught = (work) => { try { return work(); } catch (error) { return error.message; } };
      return e.json(200, ${expression});
    });`,
  });
  return (await app.request("GET", "/value")).json;
}

test("tokens are signed as by PocketBase, and say what is wrong with them", async () => {
  const values = await valueOf(`(() => {
    const s = $security;
    const token = s.createJWT({ a: 1, exp: 4102444800 }, "key", 10);
    return {
      token, parsed: s.parseJWT(token, "key"),
      wrong: caught(() => s.parseJWT(token, "other")), expired: caught(() => s.parseJWT(s.createJWT({}, "key", -5), "key")),
      unverified: caught(() => s.parseUnverifiedJWT(s.createJWT({ iat: 4102444800 }, "key", 5))),
      segments: caught(() => s.parseJWT("a.b", "key")), none: caught(() => s.parseJWT("eyJhbGciOiJub25lIn0.e30.", "key")),
      claims: caught(() => s.createJWT("x", "key", 5)),
    };
  })()`);
  expect(values).toEqual({
    token:
      "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJhIjoxLCJleHAiOjQxMDI0NDQ4MDB9.7frnkbEAePQ9FtyDdDMcd-jVlJyi-bqiEIfphs_HQw0",
    parsed: { a: 1, exp: 4102444800 },
    wrong: "token signature is invalid: signature is invalid",
    expired: "token has invalid claims: token is expired",
    unverified: "token used before issued",
    segments: "token is malformed: token contains an invalid number of segments",
    none: "token signature is invalid: signing method none is invalid",
    claims: "could not convert function call parameter 0: could not convert x to jwt.MapClaims",
  });
});

test("encrypted texts are read back with their key alone", async () => {
  const values = await valueOf(`(() => {
    const key = "k".repeat(32);
    const secret = $security.encrypt("hidden é", key);
    return [
      $security.decrypt(secret, key), caught(() => $security.decrypt(secret, "x".repeat(32))),
      caught(() => $security.encrypt("a", "short")), caught(() => $security.decrypt("nonsense!", key)),
    ];
  })()`);
  expect(values).toEqual([
    "hidden é",
    "cipher: message authentication failed",
    "crypto/aes: invalid key size 5",
    "illegal base64 data at input byte 8",
  ]);
});

test("random texts have the form that was asked for", async () => {
  const values = (await valueOf(`[
    $security.randomString("7").length, $security.randomString().length, $security.randomStringWithAlphabet(3, "a"),
    $security.randomStringByRegex("[a-z]{3}-\\\\d{4}"), caught(() => $security.randomStringByRegex("(")),
  ]`)) as unknown[];
  expect(values).toEqual([
    7,
    0,
    "aaa",
    expect.stringMatching(/^[a-z]{3}-\d{4}$/),
    "error parsing regexp: missing closing ): `(`",
  ]);
});

test("nothing is the empty text for hashes", async () => {
  expect(await valueOf(`[$security.md5() === $security.md5(""), $security.md5(12) === $security.md5("12")]`)).toEqual([
    true,
    true,
  ]);
});
