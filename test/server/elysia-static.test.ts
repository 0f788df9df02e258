// Why folders of files are served by static-files.ts and not by @elysiajs/static: what that plugin does with the same requests, in its
// two modes. Where a line here fails after an update of the plugin, it has become better, and ARCHITECTURE.md should be looked at.
import { staticPlugin } from "@elysiajs/static";
import { afterAll, expect, test } from "bun:test";
import { Elysia } from "elysia";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ApiError } from "../../src/lib/api-error.ts";
import { serveStaticFile } from "../../src/server/static-files.ts";

const folder = await mkdtemp(join(tmpdir(), "baobox-static-"));
afterAll(() => rm(folder, { recursive: true }));

await Bun.write(join(folder, "page.txt"), "0123456789");
await Bun.write(join(folder, "ü.txt"), "encoded");
await Bun.write(join(folder, ".env.local"), "SECRET=1");
await mkdir(join(folder, ".git"));
await Bun.write(join(folder, ".git/config"), "[core]");

type Server = (path: string, headers?: Record<string, string>) => Promise<Response>;

async function elysiaStatic(alwaysStatic: boolean): Promise<Server> {
  const app = new Elysia().use(await staticPlugin({ assets: folder, prefix: "/", alwaysStatic, silent: true }));
  await app.modules;
  return async (path, headers = {}) => app.handle(new Request(`http://localhost${path}`, { headers }));
}

const known = await elysiaStatic(true);
const looking = await elysiaStatic(false);

const baobox: Server = async (path, headers = {}) => {
  try {
    const request = new Request(`http://localhost${path}`, { headers });
    return await serveStaticFile({ folder, hasIndexFallback: false }, request, path);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return new Response(null, { status: error.status });
  }
};

const statuses = (path: string, headers?: Record<string, string>): Promise<number[]> =>
  Promise.all([baobox, known, looking].map(async (server) => (await server(path, headers)).status));

test("it sends no parts of files: no video can be wound", async () => {
  expect(await statuses("/page.txt", { range: "bytes=2-4" })).toEqual([206, 200, 200]);
});

test("it gives no dates of files", async () => {
  const lastModified = (await baobox("/page.txt")).headers.get("last-modified") ?? "";
  expect(await statuses("/page.txt", { "if-modified-since": lastModified })).toEqual([304, 200, 200]);
});

test("it hands out .env.local and .git when it looks for files at each request", async () => {
  expect(await statuses("/.env.local")).toEqual([404, 404, 200]);
  expect(await statuses("/.git/config")).toEqual([404, 404, 200]);
});

test("it does not find files with other than ASCII letters when it looks for files at each request", async () => {
  expect(await statuses("/%C3%BC.txt")).toEqual([200, 200, 404]);
});

test("it knows no files that come later when it looks once, and keeps the mark of what a file was", async () => {
  await Bun.write(join(folder, "later.txt"), "later");
  expect(await statuses("/later.txt")).toEqual([200, 404, 200]);
  const mark = (await known("/page.txt")).headers.get("etag") ?? "";
  await Bun.write(join(folder, "page.txt"), "another content");
  // A client that has the old content keeps it.
  expect((await known("/page.txt", { "if-none-match": mark })).status).toBe(304);
});
