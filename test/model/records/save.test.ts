import { describe, expect, test } from "bun:test";
import { ValidationError } from "../../../src/lib/api-error.ts";
import type { CommitOrder } from "../../../src/lib/bus.ts";
import { inTransaction, type Context } from "../../../src/model/context.ts";
import { createHooks } from "../../../src/model/hooks.ts";
import { findRecordById, findRecordsByIds } from "../../../src/model/records/find.ts";
import { verifyPassword } from "../../../src/model/records/password.ts";
import {
  copyRecord,
  newRecord,
  replaceModifiers,
  setValue,
  setValues,
} from "../../../src/model/records/record-values.ts";
import type { RecordModel } from "../../../src/model/records/record.ts";
import { saveRecord } from "../../../src/model/records/save.ts";
import { failure } from "../../support/failure.ts";
import { isOnPostgres } from "../../support/test-database.ts";
import { testApp, type TestApp } from "../../support/test-app.ts";
import { createCollection } from "./create-collection.ts";

const fields = [
  { name: "title", type: "text", required: true, max: 20 },
  { name: "slug", type: "text", autogeneratePattern: "[a-z]{8}" },
  { name: "count", type: "number", max: 10 },
  { name: "tags", type: "select", values: ["a", "b", "c"], maxSelect: 3 },
  { name: "created", type: "autodate", onCreate: true },
  { name: "updated", type: "autodate", onCreate: true, onUpdate: true },
];
const indexes = ["CREATE UNIQUE INDEX idx_slug ON posts (slug)"];

async function postsApp(): Promise<TestApp> {
  const app = await testApp();
  await createCollection(app.context, { name: "posts", fields, indexes });
  return app;
}

async function stored(app: TestApp, record: RecordModel): Promise<RecordModel> {
  const found = await findRecordById(app.context, app.collection(record.collection.name), record.id);
  if (found === null) throw new Error("the record is not stored");
  return found;
}

describe("create", () => {
  test("fills ids, patterns and dates", async () => {
    await using app = await postsApp();
    const record = await app.create("posts", { title: "One" });
    expect(record.id).toMatch(/^[a-z0-9]{15}$/);
    expect(record.text("slug")).toMatch(/^[a-z]{8}$/);
    expect(record.text("created")).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(record.isNew).toBe(false);
    expect((await stored(app, record)).values).toEqual(record.values);
  });

  test("keeps an id and a slug that were sent, and ignores dates", async () => {
    await using app = await postsApp();
    const sent = { id: "abcdefghijklmno", title: "One", slug: "mine", created: "2020-01-01" };
    const record = await app.create("posts", sent);
    expect(record.values).toMatchObject({ id: "abcdefghijklmno", slug: "mine" });
    expect(record.text("created")).not.toStartWith("2020");
  });

  test("a bad record is refused whole, with all errors at once", async () => {
    await using app = await postsApp();
    const error = await failure(app.create("posts", { id: "short", count: 11, tags: ["a", "x"] }));
    expect(error).toBeInstanceOf(ValidationError);
    expect(error).toHaveProperty("errors", {
      id: { code: "validation_min_text_constraint", message: "Must be at least 15 character(s).", params: { min: 15 } },
      title: { code: "validation_required", message: "Cannot be blank." },
      count: {
        code: "validation_max_number_constraint",
        message: "Must be less or equal than 10",
        params: { max: 10 },
      },
      tags: { code: "validation_invalid_value", message: "Invalid value x.", params: { value: "x" } },
    });
    expect(await app.context.connection.all("SELECT * FROM posts")).toEqual([]);
  });

  test("a violated unique index is an error of its fields", async () => {
    await using app = await postsApp();
    const first = await app.create("posts", { title: "One", slug: "same" });
    const taken = { code: "validation_not_unique", message: "Value must be unique." };
    expect(await failure(app.create("posts", { title: "Two", slug: "same" }))).toHaveProperty("errors", {
      slug: taken,
    });
    expect(await failure(app.create("posts", { id: first.id, title: "Two" }))).toHaveProperty("errors", { id: taken });
  });
});

describe("update", () => {
  test("writes only what changed, so that other changes of the row stay", async () => {
    await using app = await postsApp();
    const one = await app.create("posts", { title: "One", count: 1 });
    const other = await stored(app, one);
    setValue(other, "count+", 2);
    await saveRecord(app.context, other);
    setValue(one, "title", "Changed");
    await saveRecord(app.context, one);
    expect((await stored(app, one)).values).toMatchObject({ title: "Changed", count: 3 });
  });

  test("can follow at once, back to the value before", async () => {
    await using app = await postsApp();
    const record = await app.create("posts", { title: "One" });
    for (const title of ["Two", "One"]) {
      setValue(record, "title", title);
      await saveRecord(app.context, record);
    }
    expect((await stored(app, record)).text("title")).toBe("One");
  });

  test("an id cannot change", async () => {
    await using app = await postsApp();
    const record = await app.create("posts", { title: "One" });
    setValue(record, "id", "abcdefghijklmno");
    expect(await failure(saveRecord(app.context, record))).toHaveProperty("errors", {
      id: { code: "validation_pk_change", message: "The record primary key cannot be changed." },
    });
  });

  test("a record that was deleted meanwhile is not saved as if it were there", async () => {
    await using app = await postsApp();
    const record = await app.create("posts", { title: "One" });
    await app.context.connection.run("DELETE FROM posts");
    setValue(record, "title", "Two");
    expect(await failure(saveRecord(app.context, record))).toHaveProperty("message", "the record no longer exists");
  });
});

test("keys with modifiers", async () => {
  await using app = await postsApp();
  const record = newRecord(app.collection("posts"));
  setValues(record, { "tags+": ["c"], tags: ["a", "b"], "+tags": "b", "slug:autogenerate": "x-", unknown: 1 });
  expect(record.values["tags"]).toEqual(["b", "a", "c"]);
  expect(record.text("slug")).toMatch(/^x-[a-z]{8}$/);
  expect("unknown" in record.values).toBe(false);
  expect(setValue(record, "unknown", 1)).toBe(false);
  expect(replaceModifiers(copyRecord(record), { "tags-": "a", "count+": 4, other: 1 })).toEqual({
    tags: ["b", "c"],
    count: 4,
    other: 1,
  });
  expect(record.values["tags"]).toEqual(["b", "a", "c"]);
});

test("records are found in the order of their ids", async () => {
  await using app = await postsApp();
  const ids: string[] = [];
  for (const title of ["One", "Two", "Three"]) ids.unshift((await app.create("posts", { title })).id);
  const found = await findRecordsByIds(app.context, app.collection("posts"), [...ids, "missing", ids[0] ?? ""]);
  expect(found.map(({ id }) => id)).toEqual(ids);
});

describe("hooks", () => {
  function watch(context: Context): string[] {
    const calls: string[] = [];
    for (const [name, hook] of Object.entries(context.hooks)) {
      if (!/^onRecord(?:Create|Update|Validate|After)/.test(name) || name.endsWith("Request")) continue;
      hook.bind({
        tags: ["posts"],
        run: async (event) => {
          calls.push(`${name} begins`);
          await event.next();
          calls.push(`${name} ends`);
        },
      });
    }
    return calls;
  }

  test("run around each step in PocketBase's order", async () => {
    await using app = await postsApp();
    const calls = watch(app.context);
    await app.create("posts", { title: "One" });
    expect(calls).toEqual([
      "onRecordCreate begins",
      "onRecordValidate begins",
      "onRecordValidate ends",
      "onRecordCreateExecute begins",
      "onRecordCreateExecute ends",
      "onRecordCreate ends",
      "onRecordAfterCreateSuccess begins",
      "onRecordAfterCreateSuccess ends",
    ]);
  });

  test("of success wait for the commit of the transaction", async () => {
    await using app = await postsApp();
    const calls = watch(app.context);
    await inTransaction(app.context, async (inner) => {
      const record = newRecord(app.collection("posts"));
      setValue(record, "title", "One");
      await saveRecord(inner, record);
      expect(calls).not.toContain("onRecordAfterCreateSuccess begins");
    });
    expect(calls).toContain("onRecordAfterCreateSuccess begins");
  });

  test("a rollback is told as an error, and the record is new again", async () => {
    await using app = await postsApp();
    const calls = watch(app.context);
    const record = newRecord(app.collection("posts"));
    setValue(record, "title", "One");
    await failure(
      inTransaction(app.context, async (inner) => {
        await saveRecord(inner, record);
        throw new Error("enough");
      }),
    );
    expect(calls.filter((call) => call.includes("After"))).toEqual([
      "onRecordAfterCreateError begins",
      "onRecordAfterCreateError ends",
    ]);
    expect(record.isNew).toBe(true);
  });

  test("what they set is validated and written", async () => {
    await using app = await postsApp();
    app.context.hooks.onRecordCreate.bind({
      run: async (event) => {
        event.record.values["title"] = "x".repeat(21);
        await event.next();
      },
    });
    expect(await failure(app.create("posts", { title: "One" }))).toHaveProperty("errors.title.code");
  });
});

describe("auth records", () => {
  test("keep the bcrypt hash of the password", async () => {
    await using app = await testApp();
    const user = await app.create("users", { email: "a@example.com", password: "12345678" });
    const found = await stored(app, user);
    expect(found.text("password")).toMatch(/^\$2a\$10\$.{53}$/);
    expect(await verifyPassword(app.context, found, { plain: "12345678" })).toBe(true);
    expect(await verifyPassword(app.context, found, { plain: "12345679" })).toBe(false);
    expect(await verifyPassword(app.context, found, { plain: "" })).toBe(false);
    expect(found.text("tokenKey")).toMatch(/^[a-zA-Z0-9]{50}$/);
  });

  test("hashes made by Go are understood", async () => {
    await using app = await testApp();
    const user = newRecord(app.collection("users"));
    user.values["password"] = "$2a$10$.5Elh8fgxypNUWhpUUr/xOa2sZm0VIaE0qWuGGl9otUfobb46T1Pq";
    expect(await verifyPassword(app.context, user, { plain: "123456" })).toBe(true);
    user.values["password"] = "$2a$broken";
    expect(await verifyPassword(app.context, user, { plain: "123456" })).toBe(false);
  });

  test("get a new token key with a new password or email, and only then", async () => {
    await using app = await testApp();
    const user = await app.create("users", { email: "a@example.com", password: "12345678" });
    const keys = [user.text("tokenKey")];
    for (const change of [{ name: "x" }, { password: "abcdefgh" }, { email: "b@example.com" }]) {
      setValues(user, change);
      await saveRecord(app.context, user);
      keys.push(user.text("tokenKey"));
    }
    expect(keys[1]).toBe(keys[0] ?? "");
    expect(new Set(keys).size).toBe(3);
  });

  test("have ids that no other auth collection has", async () => {
    await using app = await testApp();
    await createCollection(app.context, { name: "clients", type: "auth" });
    const user = await app.create("users", { email: "a@example.com", password: "12345678" });
    const same = { id: user.id, email: "b@example.com", password: "12345678" };
    expect(await failure(app.create("clients", same))).toHaveProperty("errors", {
      id: { code: "validation_invalid_auth_id", message: "Invalid or duplicated auth record id." },
    });
  });
});

// Transactions of PostgreSQL tell of what they write.
test.skipIf(isOnPostgres)("a write without hooks has no place in the order of what clients are told", async () => {
  await using app = await testApp();
  await createCollection(app.context, { name: "notes", fields: [{ name: "text", type: "text" }] });
  const record = newRecord(app.collection("notes"));
  const save = async (context: Context, text: string): Promise<CommitOrder | undefined> => {
    setValue(record, "text", text);
    await saveRecord(context, record);
    return record.order;
  };
  const withoutHooks = { ...app.context, hooks: createHooks() };
  const first = await save(app.context, "first");
  await save(withoutHooks, "second");
  await inTransaction(withoutHooks, (transaction) => save(transaction, "third"));
  const last = await save(app.context, "last");
  expect(first?.commit).toBeGreaterThan(0);
  expect(last?.previous).toBe(first?.commit ?? -1);
});
