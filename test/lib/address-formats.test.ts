import { describe, expect, test } from "bun:test";
import { isDomain, isEmail, isUrl, urlHost } from "../../src/lib/address-formats.ts";

describe("isEmail", () => {
  test.each(["a@b.co", "a.b+c@example.com", "ünï@example.com", "a@sub.example.com", "a@b-c.de"])("%s is one", (text) =>
    expect(isEmail(text)).toBe(true),
  );
  test.each(["", "a", "a@b", "a@@b.co", ".a@b.co", "a.@b.co", "a b@c.de", "a@b.c1", "a@-b.co", "a@b.co\n", "x@b..c-"])(
    "%p is none",
    (text) => expect(isEmail(text)).toBe(false),
  );
  test.each(['"a"@b.co', '" a "@b.co', '"@b.co', '"a"b"@c.co', '"(""@b.co'])(
    "%s with a quoted part is one, as in PocketBase",
    (text) => expect(isEmail(text)).toBe(true),
  );
  test.each(['"ab"@example.com', '"q q"@example.com', '""@b.co', '"a"b@c.co'])(
    "%s with a quoted part is none",
    (text) => expect(isEmail(text)).toBe(false),
  );
  test("a long one takes no long time", () => {
    const start = performance.now();
    expect(isEmail(`${"a.".repeat(900)}@${"b.".repeat(90)}`)).toBe(false);
    expect(isEmail(`${'"("'.repeat(600)}@`)).toBe(false);
    expect(isEmail(`"${" ".repeat(1900)}`)).toBe(false);
    expect(performance.now() - start).toBeLessThan(500);
  });
});

describe("isUrl", () => {
  test.each([
    "https://example.com",
    "http://localhost:8090/a?b#c",
    "ftp://example.com/x",
    "example.com",
    "example.com/path",
    "http://127.0.0.1",
    "https://user:pass@example.com/",
    "http://[::1]:80/",
    "https://ünï.com",
  ])("%s is one", (text) => expect(isUrl(text)).toBe(true));
  test.each([
    "",
    "abc",
    "ünï",
    "not a url",
    "new text",
    "0",
    ".example.com",
    "javascript:alert(1)",
    "gopher://a.b",
    "http://",
  ])("%p is none", (text) => expect(isUrl(text)).toBe(false));
});

test.each<[string, string]>([
  ["https://example.com/a", "example.com"],
  ["http://user@example.com:80?x", "example.com:80"],
  ["example.com/a", ""],
])("the host of %s is %p", (url, host) => expect(urlHost(url)).toBe(host));

test.each<[string, boolean]>([
  ["example.com", true],
  ["EXAMPLE.com", true],
  ["a.b.c", true],
  ["example", false],
  ["-a.com", false],
  ["a b.com", false],
  ["https://example.com", false],
  [`${"a".repeat(64)}.com`, false],
])("isDomain(%p) is %p", (text, isOne) => expect(isDomain(text)).toBe(isOne));
