import { expect, test } from "bun:test";
import { newCollection } from "../../../src/model/collections/new-collection.ts";
import { validateRule } from "../../../src/model/rules/validate-rule.ts";
import { createCollection } from "../records/create-collection.ts";
import { testApp } from "../../support/test-app.ts";

test("what is wrong with a rule is told in PocketBase's words", async () => {
  await using app = await testApp();
  const { context } = app;
  const collection = newCollection({ type: "base", name: "notes" }, context.connection.dialect.schema);
  const reason = (rule: string): string | null => validateRule(context, collection, rule);
  expect(reason("missing = 1")).toBe('invalid left operand "missing" - unknown field "missing"');
  expect(reason("1 = missing")).toBe('invalid right operand "missing" - unknown field "missing"');
  expect(reason("post.published = true")).toBe(
    'invalid left operand "post.published" - failed to resolve field "post"',
  );
  const path = "@collection.users.nothing";
  expect(reason(`${path} = 1`)).toBe(`invalid left operand "${path}" - unknown field "nothing"`);
  expect(reason("name = ")).toBe("invalid or incomplete filter expression");
  expect(reason("@request.auth.id != ''")).toBeNull();
});

test.each([
  ["@request.body.title:each = 'x'", `field "title" doesn't support multivalue operations`],
  ["@request.body.title:length = 1", `field "title" doesn't support multivalue operations`],
  ["@request.body.missing:each = 1", "invalid modifier sequence missing:each"],
  ["@request.body.missing:changed = true", "invalid modifier sequence missing:changed"],
  ["@request.query.word:length = 1", "invalid modifier sequence word:length"],
  ["@request.body.title:nothing = 1", 'unknown modifier in "title:nothing"'],
  ["@request.nothing = 1", 'failed to resolve field "@request.nothing"'],
  ["@request.body.tags:each = 'x' && @request.body.tags:length = 1", null],
  ["@request.body.missing:isset = true && @request.body.missing:lower = 'x'", null],
  ["@request.body.author.missing = 1", null],
  // It can be saved, and is refused where it is used.
  ["@collection.users:a.id ?= 'x' && @collection.notes:a.id ?= 'x'", null],
])("%s is checked as for an empty request", async (rule, reason) => {
  await using app = await testApp();
  const { context } = app;
  const notes = await createCollection(context, {
    name: "notes",
    fields: [
      { name: "title", type: "text" },
      { name: "tags", type: "select", maxSelect: 2, values: ["x", "y"] },
      { name: "author", type: "relation", collectionId: app.collection("users").id },
    ],
  });
  const [path] = rule.split(" ");
  expect(validateRule(context, notes, rule)).toBe(
    reason === null ? null : `invalid left operand "${path}" - ${reason}`,
  );
});

test("a rule or filter with one alias for two collections shows nothing and nobody anything", async () => {
  await using app = await testApp();
  const rule = "@collection.users:a.id ?= 'x' || @collection.notes:a.title ?= 'seen'";
  const fields = [{ name: "title", type: "text" }];
  const rules = { listRule: rule, viewRule: rule, updateRule: rule, createRule: rule };
  await createCollection(app.context, { name: "notes", fields, ...rules });
  const { id } = await app.create("notes", { title: "seen" });
  const path = "/api/collections/notes/records";
  const token = await app.superuserToken();
  expect(await app.request("GET", path)).toMatchObject({ status: 400 });
  expect(await app.request("GET", `${path}?filter=${encodeURIComponent(rule)}`, { token })).toMatchObject({
    status: 400,
  });
  expect(await app.request("GET", `${path}/${id}`)).toMatchObject({ status: 404 });
  expect(await app.request("PATCH", `${path}/${id}`, { body: {} })).toMatchObject({ status: 404 });
  expect(await app.request("POST", path, { body: {} })).toMatchObject({ status: 400 });
});
