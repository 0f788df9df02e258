import { describe, expect, test } from "bun:test";
import { ALL, world } from "./world.ts";

function names(json: unknown): unknown[] {
  return (json as { items: { name: unknown }[] }).items.map(({ name }) => name);
}

describe("list", () => {
  test.each([
    ["", 11],
    ["filter=system=false", 6],
    ["filter=type='auth'", 3],
    ["filter=name~'POST'", 1],
    ["filter=name~'__uper%25'", 1],
    ["filter=name!~'t'", 3],
    ["filter=name='posts'||(type='view'%26%26name='stats')", 2],
    ["filter=created>'2100-01-01'", 0],
    ["filter=created<@now", 11],
    ["filter=name=null", 0],
    ["filter=system>=true", 5],
  ])("%s finds %d", async (query, total) => {
    await using app = await world();
    const { status, json } = await app.ask("GET", `${ALL}?${query}`);
    expect(status).toBe(200);
    expect(json).toMatchObject({ page: 1, perPage: 30, totalItems: total, totalPages: total === 0 ? 0 : 1 });
  });

  test("sorts, pages and picks", async () => {
    await using app = await world();
    const { json } = await app.ask("GET", `${ALL}?sort=-type,name&perPage=2&page=2&fields=name,id`);
    expect(json).toEqual({
      items: [
        { id: expect.any(String), name: "_externalAuths" },
        { id: expect.any(String), name: "_mfas" },
      ],
      page: 2,
      perPage: 2,
      totalItems: 11,
      totalPages: 6,
    });
    const unsorted = await app.ask("GET", `${ALL}?skipTotal=1&perPage=2`);
    expect(unsorted.json).toMatchObject({ totalItems: -1, totalPages: -1 });
    expect(names(unsorted.json)).toEqual(["_mfas", "_otps"]);
    expect(names((await app.ask("GET", `${ALL}?sort=-@rowid&perPage=2`)).json)).toEqual(["stats", "comments"]);
    const random = names((await app.ask("GET", `${ALL}?sort=@random`)).json);
    expect(new Set(random).size).toBe(11);
  });

  test.each(["filter=fields='a'", "filter=name=", "filter=geoDistance(1,1,1,1)=1", "sort=fields", "page=a"])(
    "%s is refused",
    async (query) => {
      await using app = await world();
      expect(await app.ask("GET", `${ALL}?${query}`)).toMatchObject({ status: 400, json: { data: {} } });
    },
  );
});
