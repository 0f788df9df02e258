import { expect, test } from "bun:test";
import { testApp } from "../../support/test-app.ts";

const PATH = "/api/saved-views/notes";
const OPEN = { name: "Open", filter: "done = false", sort: "-title", hidden: ["password"] };

test("views are saved by name for all superusers, and go with their collection", async () => {
  await using app = await testApp();
  const [token, other] = [await app.superuserToken(), await app.superuserToken()];
  const create = () => app.request("POST", "/api/collections", { token, body: { name: "notes", type: "base" } });
  await create();
  expect((await app.request("GET", PATH, { token })).json).toEqual({ views: [] });
  // At once, none is lost.
  const names = ["b", "a", "Open"];
  await Promise.all(names.map((name) => app.request("PUT", PATH, { token, body: { ...OPEN, name } })));
  const changed = { ...OPEN, name: " a ", filter: "" };
  const { json } = await app.request("PUT", PATH, { token: other, body: changed });
  const views = [OPEN, { ...OPEN, name: "a", filter: "" }, { ...OPEN, name: "b" }];
  expect(json).toEqual({ views });
  expect((await app.request("GET", PATH, { token })).json).toEqual({ views });
  expect((await app.request("DELETE", `${PATH}/b`, { token })).json).toEqual({ views: views.slice(0, 2) });
  expect((await app.request("DELETE", `${PATH}/b`, { token })).status).toBe(200);

  await app.request("DELETE", "/api/collections/notes", { token });
  expect((await app.request("GET", PATH, { token })).status).toBe(404);
  await app.request("PUT", "/api/saved-views/users", { token, body: OPEN });
  const rows = await app.context.database.all<{ id: string }>("SELECT id FROM _params ORDER BY id");
  expect(rows.map(({ id }) => id)).toEqual([`baobox_views_${app.collection("users").id}`, "settings"]);
});

test("what is no view is refused with the reason, and others may not", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  const put = (body: object) => app.request("PUT", "/api/saved-views/users", { token, body });
  expect((await put({ ...OPEN, name: " " })).json).toMatchObject({
    status: 400,
    message: expect.stringMatching(/^Name:/),
  });
  expect((await put({ ...OPEN, filter: "x".repeat(3501) })).status).toBe(400);
  expect((await put({ name: "x" })).status).toBe(400);
  for (let number = 0; number < 100; number++) await put({ ...OPEN, name: `view ${number}` });
  expect((await put(OPEN)).json).toMatchObject({ status: 400, message: expect.stringContaining("100") });
  expect((await put({ ...OPEN, name: "view 7" })).status).toBe(200);
  for (const [method, path] of [
    ["GET", ""],
    ["PUT", ""],
    ["DELETE", "/x"],
  ] as const)
    expect((await app.request(method, `/api/saved-views/users${path}`)).status).toBe(401);
});
