import { afterAll, beforeAll, expect, test } from "bun:test";
import { enrichRecords } from "../../../src/model/records/enrich.ts";
import { ExpandBudget } from "../../../src/model/records/expand-budget.ts";
import { parseExpand } from "../../../src/model/records/expand-paths.ts";
import { RecordModel } from "../../../src/model/records/record.ts";
import { failure } from "../../support/failure.ts";
import { type TestApp, type TestResponse, testApp } from "../../support/test-app.ts";

const KNOTS = 40;
let app: TestApp;

/** Each record relates to ten others. */
beforeAll(async () => {
  app = await testApp();
  const token = await app.superuserToken();
  const body = {
    name: "knots",
    type: "base",
    listRule: "",
    viewRule: "",
    fields: [{ name: "text", type: "text", max: 1_000_000 }],
  };
  const { id, fields } = (await app.request("POST", "/api/collections", { token, body })).json as {
    id: string;
    fields: object[];
  };
  const relation = { name: "r", type: "relation", collectionId: id, maxSelect: 10 };
  await app.request("PATCH", "/api/collections/knots", { token, body: { fields: [...fields, relation] } });
  const ids = Array.from({ length: KNOTS }, (_, index) => `knot${String(index).padStart(11, "0")}`);
  await app.context.database.transaction(async (transaction) => {
    for (const [index, own] of ids.entries()) {
      const related = Array.from({ length: 10 }, (_, step) => ids[(index + step + 1) % KNOTS]);
      await transaction.run('INSERT INTO "knots" (id, text, r) VALUES (?, ?, ?)', [own, "", JSON.stringify(related)]);
    }
  });
});

afterAll(() => app[Symbol.asyncDispose]());

function list(query: string): Promise<TestResponse> {
  return app.request("GET", `/api/collections/knots/records?perPage=${KNOTS}&${query}`);
}

test("records that show each other again and again are refused by a message that names the limit", async () => {
  expect((await list("expand=r.r")).status).toBe(200);
  expect((await list("expand=r.r.r.r.r.r")).json).toEqual({
    data: {},
    message: "Expand must not lead to more than 50,000 records.",
    status: 400,
  });
  expect((await list("expand=knots_via_r.knots_via_r.knots_via_r.knots_via_r")).status).toBe(400);
});

test("so are records that together are too large", async () => {
  await app.context.database.run('UPDATE "knots" SET text = ?', ["x".repeat(30_000)]);
  expect((await list("expand=r")).status).toBe(200);
  await app.context.database.run('UPDATE "knots" SET text = ?', ["x".repeat(50_000)]);
  expect((await list("expand=r")).json).toMatchObject({
    message: "Expand must not lead to more than 16 MiB of records.",
  });
  await app.context.database.run('UPDATE "knots" SET text = ?', [""]);
});

test("and too many relations", async () => {
  const names = (count: number): string => Array.from({ length: count }, (_, index) => `f${index}`).join();
  expect((await list(`expand=${names(200)}`)).status).toBe(200);
  expect((await list(`expand=${names(201)}`)).json).toMatchObject({
    message: "Expand must not name more than 200 relations.",
  });
  expect(() => parseExpand(Array.from({ length: 201 }, () => "r").join("."))).toThrow();
});

test("each record is weighed once, however many ways lead to it", () => {
  let reads = 0;
  const { collection } = new RecordModel(app.collection("knots"), {}, null);
  let level = [new RecordModel(collection, {}, null)];
  for (let depth = 0; depth < 6; depth += 1) {
    const next = Array.from({ length: 10 }, () => new RecordModel(collection, {}, null));
    for (const record of next) {
      const related = level;
      Object.defineProperty(record, "expand", { get: () => ((reads += 1), { r: related }) });
    }
    level = next;
  }
  expect(() => new ExpandBudget(app.context.turns).checkExpanded(level)).toThrow("more than 50,000 records");
  expect(reads).toBe(60);
});

test("expanding ends where the client has gone", async () => {
  const gone = new Error("the client has gone");
  const turns = { pause: () => Promise.reject(gone) };
  const rows = await app.context.database.all<{ id: string; r: string }>('SELECT * FROM "knots"', []);
  const records = rows.flatMap(({ id, r }) =>
    Array.from(
      { length: 2 },
      () => new RecordModel(app.collection("knots"), { id, r: JSON.parse(r) as string[] }, null),
    ),
  );
  const request = { method: "GET", context: "default", query: {}, headers: {}, body: {}, auth: null, turns };
  expect(await failure(enrichRecords(app.context, request, { records, expand: "r.r" }))).toBe(gone);
});
