import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TemporaryDirectory } from "../support/server-process.ts";
import { testApp } from "../support/test-app.ts";
import type { TestApp } from "../support/test-app.ts";

async function openWithFiles(folder: TemporaryDirectory, files: Record<string, string>): Promise<TestApp> {
  const publicDir = join(folder.path, "public");
  mkdirSync(join(publicDir, "sub"), { recursive: true });
  writeFileSync(join(folder.path, "outside.txt"), "outside");
  for (const [path, content] of Object.entries(files)) writeFileSync(join(publicDir, path), content);
  return testApp({ publicDir });
}

const FILES = { "index.html": "<p>home</p>", "a b.txt": "spaced", "sub/index.html": "<p>sub</p>" };

test.each([
  ["/", "<p>home</p>"],
  ["/a%20b.txt", "spaced"],
  ["/sub/", "<p>sub</p>"],
  ["/app/route/of/the/client", "<p>home</p>"],
  ["/../outside.txt", "<p>home</p>"],
  ["/%2e%2e/outside.txt", "<p>home</p>"],
  ["/..%2foutside.txt", "<p>home</p>"],
  ["/%00", "<p>home</p>"],
  ["/%zz", "<p>home</p>"],
])("GET %s", async (path, content) => {
  using folder = new TemporaryDirectory();
  await using app = await openWithFiles(folder, FILES);
  const { status, text } = await app.request("GET", path);
  expect([status, text]).toEqual([200, content]);
});

test("hidden files are refused, but for .well-known", async () => {
  using folder = new TemporaryDirectory();
  const hidden = { ".env": "SECRET=1", "sub/.git": "secret", ".well-known": "shown" };
  await using app = await openWithFiles(folder, { ...FILES, ...hidden });
  for (const path of ["/.env", "/%2eenv", "/sub/../.env", "/sub/.git", "/.git/config", "/.env/"]) {
    expect((await app.request("GET", path)).status).toBe(404);
  }
  expect(await app.request("GET", "/.well-known")).toMatchObject({ status: 200, text: "shown" });
});

test("folders and index files have one address each", async () => {
  using folder = new TemporaryDirectory();
  await using app = await openWithFiles(folder, FILES);
  const target = async (path: string) => (await app.request("GET", path)).headers.get("location");
  expect(await target("/sub")).toBe("/sub/");
  expect(await target("/sub/index.html")).toBe("/sub/");
  expect(await target("/index.html")).toBe("/");
});

test("an address of a file has no slash at its end", async () => {
  using folder = new TemporaryDirectory();
  await using app = await openWithFiles(folder, FILES);
  const target = async (path: string) => (await app.request("GET", path)).headers.get("location");
  expect(await target("/a%20b.txt/")).toBe("/a%20b.txt");
  expect(await target("/a%20b.txt//?x=1")).toBe("/a%20b.txt");
  expect(await target("/sub%2Findex.html")).toBe("/sub/");
});

test.each([
  ["LICENSE", "Free", "text/plain; charset=utf-8"],
  ["apple-app-site-association", '{"applinks":{}}', "text/plain; charset=utf-8"],
  ["page", "<!DOCTYPE html><p>", "text/html; charset=utf-8"],
  ["feed", '<?xml version="1.0"?><rss/>', "text/plain; charset=utf-8"],
  ["bytes", "\0\x01\x02", "application/octet-stream"],
  ["nothing", "", "text/plain; charset=utf-8"],
  ["a.unknown", "text", "text/plain; charset=utf-8"],
  ["README.md", "# hi", "text/markdown; charset=utf-8"],
  ["a.html", "<p>", "text/html; charset=utf-8"],
  ["a.css", "a{}", "text/css; charset=utf-8"],
  ["a.js", "1", "text/javascript; charset=utf-8"],
  ["a.json", "{}", "application/json"],
  ["a.xml", "<a/>", "text/xml; charset=utf-8"],
  ["a.svg", "<svg/>", "image/svg+xml"],
  ["a.zip", "PK\x03\x04", "application/zip"],
])("%s is sent as what it is", async (name, content, type) => {
  using folder = new TemporaryDirectory();
  await using app = await openWithFiles(folder, { [name]: content });
  const { headers, text } = await app.request("GET", `/${name}`);
  expect([text, headers.get("content-type")]).toEqual([content, type]);
  expect(headers.get("accept-ranges")).toBe("bytes");
});

test("parts are sent, and HEAD tells the size, over a socket", async () => {
  using folder = new TemporaryDirectory();
  await using app = await openWithFiles(folder, { "a.zip": "0123456789" });
  const { port } = app.server.listen({ hostname: "127.0.0.1", port: 0 });
  const url = `http://127.0.0.1:${port}/a.zip`;
  const part = await fetch(url, { headers: { range: "bytes=2-4" } });
  expect([part.status, part.headers.get("content-range"), await part.text()]).toEqual([206, "bytes 2-4/10", "234"]);
  const head = await fetch(url, { method: "HEAD" });
  expect([head.status, head.headers.get("content-length")]).toEqual([200, "10"]);
  // Without it Bun adds `filename="a.zip"` alone, which is malformed.
  expect(head.headers.get("content-disposition")).toBe("inline");
  expect((await fetch(url)).headers.get("content-disposition")).toBe("inline");
  await app.server.stop(1000);
});

test("a folder that is made later is served", async () => {
  using folder = new TemporaryDirectory();
  const publicDir = join(folder.path, "public");
  await using app = await testApp({ publicDir });
  const missing = { data: {}, message: "File not found.", status: 404 };
  expect((await app.request("GET", "/index.html")).json).toEqual(missing);
  mkdirSync(publicDir);
  writeFileSync(join(publicDir, "index.html"), "<p>home</p>");
  expect((await app.request("GET", "/")).text).toBe("<p>home</p>");
});

test("without the fallback only the index has the folder's address", async () => {
  using folder = new TemporaryDirectory();
  const publicDir = join(folder.path, "public");
  mkdirSync(join(publicDir, "empty"), { recursive: true });
  writeFileSync(join(publicDir, "index.html"), "<p>home</p>");
  await using app = await testApp({ publicDir, hasIndexFallback: false });
  expect((await app.request("GET", "/")).text).toBe("<p>home</p>");
  expect((await app.request("GET", "/route")).json).toEqual({ data: {}, message: "File not found.", status: 404 });
  expect((await app.request("GET", "/empty/")).status).toBe(404);
});

test("paths of the server are never pages", async () => {
  using folder = new TemporaryDirectory();
  await using app = await openWithFiles(folder, FILES);
  expect((await app.request("GET", "/api/nothing")).status).toBe(404);
  expect((await app.request("POST", "/")).status).toBe(404);
});

test("without an index a missing file is a 404", async () => {
  using folder = new TemporaryDirectory();
  await using app = await openWithFiles(folder, { "a.txt": "a" });
  expect((await app.request("GET", "/b.txt")).json).toEqual({ data: {}, message: "File not found.", status: 404 });
});

test("texts are packed for clients that accept it, and not sent again unchanged", async () => {
  using folder = new TemporaryDirectory();
  await using app = await openWithFiles(folder, { "long.txt": "x".repeat(5000) });
  const plain = await app.request("GET", "/long.txt");
  expect(plain.headers.get("content-encoding")).toBeNull();
  expect(plain.headers.get("vary")).toContain("Accept-Encoding");
  const response = await app.server.request(
    new Request("http://x/long.txt", { headers: { "accept-encoding": "gzip, br" } }),
  );
  expect(response.headers.get("content-encoding")).toBe("gzip");
  expect(Buffer.from(Bun.gunzipSync(await response.bytes())).toString()).toBe("x".repeat(5000));
  const since = plain.headers.get("last-modified") ?? "";
  expect((await app.request("GET", "/long.txt", { headers: { "if-modified-since": since } })).status).toBe(304);
});
