import { afterAll, expect, test } from "bun:test";
import { validateRule } from "../../../src/model/rules/validate-rule.ts";
import { blog } from "./blog.ts";
import { field } from "./small-world.ts";

const world = blog();
afterAll(() => world[Symbol.dispose]());
const posts = world.find("posts");

test.each([
  "",
  "title = 'a'",
  "@request.auth.id != '' && author = @request.auth.id",
  // What a request path leads to is not known before there is a request.
  "@request.body.anything.at.all = 1",
  "@request.auth.whatever.else = 1",
  "@collection.secrets.author.secret = 'x'",
  "comments_via_post.author.secret ?= 'x' // hidden fields may be used",
])("accepts %p", (rule) => {
  expect(validateRule(world.context, posts, rule)).toBeNull();
});

test.each([
  "missing = 1",
  "title = ",
  "@collection.missing.id = 1",
  "@request.unknown = 1",
  "author.missing = 1",
  "// none",
])("says what is wrong with %p", (rule) => {
  expect(validateRule(world.context, posts, rule)).toBeString();
});

test("looks at the collection as it will be", () => {
  const changed = { ...posts, fields: [...posts.fields, field("text", "added")] };
  expect(validateRule(world.context, posts, "added = 1")).toBeString();
  expect(validateRule(world.context, changed, "added = 1")).toBeNull();
  expect(validateRule(world.context, changed, "author.posts_via_author.added = 1")).toBeNull();
  expect(validateRule(world.context, { ...posts, name: "articles" }, "author.articles_via_author.id = 1")).toBeNull();
});
