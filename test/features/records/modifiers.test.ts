import { afterAll, beforeAll, beforeEach, expect, spyOn, test } from "bun:test";
import { ValidationError } from "../../../src/lib/api-error.ts";
import { findRecordById } from "../../../src/model/records/find.ts";
import { setValues } from "../../../src/model/records/record-values.ts";
import type { RecordModel } from "../../../src/model/records/record.ts";
import { saveRecord } from "../../../src/model/records/save.ts";
import { saveSettings } from "../../../src/model/settings/save-settings.ts";
import { createCollection } from "../../model/records/create-collection.ts";
import { failure } from "../../support/failure.ts";
import { insideTest } from "../../support/inside-test.ts";
import { type TestApp, type TestResponse, testApp } from "../../support/test-app.ts";

const PATH = "/api/collections/boards/records";
const LETTERS = "abcdefghijklmnopqrst".split("");

let app: TestApp;
let id: string;

beforeAll(async () => {
  app = await testApp();
  const fields = [
    { name: "likes", type: "number" },
    { name: "seats", type: "number", max: 3 },
    { name: "tags", type: "select", maxSelect: 20, values: LETTERS },
    { name: "files", type: "file", maxSelect: 20 },
  ];
  const updateRule = "@request.body.likes:isset = false || @request.body.likes <= 40";
  await createCollection(app.context, { name: "boards", fields, updateRule });
  const settings = app.context.settings.current();
  await saveSettings(app.context, { ...settings, batch: { ...settings.batch, enabled: true, maxRequests: 50 } });
});

afterAll(() => app[Symbol.asyncDispose]());

beforeEach(async () => {
  ({ id } = await app.create("boards", {}));
});

function change(body: object): Promise<TestResponse> {
  return app.request("PATCH", `${PATH}/${id}`, { body });
}

async function stored(): Promise<RecordModel> {
  const record = await findRecordById(app.context, app.collection("boards"), id);
  if (record === null) throw new Error("the record is gone");
  return record;
}

/** The record as read now, changed but not saved. */
async function changed(data: Record<string, unknown>): Promise<RecordModel> {
  const record = await stored();
  setValues(record, data);
  return record;
}

function repeat<T>(times: number, make: (index: number) => T): T[] {
  return Array.from({ length: times }, (_, index) => make(index));
}

insideTest("parallel increments all count, and hooks, rules and answers have the values that are stored", async () => {
  const { recordLocks } = app.context;
  const hold = recordLocks.hold.bind(recordLocks);
  // On a busy machine the last one has to wait longer than requests do.
  using _patient = spyOn(recordLocks, "hold").mockImplementation((key) => hold(key, 60_000));
  const seen: unknown[] = [];
  const unbind = app.context.hooks.onRecordUpdate.bind({
    async run({ record, next }) {
      seen.push(record.values["likes"]);
      await next();
    },
  });
  const answers = await Promise.all(repeat(45, () => change({ "likes+": 1 })));
  unbind();
  const counted = answers.filter(({ status }) => status === 200).map(({ json }) => (json as { likes: number }).likes);
  const upTo40 = repeat(40, (index) => index + 1);
  expect(counted.toSorted((a, b) => a - b)).toEqual(upTo40);
  expect(seen).toEqual(upTo40);
  // The rule ends it at 40.
  expect(answers.filter(({ status }) => status === 404)).toHaveLength(5);
  expect((await stored()).values["likes"]).toBe(40);
});

test("parallel changes of a list all count", async () => {
  await Promise.all(LETTERS.map((letter, index) => change({ [index % 2 === 0 ? "tags+" : "+tags"]: letter })));
  expect((await stored()).values["tags"]).toBeArrayOfSize(20);
  await Promise.all(LETTERS.slice(1).map((letter) => change({ "tags-": letter })));
  expect((await stored()).values["tags"]).toEqual(["a"]);
});

test("parallel files all stay", async () => {
  const send = (index: number) => {
    const body = new FormData();
    body.append("files+", new File(["x"], `file${index}.txt`));
    return app.request("PATCH", `${PATH}/${id}`, { body });
  };
  await Promise.all(repeat(12, send));
  const names = (await stored()).values["files"] as string[];
  expect(names).toHaveLength(12);
  for (const name of names) {
    expect(await app.context.files.read(`${app.collection("boards").id}/${id}/${name}`)).not.toBeNull();
  }
});

test("requests of batches count beside others", async () => {
  const url = `${PATH}/${id}`;
  const requests = repeat(3, () => ({ method: "PATCH", url, body: { "likes+": 1 } }));
  const batch = () => app.request("POST", "/api/batch", { body: { requests } });
  const answers = await Promise.all([...repeat(5, batch), ...repeat(10, () => change({ "likes+": 1 }))]);
  expect(answers.map(({ status }) => status)).toEqual(repeat(15, () => 200));
  expect((await stored()).values["likes"]).toBe(25);
});

test("records that were read before another change are changed as they are by then", async () => {
  const [first, second] = [await changed({ "likes+": 5, "tags+": "b" }), await changed({ "likes-": 2, "+tags": "a" })];
  await saveRecord(app.context, first);
  await saveRecord(app.context, second);
  expect(second.values).toMatchObject({ likes: 3, tags: ["a", "b"] });
  expect((await stored()).values).toMatchObject({ likes: 3, tags: ["a", "b"] });
});

test("a change back to the value that was read is made, too", async () => {
  const late = await changed({ "likes-": 1 });
  await saveRecord(app.context, await changed({ "likes+": 1 }));
  await saveRecord(app.context, late);
  expect((await stored()).values["likes"]).toBe(0);
});

test("what a change makes of the row must be valid", async () => {
  const late = await changed({ "seats+": 2 });
  await saveRecord(app.context, await changed({ "seats+": 2 }));
  const error = await failure(saveRecord(app.context, late));
  expect(error).toBeInstanceOf(ValidationError);
  expect(error).toMatchObject({ errors: { seats: { code: "validation_max_number_constraint" } } });
  expect((await stored()).values["seats"]).toBe(2);
});

test("values that are set outright do not depend on the row", async () => {
  const [late, other] = [await changed({ likes: 10, "likes+": 1 }), await changed({ "likes+": 1 })];
  // As a hook would.
  other.values["likes"] = 7;
  await saveRecord(app.context, await changed({ "likes+": 3 }));
  await saveRecord(app.context, late);
  expect((await stored()).values["likes"]).toBe(11);
  await saveRecord(app.context, other);
  expect((await stored()).values["likes"]).toBe(7);
});
