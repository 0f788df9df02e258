import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync, utimesSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { StoreScan } from "../../../src/features/stored-files/scan.ts";
import type { ListedBlob } from "../../../src/lib/blob-store.ts";
import { type TestApp, testApp } from "../../support/test-app.ts";
import { isOnPostgres } from "../../support/test-database.ts";

interface Page {
  readonly files: readonly { readonly key: string; readonly orphan: string | null; readonly [name: string]: unknown }[];
  readonly next: string | null;
}

let app: TestApp;
let token: string;
let [collection, record, picture, paper] = ["", "", "", ""];
const OLD = new Date(Date.now() - 2 * 60 * 60 * 1000);

beforeAll(async () => {
  app = await testApp();
  token = await app.superuserToken();
  const fields = [
    { name: "picture", type: "file", maxSelect: 1 },
    { name: "papers", type: "file", maxSelect: 5 },
  ];
  const made = await app.request("POST", "/api/collections", { token, body: { name: "posts", type: "base", fields } });
  collection = (made.json as { id: string }).id;
  const form = new FormData();
  form.append("picture", new File(["a picture"], "picture.png"));
  form.append("papers", new File(["one"], "one.txt"));
  form.append("papers", new File(["another"], "two.txt"));
  const created = await app.request("POST", "/api/collections/posts/records", { token, body: form });
  const values = created.json as { id: string; picture: string; papers: string[] };
  [record, picture, paper] = [values.id, values.picture, values.papers[0] ?? ""];
  await put(`${collection}/${record}/thumbs_${picture}/100x100_${picture}`);
  await put(`${collection}/${record}/old_abcdefghij.txt`);
  await put(`${collection}/${record}/thumbs_old_abcdefghij.txt/100x100_old_abcdefghij.txt`);
  await put(`${collection}/gone00000000000/lost.txt`);
  await put("pbc_0000000000/gone00000000000/lost.txt");
  await put("reports/2026.csv");
  await put(`${collection}/gone00000000000/new.txt`, new Date());
});

afterAll(() => app[Symbol.asyncDispose]());

async function put(key: string, modified = OLD): Promise<void> {
  const file = fileOf(key);
  await mkdir(dirname(file), { recursive: true });
  await Bun.write(file, key);
  utimesSync(file, modified, modified);
}

function fileOf(key: string): string {
  return join(app.context.options.dataDir, "storage", key);
}

async function list(query = ""): Promise<Page> {
  const { status, json } = await app.request("GET", `/api/stored-files${query}`, { token });
  expect(status).toBe(200);
  return json as Page;
}

async function remove(keys: readonly string[]): Promise<unknown> {
  const { json } = await app.request("POST", "/api/stored-files/remove-orphans", { token, body: { keys } });
  return json;
}

test("each stored file has its owner, or why it has none", async () => {
  const { files, next } = await list();
  expect(next).toBeNull();
  const found = Object.fromEntries(files.map(({ key, orphan, field }) => [key, orphan ?? field]));
  expect(found).toEqual({
    [`${collection}/${record}/${picture}`]: "picture",
    [`${collection}/${record}/${paper}`]: "papers",
    [files.find(({ name }) => String(name).startsWith("two_"))?.key ?? ""]: "papers",
    [`${collection}/${record}/thumbs_${picture}/100x100_${picture}`]: "picture",
    [`${collection}/${record}/old_abcdefghij.txt`]: "noValue",
    [`${collection}/${record}/thumbs_old_abcdefghij.txt/100x100_old_abcdefghij.txt`]: "noValue",
    [`${collection}/gone00000000000/lost.txt`]: "noRecord",
    "pbc_0000000000/gone00000000000/lost.txt": "noCollection",
    // The record of a file that was stored a moment ago may be saved in the next one, and others choose keys of their own.
    [`${collection}/gone00000000000/new.txt`]: null,
    "reports/2026.csv": null,
  });
  const thumb = files.find(({ isThumb, field }) => isThumb === true && field === "picture");
  expect(thumb).toMatchObject({ collection: "posts", record, name: picture, modified: expect.stringMatching(/Z$/) });
  expect((await list(`?folder=${collection}/${record}`)).files).toHaveLength(6);
});

test("pages follow one another, also where the server does not remember the one before", async () => {
  const whole = (await list()).files.map(({ key }) => key);
  for (const isForgotten of [false, true]) {
    const keys: string[] = [];
    let after: string | null = "";
    while (after !== null) {
      const page: Page = await list(`?limit=3&after=${encodeURIComponent(after)}`);
      expect(page.files.length).toBeLessThanOrEqual(3);
      keys.push(...page.files.map(({ key }) => key));
      after = page.next;
      // Others begin lists of their own.
      if (isForgotten) for (let other = 1; other < 6; other++) await list(`?limit=${other}`);
    }
    expect(keys).toEqual(whole);
  }
});

test("a list that goes on is not begun anew", async () => {
  let begun = 0;
  const blobs = Array.from({ length: 10 }, (_, index): ListedBlob => ({ key: `k${index}`, size: 1, modified: OLD }));
  const list = (_prefix: string, after = ""): AsyncIterable<ListedBlob> => {
    begun += 1;
    const rest = blobs.filter(({ key }) => key > after);
    return {
      async *[Symbol.asyncIterator]() {
        await Promise.resolve();
        yield* rest;
      },
    };
  };
  const scan = new StoreScan();
  const store = { ...app.context.files, list };
  let after: string | null = "";
  let found = 0;
  while (after !== null) {
    const page: { files: readonly unknown[]; next: string | null } = await scan.page(store, {
      prefix: "",
      after,
      limit: 4,
    });
    found += page.files.length;
    after = page.next;
  }
  expect({ found, begun }).toEqual({ found: 10, begun: 1 });
});

test("orphans are deleted, and nothing else, whatever the client asks for", async () => {
  const owned = `${collection}/${record}/${picture}`;
  const lost = `${collection}/gone00000000000/lost.txt`;
  const young = `${collection}/gone00000000000/new.txt`;
  const old = `${collection}/${record}/old_abcdefghij.txt`;
  // Where PostgreSQL has the data, this is just a file.
  if (isOnPostgres) writeFileSync(fileOf("../data.db"), "");
  const answer = await remove([owned, lost, young, old, "reports/2026.csv", "../data.db", `${lost}.none`, lost]);
  expect(answer).toEqual({
    removed: [lost, old].toSorted(),
    kept: expect.arrayContaining([
      { key: owned, reason: "owned" },
      { key: young, reason: "new" },
      { key: "reports/2026.csv", reason: "owned" },
      { key: "../data.db", reason: "missing" },
      { key: `${lost}.none`, reason: "missing" },
    ]),
  });
  expect([owned, young, "reports/2026.csv", "../data.db"].every((key) => existsSync(fileOf(key)))).toBe(true);
  expect([lost, old].some((key) => existsSync(fileOf(key)))).toBe(false);
});

test("superusers alone may ask, and what makes no sense is refused", async () => {
  const paths = [
    ["GET", "/api/stored-files"],
    ["POST", "/api/stored-files/remove-orphans"],
  ] as const;
  for (const [method, path] of paths) expect((await app.request(method, path)).status).toBe(401);
  for (const query of ["limit=0", "limit=1001", "limit=x", "folder=..", "folder=/", "after=a//b", "folder=%00"])
    expect({ query, status: (await app.request("GET", `/api/stored-files?${query}`, { token })).status }).toEqual({
      query,
      status: 400,
    });
  const path = "/api/stored-files/remove-orphans";
  for (const body of [{}, { keys: [] }, { keys: "a" }, { keys: [1] }, { keys: Array<string>(501).fill("a") }])
    expect((await app.request("POST", path, { token, body })).status).toBe(400);
});
