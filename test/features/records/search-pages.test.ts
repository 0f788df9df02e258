import { afterAll, beforeAll, expect, test } from "bun:test";
import { type TestApp, testApp } from "../../support/test-app.ts";

const RECORDS = 300;
const TITLES = Array.from({ length: RECORDS }, (_, index) => `Post ${index}${index % 100 === 7 ? " rare" : ""}`);

interface List {
  readonly items: readonly { readonly title: string }[];
  readonly totalItems: number;
}

let app: TestApp;
let token: string;

beforeAll(async () => {
  app = await testApp();
  token = await app.superuserToken();
  const body = { name: "posts", type: "base", fields: [{ name: "title", type: "text" }] };
  expect((await app.request("POST", "/api/collections", { token, body })).status).toBe(200);
  for (const title of TITLES) await app.create("posts", { title });
  // Where rows lie is not the order of their insertion afterwards.
  const { items } = await list({ perPage: "1", filter: "title ~ 'Post 0'" });
  expect(items).toHaveLength(1);
  await app.request("PATCH", `/api/collections/posts/records/${(items[0] as { id?: string } | undefined)?.id}`, {
    token,
    body: { title: TITLES[0] },
  });
});

afterAll(() => app[Symbol.asyncDispose]());

async function list(query: Readonly<Record<string, string>>): Promise<List> {
  const url = `/api/collections/posts/records?${new URLSearchParams(query)}`;
  const { status, json } = await app.request("GET", url, { token });
  expect(status).toBe(200);
  return json as List;
}

test.each(["nothing", "rare", "RARE", "7 rare", "11", "st 1", "post", "1", "_ost 1%", "p%t 2"])(
  "a search of %j gives each page in order, and the total",
  async (sought) => {
    const pattern = /[%_]/.test(sought) ? `^${sought.replaceAll("%", ".*").replaceAll("_", ".")}$` : sought;
    const expected = TITLES.filter((title) => new RegExp(pattern, "i").test(title));
    for (const sort of ["", "@rowid", "-@rowid", "title", "-title"]) {
      const ordered = sort.endsWith("title") ? expected.toSorted((a, b) => (a < b ? -1 : 1)) : expected;
      const all = sort.startsWith("-") ? ordered.toReversed() : ordered;
      for (const perPage of [1, 30, 250]) {
        for (const page of [1, 2, 5]) {
          const query = { perPage: String(perPage), page: String(page), sort, filter: `title ~ '${sought}'` };
          const { items, totalItems } = await list(query);
          expect(items.map(({ title }) => title)).toEqual(all.slice((page - 1) * perPage, page * perPage));
          expect(totalItems).toBe(all.length);
          expect(Object.keys(items[0] ?? {})).not.toContain("__total");
        }
      }
    }
  },
);

test("a total that comes with a page follows every write", async () => {
  const ask = async (): Promise<number> => (await list({ perPage: "2", filter: "title ~ 'Post 29'" })).totalItems;
  const before = await ask();
  await app.create("posts", { title: "post 2900" });
  expect(await ask()).toBe(before + 1);
  expect(await ask()).toBe(before + 1);
});
