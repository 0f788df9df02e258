import { afterAll, beforeAll, expect, setSystemTime, spyOn, test } from "bun:test";
import { listRecords } from "../../../src/features/records/list-records.ts";
import { newRecord } from "../../../src/model/records/record-values.ts";
import { insideTest } from "../../support/inside-test.ts";
import { type TestApp, testApp } from "../../support/test-app.ts";

interface List {
  items: Record<string, unknown>[];
  page: number;
  perPage: number;
  totalItems: number;
  totalPages: number;
}

const URL = "/api/collections/teams/records";

let app: TestApp;
let token: string;

beforeAll(async () => {
  app = await testApp({ fixture: "world" });
  token = await app.superuserToken();
});

afterAll(() => app[Symbol.asyncDispose]());

async function list(query = "", path = URL): Promise<List> {
  const { status, json } = await app.request("GET", `${path}?${query}`, { token });
  expect(status).toBe(200);
  return json as List;
}

test("a total follows every write, of transactions and of related records too", async () => {
  const { totalItems } = await list();
  const created = await app.request("POST", URL, { token, body: { name: "one more" } });
  expect((await list()).totalItems).toBe(totalItems + 1);
  const batch = { requests: [1, 2].map((name) => ({ method: "POST", url: URL, body: { name: String(name) } })) };
  await app.request("POST", "/api/batch", { token, body: batch });
  expect((await list()).totalItems).toBe(totalItems + 3);
  const { items } = await list("filter=lead!=''&perPage=1");
  const byBio = "filter=lead.bio='rare'";
  expect((await list(byBio)).totalItems).toBe(0);
  const lead = `/api/collections/authors/records/${String(items[0]?.["lead"])}`;
  expect((await app.request("PATCH", lead, { token, body: { bio: "rare" } })).status).toBe(200);
  expect((await list(byBio)).totalItems).toBeGreaterThan(0);
  const { id } = created.json as { id: string };
  await app.request("DELETE", `${URL}/${id}`, { token });
  expect((await list()).totalItems).toBe(totalItems + 2);
});

test("totals of a filter by the time are counted each time", async () => {
  const filter = `filter=${encodeURIComponent("created <= @now")}`;
  const { totalItems } = await list(filter);
  await Bun.sleep(2);
  await app.request("POST", URL, { token, body: { name: "now" } });
  await Bun.sleep(2);
  expect((await list(filter)).totalItems).toBe(totalItems + 1);
});

insideTest("the total of a search is the same on every page, and counted only where a page is full", async () => {
  for (let index = 0; index < 5; index += 1) {
    await app.request("POST", URL, { token, body: { name: `sought ${index}` } });
  }
  const { database } = app.context;
  const read = spyOn(database, "get");
  const counts = (): number => read.mock.calls.filter(([sql]) => /SELECT COUNT\(/.test(sql)).length;
  // PostgreSQL gives the total of what it finds at once with the page, so that it counts where there is no record on it.
  const isWithPage = database.dialect.name === "postgres";
  const pages: [query: string, items: number, counted: number][] = [
    ["perPage=3&page=2", 2, 0],
    ["perPage=6", 5, 0],
    ["perPage=5&sort=-@rowid", 5, isWithPage ? 0 : 1],
    ["perPage=3", 3, 0],
    ["perPage=3&page=3", 0, isWithPage ? 1 : 0],
    ["perPage=9&sort=name", 5, 0],
  ];
  for (const [query, items, expected] of pages) {
    const before = counts();
    const found = await list(`${query}&filter=name~'sought '`);
    expect([query, found.items.length, found.totalItems, counts() - before]).toEqual([query, items, 5, expected]);
  }
  expect(await list("filter=name~'sought by nobody'")).toMatchObject({ totalItems: 0, totalPages: 0, items: [] });
  read.mockRestore();
});

test("a total that is not asked for is -1", async () => {
  expect(await list("skipTotal=1&perPage=1")).toMatchObject({ totalItems: -1, totalPages: -1, perPage: 1, page: 1 });
});

test("pages beyond the last are empty, however far", async () => {
  const { items, page } = await list("page=9007199254740993");
  expect(items).toEqual([]);
  expect(page).toBeGreaterThan(9e15);
});

test.each(["page=1.5", "perPage=x", "skipTotal=yes", "page=99999999999999999999", "filter=missing=1", "sort=missing"])(
  "refuses %s",
  async (query) => {
    const { status, json } = await app.request("GET", `${URL}?${query}`, { token });
    expect(status).toBe(400);
    expect(json).toEqual({ data: {}, message: "Something went wrong while processing your request.", status: 400 });
  },
);

test("pairs of the query that Go can't read don't count", async () => {
  expect(await list("skipTotal=%zz&perPage=2&page=1;2")).toMatchObject({ page: 1, perPage: 2 });
  expect((await list("skipTotal=%zz")).totalItems).toBeGreaterThan(0);
});

insideTest("hooks of the list may change records and counts", async () => {
  const unbind = app.context.hooks.onRecordsListRequest.bind({
    tags: ["teams"],
    run: async (event) => {
      event.records = event.records.slice(0, 1);
      event.result.totalItems = 42;
      await event.next();
    },
  });
  const { items, totalItems } = await list();
  unbind();
  expect([items.length, totalItems]).toEqual([1, 42]);
});

test("the host is no header that a rule or filter sees", async () => {
  const filter = "@request.headers.host:isset = false && @request.headers.x_other = 'x'";
  const headers = { host: "example.com", "x-other": "x" };
  const path = `/api/collections/posts/records?perPage=1&filter=${encodeURIComponent(filter)}`;
  const { json } = await app.request("GET", path, { token, headers });
  expect(json).toMatchObject({ items: [{}] });
});

test("an unknown modifier of fields empties the answer, as in PocketBase", async () => {
  const { status, text } = await app.request("GET", `${URL}?fields=name:missing(1)`, { token });
  expect([status, text]).toEqual([200, ""]);
});

test("an unknown collection is a 404, one without a list rule a 403", async () => {
  expect(await app.request("GET", "/api/collections/nothing/records")).toMatchObject({
    status: 404,
    json: { message: "Missing collection context." },
  });
  expect(await app.request("GET", "/api/collections/_superusers/records")).toMatchObject({
    status: 403,
    json: { message: "Only superusers can perform this action." },
  });
});

insideTest("clients whose searches find nothing time and again have to wait, superusers don't", async () => {
  using sleep = spyOn(Bun, "sleep");
  using _random = spyOn(Math, "random").mockReturnValue(0.246);
  const search = "/api/collections/posts/records?filter=title='no such title'";
  const waits = async (count: number, options = {}): Promise<number> => {
    sleep.mockClear();
    for (let index = 0; index < count; index++) {
      expect((await app.request("GET", search, options)).status).toBe(200);
    }
    return sleep.mock.calls.filter(([ms]) => ms === 123).length;
  };
  // They are forgotten after three seconds.
  setSystemTime(Date.now());
  expect(await waits(3)).toBe(0);
  expect(await waits(2)).toBe(2);
  expect(await waits(5, { token })).toBe(0);
  setSystemTime();
});

insideTest("pages of many records that are asked for at once are read in a turn each", async () => {
  const { context } = app;
  using read = spyOn(context.connection, "all");
  const counted = { before: 0, most: 0, isOver: false };
  const count = (): void => {
    counted.most = Math.max(counted.most, read.mock.calls.length - counted.before);
    counted.before = read.mock.calls.length;
    if (!counted.isOver) setImmediate(count);
  };
  setImmediate(count);
  const auth = newRecord(app.collection("_superusers"));
  const pages = Array.from({ length: 20 }, (_, index) => {
    const query = { perPage: "1000", skipTotal: "1", page: String(index + 2) };
    const request = { method: "GET", context: "default", headers: {}, body: {}, query, auth };
    return listRecords(context, request, { collection: "teams", client: null });
  });
  await Promise.all(pages);
  counted.isOver = true;
  await new Promise(setImmediate);
  expect(read.mock.calls.length).toBeGreaterThanOrEqual(pages.length);
  expect(counted.most).toBeLessThan(5);
});

insideTest("a large page is read with the collections as they are when its turn comes", async () => {
  const { context } = app;
  const url = "/api/collections/teams";
  const { fields } = (await app.request("GET", url, { token })).json as { fields: object[] };
  const change = async (body: object): Promise<void> => {
    expect((await app.request("PATCH", url, { token, body })).status).toBe(200);
  };
  await change({ fields: [...fields, { name: "gone", type: "text" }] });
  using _pause = spyOn(context.turns, "pause").mockImplementationOnce(() => change({ fields }));
  const request = { method: "GET", context: "default", headers: {}, body: {}, query: { perPage: "1000" } };
  const auth = newRecord(app.collection("_superusers"));
  const text = await listRecords(context, { ...request, auth }, { collection: "teams", client: null });
  expect(text).not.toContain('"gone"');
});
