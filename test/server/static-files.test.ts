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

test("folders and index files have one address each", async () => {
  using folder = new TemporaryDirectory();
  await using app = await openWithFiles(folder, FILES);
  const target = async (path: string) => (await app.request("GET", path)).headers.get("location");
  expect(await target("/sub")).toBe("/sub/");
  expect(await target("/sub/index.html")).toBe("/sub/");
  expect(await target("/index.html")).toBe("/");
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
