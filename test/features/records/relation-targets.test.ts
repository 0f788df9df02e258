import { afterAll, beforeAll, expect, test } from "bun:test";
import { type TestApp, type TestResponse, testApp } from "../../support/test-app.ts";

const PARENTS = "/api/collections/parents/records";
const CHILDREN = "/api/collections/children/records";

let app: TestApp;
let token: string;

beforeAll(async () => {
  app = await testApp();
  token = await app.superuserToken();
  await app.request("PATCH", "/api/settings", {
    token,
    body: { batch: { enabled: true, maxRequests: 50, timeout: 3 } },
  });
  const parents = await app.request("POST", "/api/collections", { token, body: { name: "parents", type: "base" } });
  const { id: collectionId } = parents.json as { id: string };
  const fields = [
    { name: "parent", type: "relation", collectionId, maxSelect: 1 },
    { name: "parents", type: "relation", collectionId, maxSelect: 9 },
  ];
  await app.request("POST", "/api/collections", { token, body: { name: "children", type: "base", fields } });
});

afterAll(() => app[Symbol.asyncDispose]());

function create(path: string, body: object): Promise<TestResponse> {
  return app.request("POST", path, { token, body });
}

function batch(requests: object[]): Promise<TestResponse> {
  return app.request("POST", "/api/batch", { token, body: { requests } });
}

async function newParent(): Promise<string> {
  return ((await create(PARENTS, {})).json as { id: string }).id;
}

function missing(field: string): object {
  return { status: 400, json: { data: { [field]: { code: "validation_missing_rel_records" } } } };
}

test("a related record is missing once it was deleted, and there again once it was created again", async () => {
  const [id, other] = [await newParent(), await newParent()];
  for (let times = 0; times < 3; times++) {
    expect(await create(CHILDREN, { parent: id, parents: [id, other] })).toMatchObject({ status: 200 });
  }
  expect(await app.request("DELETE", `${PARENTS}/${id}`, { token })).toMatchObject({ status: 204 });
  expect(await create(CHILDREN, { parent: id })).toMatchObject(missing("parent"));
  expect(await create(CHILDREN, { parents: [other, id] })).toMatchObject(missing("parents"));
  expect(await create(CHILDREN, { parents: [other] })).toMatchObject({ status: 200 });
  expect(await create(PARENTS, { id })).toMatchObject({ status: 200 });
  expect(await create(CHILDREN, { parent: id, parents: [other, id] })).toMatchObject({ status: 200 });
});

test("a batch sees what it created and deleted", async () => {
  const [id, added] = [await newParent(), "addedinabatch01"];
  const child = (parent: string): object => ({
    method: "POST",
    url: CHILDREN,
    body: { parent, parents: [parent, id] },
  });
  const parent = { method: "POST", url: PARENTS, body: { id: added } };
  const deletion = { method: "DELETE", url: `${PARENTS}/${id}` };
  expect(await create(CHILDREN, { parent: id })).toMatchObject({ status: 200 });
  expect(await batch([child(added), parent])).toMatchObject({ status: 400 });
  const late = [parent, child(added), child(id), child(id), deletion, child(id)];
  const failed = { "5": { response: { data: { parent: { code: "validation_missing_rel_records" } } } } };
  expect(await batch(late)).toMatchObject({ status: 400, json: { data: { requests: failed } } });
  // Nothing of it has happened.
  expect(await create(CHILDREN, { parent: added })).toMatchObject(missing("parent"));
  expect(await create(CHILDREN, { parent: id })).toMatchObject({ status: 200 });
  expect(await batch(late.slice(0, 5))).toMatchObject({ status: 200 });
  expect(await create(CHILDREN, { parent: added })).toMatchObject({ status: 200 });
  expect(await create(CHILDREN, { parent: id })).toMatchObject(missing("parent"));
});

test("more related records than are remembered are all found", async () => {
  const ids: string[] = [];
  for (let times = 0; times < 50; times++) {
    const { json } = await batch(Array.from({ length: 50 }, () => ({ method: "POST", url: PARENTS, body: {} })));
    ids.push(...(json as { body: { id: string } }[]).map(({ body }) => body.id));
  }
  for (const start of [0, 1000, 2000, 0]) {
    const some = ids.slice(start, start + 500);
    const answers = await Promise.all(some.map((parent) => create(CHILDREN, { parent })));
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  }
});
