import { afterAll, beforeAll, expect, test } from "bun:test";
import { type TestApp, testApp } from "../../support/test-app.ts";

interface Part {
  readonly kind: string;
  readonly text?: string;
  readonly start?: number;
  readonly end?: number;
  readonly holds: boolean;
  readonly decides: boolean;
  readonly parts?: readonly Part[];
  readonly left?: { readonly text: string; readonly values: readonly unknown[] | null };
  readonly right?: { readonly text: string; readonly values: readonly unknown[] | null };
}

interface Answer {
  readonly outcomes: readonly {
    readonly operation: string;
    readonly isAllowed: boolean | null;
    readonly reason: string;
    readonly status: number | null;
    readonly message: string;
    readonly explanation: Part | null;
  }[];
  readonly visible: { readonly count: number; readonly total: number } | null;
}

let app: TestApp;
let token: string;
let [mine, others, ann] = ["", "", ""];

beforeAll(async () => {
  app = await testApp();
  token = await app.superuserToken();
  const create = async (body: object): Promise<void> => {
    expect((await app.request("POST", "/api/collections", { token, body })).status).toBe(200);
  };
  const users = app.collection("users").id;
  await create({
    name: "posts",
    type: "base",
    fields: [
      { name: "title", type: "text" },
      { name: "isPublic", type: "bool" },
      { name: "owner", type: "relation", collectionId: users, maxSelect: 1 },
    ],
    listRule: "isPublic = true || owner = @request.auth.id",
    viewRule: "isPublic = true || (owner = @request.auth.id && owner.name ~ 'Ann')",
    createRule: "@request.auth.id != '' && @request.body.owner = @request.auth.id && title != ''",
    updateRule: "owner = @request.auth.id && @request.body.owner:changed = false",
    deleteRule: null,
  });
  await create({
    name: "comments",
    type: "base",
    fields: [
      { name: "post", type: "relation", collectionId: app.collection("posts").id, maxSelect: 1 },
      { name: "kind", type: "text" },
      { name: "likes", type: "number" },
    ],
  });
  const user = await app.create("users", { email: "ann@example.com", password: "1234567890", name: "Ann" });
  ann = user.id;
  mine = (await app.create("posts", { title: "Mine", owner: ann })).id;
  others = (await app.create("posts", { title: "Public", isPublic: true })).id;
  await app.create("comments", { post: mine, kind: "praise", likes: 1 });
  await app.create("comments", { post: mine, kind: "scorn", likes: 9 });
});

afterAll(() => app[Symbol.asyncDispose]());

async function ask(body: object, collection = "posts"): Promise<Answer> {
  const answer = await app.request("POST", `/api/collections/${collection}/meta/test-rules`, { token, body });
  expect(answer.status).toBe(200);
  return answer.json as Answer;
}

function find(answer: Answer, operation: string) {
  const found = answer.outcomes.find((one) => one.operation === operation);
  if (found === undefined) throw new Error(`no outcome of ${operation}`);
  return found;
}

/** The texts of the comparisons that decide. */
function deciding(part: Part | null): string[] {
  if (part === null) return [];
  const own = part.decides ? [part.text ?? part.kind] : [];
  return [...own, ...(part.parts ?? []).flatMap(deciding)];
}

test("says for each operation whether a user may, and which part of the rule decides it", async () => {
  const answer = await ask({
    record: mine,
    auth: { collection: "users", record: ann },
    body: { title: "New", owner: ann },
  });
  expect(answer.visible).toEqual({ count: 2, total: 2 });
  const list = find(answer, "list");
  expect(list).toMatchObject({ isAllowed: true, reason: "rule", status: 200 });
  expect(deciding(list.explanation)).toEqual(["owner = @request.auth.id"]);
  expect(list.explanation?.parts?.[0]).toMatchObject({
    text: "isPublic = true",
    holds: false,
    left: { text: "isPublic", values: [false] },
  });
  expect(list.explanation?.parts?.[1]).toMatchObject({
    left: { values: [ann] },
    right: { text: "@request.auth.id", values: [ann] },
  });
  expect(deciding(find(answer, "view").explanation)).toEqual(["owner = @request.auth.id", "owner.name ~ 'Ann'"]);
  expect(find(answer, "create")).toMatchObject({ isAllowed: true, status: 200 });
  expect(find(answer, "update")).toMatchObject({ isAllowed: true, status: 200 });
  expect(find(answer, "delete")).toMatchObject({ isAllowed: false, reason: "locked", status: 403 });
});

test("says why a guest may not, with the status that the API answers", async () => {
  const answer = await ask({ record: mine, body: { title: "", owner: ann } });
  expect(answer.visible).toEqual({ count: 1, total: 2 });
  expect(find(answer, "view")).toMatchObject({ isAllowed: false, status: 404 });
  const create = find(answer, "create");
  expect(create).toMatchObject({ isAllowed: false, status: 400 });
  expect(deciding(create.explanation)).toEqual([
    "@request.auth.id != ''",
    "@request.body.owner = @request.auth.id",
    "title != ''",
  ]);
  expect((await app.request("GET", `/api/collections/posts/records/${mine}`)).status).toBe(404);
  expect((await app.request("DELETE", `/api/collections/posts/records/${mine}`)).status).toBe(403);
  const body = { title: "", owner: ann };
  expect((await app.request("POST", "/api/collections/posts/records", { body })).status).toBe(400);
  expect(find(await ask({ record: others }), "view")).toMatchObject({ isAllowed: true });
  expect(find(await ask({}), "view")).toMatchObject({ isAllowed: null, reason: "noRecord" });
});

test("parts that hold alone but for no common row are decided by their group", async () => {
  const via = "comments_via_post";
  const viewRule = `${via}.kind ?= 'praise' && ${via}.likes ?> 5`;
  const { explanation, isAllowed } = find(await ask({ record: mine, rules: { viewRule } }), "view");
  expect(isAllowed).toBe(false);
  expect(explanation?.parts?.map(({ holds }) => holds)).toEqual([true, true]);
  expect(deciding(explanation)).toEqual(["and"]);
  expect(explanation?.parts?.[1]?.left?.values?.toSorted()).toEqual([1, 9]);
});

test("says where in the rule's own text each part is, whatever its spacing and comments", async () => {
  const viewRule =
    '// who may\n (  title  ~   "Mi\\"ne"||isPublic=true )\n&& geoDistance(1, 2,3,4) > 5 && owner.name?!=\'x\' // end';
  const { explanation } = find(await ask({ record: mine, rules: { viewRule } }), "view");
  const comparisons = (part: Part): Part[] => part.parts?.flatMap(comparisons) ?? [part];
  const texts = comparisons(explanation as Part).map(({ start, end }) => viewRule.slice(start, end));
  expect(texts).toEqual(['title  ~   "Mi\\"ne"', "isPublic=true", "geoDistance(1, 2,3,4) > 5", "owner.name?!='x'"]);
});

test("query and headers are those of the question, and rules that are not saved can be asked", async () => {
  const viewRule = "@request.query.key = 'k' && @request.headers.x_part = 'p' && @request.method = 'GET'";
  const question = { record: mine, query: { key: "k" }, headers: { "X-Part": "p" }, rules: { viewRule } };
  expect(find(await ask(question), "view")).toMatchObject({ isAllowed: true });
  expect(find(await ask({ ...question, rules: { viewRule: "title = " } }), "view")).toMatchObject({
    isAllowed: false,
    reason: "invalid",
    message: "invalid or incomplete filter expression",
  });
  expect(find(await ask({ ...question, rules: { viewRule: "absent = 1" } }), "view").message).toContain('"absent"');
});

test("superusers may everything, accounts have two more rules, and secrets are not told", async () => {
  const superuser = await app.createSuperuser("one@example.com");
  const asked = await ask({ record: mine, auth: { collection: "_superusers", record: superuser.id } });
  expect(asked.outcomes.map(({ reason }) => reason)).toEqual(Array(5).fill("superuser"));
  const viewRule = "tokenKey != 'x'";
  const answer = await ask({ record: ann, auth: { collection: "users", record: ann }, rules: { viewRule } }, "users");
  expect(answer.outcomes.map(({ operation }) => operation).slice(-2)).toEqual(["manage", "signIn"]);
  expect(find(answer, "manage")).toMatchObject({ isAllowed: false, reason: "locked", status: null });
  expect(find(answer, "view").explanation).toMatchObject({ holds: true, left: { values: null } });
});

test("a question that can't be understood says which part, and a rule of any size ends", async () => {
  const path = "/api/collections/posts/meta/test-rules";
  const post = (body: object) => app.request("POST", path, { token, body });
  expect((await post({ query: { a: 1 } })).json).toMatchObject({
    status: 400,
    message: expect.stringMatching(/^Query\.a/i),
  });
  expect((await post({ auth: { collection: "posts", record: "x" } })).json).toMatchObject({ status: 400 });
  expect((await post({ auth: { collection: "users", record: "x" } })).json).toMatchObject({ status: 400 });
  expect((await post({ record: "absent" })).status).toBe(404);
  expect((await app.request("POST", path, { body: {} })).status).toBe(401);
  const viewRule = Array(200).fill("title != 'x'").join(" || ");
  const { explanation, isAllowed } = find(await ask({ record: mine, rules: { viewRule } }), "view");
  expect(isAllowed).toBe(true);
  expect(explanation?.parts).toHaveLength(200);
  expect(explanation?.parts?.at(-1)?.holds).toBe(null as unknown as boolean);
});
