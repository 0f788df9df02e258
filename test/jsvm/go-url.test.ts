// Addresses as Go reads and writes them. The messages are those of PocketBase's $http.send.
import { expect, test } from "bun:test";
import { ofUrl } from "../../src/jsvm/go-fields.ts";
import { urlProblem, writtenUrl } from "../../src/jsvm/go-url.ts";

function parseError(text: string): string | null {
  const problem = urlProblem(text);
  return problem === null ? null : ofUrl("parse", problem.url, problem.reason).text;
}

test.each([
  ["http://bad host/x", 'parse "http://bad host/x": invalid character " " in host name'],
  ["http://[::1/x", `parse "http://[::1/x": missing ']' in host`],
  ["http://[::1]x/", 'parse "http://[::1]x/": invalid port "x" after host'],
  ["http://a[::1]/", 'parse "http://a[::1]/": invalid IP-literal'],
  ["http://[fe80::1%zz]/", 'parse "http://[fe80::1%zz]/": invalid URL escape "%zz"'],
  ["http://a%zz.com/", 'parse "http://a%zz.com/": invalid URL escape "%zz"'],
  ["http://a%41.com/", 'parse "http://a%41.com/": invalid URL escape "%41"'],
  ["http://127.0.0.1:abc/", 'parse "http://127.0.0.1:abc/": invalid port ":abc" after host'],
  ["http://user:p%zz@a.com/x", 'parse "http://user:p%zz@a.com/x": invalid URL escape "%zz"'],
  ["http://a b@c.com/", 'parse "http://a b@c.com/": net/url: invalid userinfo'],
  ["http://localhost:1/%", 'parse "http://localhost:1/%": invalid URL escape "%"'],
  ["http://a.com/#%2", 'parse "http://a.com/#%2": invalid URL escape "%2"'],
  ["http://\x7f.com/", String.raw`parse "http://\x7f.com/": net/url: invalid control character in URL`],
  ["http://a.com/\n#b", String.raw`parse "http://a.com/\n": net/url: invalid control character in URL`],
  [":foo", 'parse ":foo": missing protocol scheme'],
  ["1http://a.com", 'parse "1http://a.com": first path segment in URL cannot contain colon'],
  ["127.0.0.1:8090/x", 'parse "127.0.0.1:8090/x": first path segment in URL cannot contain colon'],
])("%s is refused", (text, message) => {
  expect(parseError(text)).toBe(message);
});

test.each([
  "",
  "a b",
  "a:b:c",
  "http:foo",
  "http:///x",
  "http://a<b.com/",
  "http://a.com:80:90/",
  "http://[::1]:80/?%zz",
])("%s is not", (text) => {
  expect(parseError(text)).toBeNull();
});

test("an address is written as by Go", () => {
  expect(writtenUrl("http://a.com/a b/é\\?x y")).toBe("http://a.com/a%20b/%C3%A9%5C?x y");
  expect(writtenUrl("HTTP://a.com")).toBe("http://a.com");
  expect(writtenUrl("http://?a")).toBe("http:?a");
  expect(writtenUrl("http:///a")).toBe("http:///a");
  expect(writtenUrl("not a url")).toBe("not%20a%20url");
  expect(writtenUrl("http://a.com/\ud800")).toBe("http://a.com/%EF%BF%BD");
});
