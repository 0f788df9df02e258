import { expect, spyOn } from "bun:test";
import { insideTest } from "../../support/inside-test.ts";
import { testApp } from "../../support/test-app.ts";

const RELATED = 1000;

for (const [deletion, cascadeDelete, left] of [
  ["deletes", true, 0],
  ["unsets", false, RELATED],
] as const) {
  insideTest(`a deletion that ${deletion} a thousand relations lets requests in between`, async () => {
    await using app = await testApp();
    const token = await app.superuserToken();
    const create = async (path: string, body: object): Promise<string> => {
      const { status, json } = await app.request("POST", path, { token, body });
      expect(status).toBe(200);
      return (json as { id: string }).id;
    };
    const posts = await create("/api/collections", { name: "posts", type: "base", fields: [] });
    const post = { name: "post", type: "relation", collectionId: posts, maxSelect: 1, cascadeDelete };
    await create("/api/collections", { name: "comments", type: "base", fields: [post] });
    const id = await create("/api/collections/posts/records", {});
    const { database } = app.context;
    const rows = Array.from({ length: RELATED }, (_, index) => [`comment${String(index).padStart(8, "0")}`, id]);
    const places = rows.map(() => "(?, ?)").join(", ");
    await database.run(`INSERT INTO comments (id, post) VALUES ${places}`, rows.flat());
    using pause = spyOn(app.context.turns, "pause");
    expect((await app.request("DELETE", `/api/collections/posts/records/${id}`, { token })).status).toBe(204);
    expect(pause).toHaveBeenCalled();
    for (const where of ["", " WHERE post = ''"]) {
      const { length } = await database.all(`SELECT id FROM comments${where}`);
      expect(length).toBe(left);
    }
  });
}
