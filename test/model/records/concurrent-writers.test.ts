// What two writers at once could break, on both engines: SQLite's write transactions exclude each other, PostgreSQL's do not.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { consumeOtp, createOtp } from "../../../src/model/auth/otp.ts";
import { deleteRecord } from "../../../src/model/records/delete.ts";
import { findRecordById } from "../../../src/model/records/find.ts";
import { setValues } from "../../../src/model/records/record-values.ts";
import { saveRecord } from "../../../src/model/records/save.ts";
import { PostgresServer } from "../../support/postgres-server.ts";
import { type TestApp, testApp } from "../../support/test-app.ts";

let server: PostgresServer;
beforeAll(async () => {
  server = await PostgresServer.start();
}, 120_000);
afterAll(async () => server[Symbol.asyncDispose]());

const AT_ONCE = 8;

/** How many of so many calls at once succeed. */
async function successes(call: (index: number) => Promise<unknown>, count = AT_ONCE): Promise<number> {
  const outcomes = await Promise.allSettled(Array.from({ length: count }, (_, index) => call(index)));
  return outcomes.filter(({ status, ...rest }) => status === "fulfilled" && "value" in rest && rest.value !== false)
    .length;
}

async function created(app: TestApp, token: string, collection: string, body: object): Promise<string> {
  const { status, json } = await app.request("POST", `/api/collections/${collection}/records`, { body, token });
  expect(status).toBe(200);
  return (json as { id: string }).id;
}

async function postCollection(app: TestApp, token: string, body: object): Promise<number> {
  return (await app.request("POST", "/api/collections", { body, token })).status;
}

describe.each(["SQLite", "PostgreSQL"])("on %s", (engine) => {
  let app: TestApp;
  let token: string;
  beforeAll(async () => {
    const options = engine === "SQLite" ? {} : { database: await server.createDatabase(), isServer: true };
    app = await testApp({ options });
    token = await app.superuserToken();
    const fields = [
      { name: "count", type: "number" },
      { name: "tags", type: "select", maxSelect: 40, values: Array.from({ length: 40 }, (_, index) => `t${index}`) },
    ];
    expect(await postCollection(app, token, { name: "counters", type: "base", fields })).toBe(200);
  }, 120_000);
  afterAll(async () => app[Symbol.asyncDispose]());

  test("a one-time password is good once", async () => {
    const { context } = app;
    const users = context.collections.current().byName("users");
    const body = { email: "once@example.com", password: "12345678910", passwordConfirm: "12345678910" };
    const id = await created(app, token, "users", body);
    const user = users === undefined ? null : await findRecordById(context, users, id);
    if (user === null) throw new Error("no user");
    const otp = await createOtp(context, user);
    expect(await successes(() => consumeOtp(context, otp.id))).toBe(1);
  });

  test("no change of a modifier is lost", async () => {
    const id = await created(app, token, "counters", { count: 0 });
    const { context } = app;
    const counters = context.collections.current().byName("counters");
    if (counters === undefined) throw new Error("no collection");
    const add = async (index: number): Promise<void> => {
      const record = await findRecordById(context, counters, id);
      if (record === null) throw new Error("no record");
      setValues(record, { "count+": 1, "tags+": [`t${index}`] });
      await saveRecord(context, record);
    };
    expect(await successes(add, 40)).toBe(40);
    const record = await findRecordById(context, counters, id);
    expect(record?.values["count"]).toBe(40);
    expect(record?.values["tags"]).toHaveLength(40);
  });

  test("one superuser stays", async () => {
    const { context } = app;
    const superusers = context.collections.current().byName("_superusers");
    if (superusers === undefined) throw new Error("no superusers");
    for (const name of ["a", "b", "c"]) {
      const body = { email: `${name}@example.com`, password: "12345678910", passwordConfirm: "12345678910" };
      await created(app, token, "_superusers", body);
    }
    const list = await app.request("GET", "/api/collections/_superusers/records?fields=id", { token });
    const ids = (list.json as { items: { id: string }[] }).items.map((item) => item.id);
    expect(ids.length).toBeGreaterThan(3);
    const remove = async (index: number): Promise<void> => {
      const record = await findRecordById(context, superusers, ids[index] ?? "");
      if (record !== null) await deleteRecord(context, record);
    };
    expect(await successes(remove, ids.length)).toBe(ids.length - 1);
  });

  test("of collections with one name one is made, and others at once all", async () => {
    const token2 = await app.superuserToken();
    const same = await Promise.all(
      Array.from({ length: 4 }, () => postCollection(app, token2, { name: "same", type: "base", fields: [] })),
    );
    expect(same.toSorted((a, b) => a - b)).toEqual([200, 400, 400, 400]);
    const others = await Promise.all(
      Array.from({ length: 4 }, (_, index) =>
        postCollection(app, token2, { name: `other${index}`, type: "base", fields: [] }),
      ),
    );
    expect(others).toEqual([200, 200, 200, 200]);
  });
});
