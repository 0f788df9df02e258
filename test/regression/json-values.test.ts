// Numbers and depths of JSON at the edge of what PocketBase takes. It reads bodies into floats and keeps the texts of forms.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { MAX_JSON_DEPTH } from "../../src/lib/json-depth.ts";
import { testApp } from "../support/test-app.ts";
import type { TestApp, TestResponse } from "../support/test-app.ts";

const DOCS = "/api/collections/docs/records";
const TOO_DEEP = "JSON must not be nested more than 10000 levels deep.";

let app: TestApp;
let token: string;

beforeAll(async () => {
  app = await testApp();
  token = await app.superuserToken();
  const fields = [
    { name: "data", type: "json" },
    { name: "count", type: "number" },
  ];
  const body = { name: "docs", type: "base", createRule: "", listRule: "", viewRule: "", fields };
  expect((await app.request("POST", "/api/collections", { token, body })).status).toBe(200);
});

afterAll(() => app[Symbol.asyncDispose]());

function post(body: string): Promise<TestResponse> {
  return app.request("POST", DOCS, { body, headers: { "content-type": "application/json" } });
}

function postForm(name: string, value: string): Promise<TestResponse> {
  const body = new FormData();
  body.set(name, value);
  return app.request("POST", DOCS, { body });
}

/** The text of the field `data` in an answer. */
function dataText({ text }: TestResponse): string {
  return /"data":(.*),"id"/s.exec(text)?.[1] ?? text;
}

/** What is shown of a new record, and of the same when it was read again. */
async function shown(created: TestResponse): Promise<string[]> {
  expect(created.status).toBe(200);
  const { id } = created.json as { id: string };
  const [viewed, listed] = [
    await app.request("GET", `${DOCS}/${id}`),
    await app.request("GET", `${DOCS}?filter=id='${id}'`),
  ];
  expect(dataText(listed)).toBe(dataText(viewed));
  return [dataText(created), dataText(viewed)];
}

test.each([
  ["12345678901234567890", "12345678901234567000", "1.2345678901234567e+19"],
  ['{"b":12345678901234567890,"a":1.0}', '{"a":1,"b":12345678901234567000}', '{"a":1,"b":12345678901234567000}'],
  ["[1e21,1e-7,1.0,-0]", "[1e+21,1e-7,1,-0]", "[1e+21,1e-7,1,-0]"],
  ["9007199254740993", "9007199254740992", "9007199254740992"],
  [String.raw`"\ud800"`, '"\ufffd"', '"\ufffd"'],
])("in a JSON body %s is %s", async (sent, created, stored) => {
  expect(await shown(await post(`{"data":${sent}}`))).toEqual([created, stored]);
});

test("texts of forms and strings keep their numbers as they were sent, and filters find them", async () => {
  const sent = '{"b":12345678901234567890,"a":1.0,"c":1e400}';
  expect(await shown(await postForm("data", sent))).toEqual([sent, sent]);
  expect(await shown(await post(JSON.stringify({ data: sent })))).toEqual([sent, sent]);
  const found = await app.request(
    "GET",
    `${DOCS}?filter=${encodeURIComponent(`data.b = 12345678901234567890 && data.a = 1 && data.c != null`)}`,
  );
  expect((found.json as { totalItems: number }).totalItems).toBe(2);
});

test("numbers beyond 64 bits make a body unreadable, whatever their place", async () => {
  for (const body of ['{"data":1e400}', '{"count":1e400}', '{"data":{"a":[-1e999]}}', '{"other":1e400}']) {
    const answer = await post(body);
    expect([body, answer.status, (answer.json as { message: string }).message]).toEqual([
      body,
      400,
      "Something went wrong while processing your request.",
    ]);
  }
});

test("what is nested as deeply as may be is stored, shown and picked; more is refused by name", async () => {
  const nested = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);
  const deepest = nested(MAX_JSON_DEPTH - 1);
  const deeper = nested(MAX_JSON_DEPTH);
  const answers = [await post(`{"data":${deepest}}`), await postForm("@jsonPayload", `{"data":${deepest}}`)];
  for (const answer of answers) {
    expect((await shown(answer)).map((text) => text === deepest)).toEqual([true, true]);
  }
  // Alone it is JSON, in a body it is too deep; deeper texts are texts, as in PocketBase.
  expect((await shown(await postForm("data", deeper))).map((text) => text === deeper)).toEqual([true, true]);
  expect((await shown(await postForm("data", `[${deeper}]`))).map((text) => text === `"[${deeper}]"`)).toEqual([
    true,
    true,
  ]);
  const refused = [
    await post(`{"data":${deeper}}`),
    await post(`{"data":${nested(1_000_000)}}`),
    await postForm("@jsonPayload", `{"data":${deeper}}`),
  ];
  for (const { status, json } of refused)
    expect([status, json]).toEqual([400, { data: {}, message: TOO_DEEP, status: 400 }]);
  for (const [method, path, body] of [
    ["PATCH", "/api/settings", `{"meta":${deeper}}`],
    ["POST", "/api/collections", `{"fields":${deeper}}`],
    ["POST", "/api/batch", `{"requests":${deeper}}`],
    ["POST", "/api/sql", `{"query":${deeper}}`],
    ["POST", "/api/realtime", `{"clientId":"x","subscriptions":${deeper}}`],
  ] as const) {
    const headers = { "content-type": "application/json" };
    const { status, json } = await app.request(method, path, { token, body, headers });
    expect([path, status, json]).toEqual([path, path === "/api/batch" ? 403 : 400, expect.anything()]);
    if (path !== "/api/batch") expect((json as { message: string }).message).toBe(TOO_DEEP);
  }
  const list = await app.request("GET", `${DOCS}?fields=id,data&perPage=500`);
  expect([list.status, list.text.includes(deepest)]).toEqual([200, true]);
});

test("a filter that is too large is refused by name", async () => {
  const filter = `${"(".repeat(200)}count=1${")".repeat(200)}`;
  const { status, json } = await app.request("GET", `${DOCS}?filter=${filter}`);
  expect([status, json]).toMatchObject([400, { message: "A filter must not have more than 100 nested parentheses." }]);
});
