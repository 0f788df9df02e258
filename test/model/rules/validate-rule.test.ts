import { expect, test } from "bun:test";
import { newCollection } from "../../../src/model/collections/new-collection.ts";
import { validateRule } from "../../../src/model/rules/validate-rule.ts";
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
