import { afterAll, describe, expect, test } from "bun:test";
import { newRecord, setValues } from "../../../src/model/records/record-values.ts";
import { findRecordRow } from "../../../src/model/rules/find-record-row.ts";
import { recordMatchesRule } from "../../../src/model/rules/match-rule.ts";
import { blog } from "./blog.ts";
import { requestInfo } from "./small-world.ts";

const world = blog();
afterAll(() => world[Symbol.dispose]());
const auth = world.record("authors", "ann");

function newPost(data: Record<string, unknown>) {
  const record = newRecord(world.find("posts"));
  setValues(record, data);
  return record;
}

describe("a record that is not stored", () => {
  const body = { title: "One", author: "ann", reviewers: ["bob", "cid"], labels: ["x", "z"], views: 5 };
  test.each([
    ["", true],
    [null, false],
    ["title = 'One'", true],
    ["title = 'one'", false],
    ["views = 5 && id != ''", true],
    ["author = @request.auth.id", true],
    ["author.handle = 'Ann'", true],
    ["author.handle = 'bob'", false],
    ["reviewers.id ?= 'bob'", true],
    ["reviewers.id = 'bob'", false],
    ["reviewers.age >= 0", true],
    ["labels:each ?= 'z' && labels:length = 2", true],
    ["meta.a = null", true],
    ["@request.body.author:isset = true", true],
    ["@request.body.missing:isset = true", false],
    ["@request.body.author = @request.auth.id", true],
    ["@request.body.author.handle = 'Ann'", true],
    ["@request.body.author.posts_via_author.title ?= 'One'", true],
    ["@request.body.reviewers.handle ?= 'bob'", true],
    ["@request.body.reviewers.handle != ''", false],
    ["@request.body.labels:length = 2", true],
    ["@request.body.labels:length > 2", false],
    ["@request.body.labels:each ?= 'z'", true],
    ["@request.body.labels:each = 'z'", false],
    ["@request.body.title:lower = 'one'", true],
    ["@request.body.title:changed = false", true],
    ["@request.body.views:changed = true", false],
    ["@collection.posts.title ?= title", true],
    ["@collection.posts.id ?= id", false],
    // Nothing can refer to it yet, so such a rule is an error.
    ["comments_via_post.id = ''", false],
    ["missing = 1", false],
    ["@request.body.title:length = 1", false],
  ])("%s: %p", async (rule, expected) => {
    const request = requestInfo({ auth, body });
    expect(await recordMatchesRule(world.context, newPost(body), { rule, request })).toBe(expected);
  });

  test("counts as unverified", async () => {
    const record = newRecord(world.find("authors"));
    setValues(record, { verified: true });
    const request = requestInfo();
    expect(await recordMatchesRule(world.context, record, { rule: "verified = true", request })).toBe(false);
    expect(
      await recordMatchesRule(world.context, record, { rule: "friends:length = 0 && verified = true", request }),
    ).toBe(false);
  });
});

describe("a stored record", () => {
  test.each([
    ["author = @request.auth.id", true],
    ["title = 'changed'", false],
    ["author.friends.handle ?= 'bob'", true],
    ["@request.body.title:changed = true", true],
    ["@request.body.views:changed = true", false],
    ["@request.body.author:changed = false", true],
    ["comments_via_post.text ?= 'bad'", true],
    ["missing = 1", false],
  ])("%s: %p", async (rule, expected) => {
    const record = world.record("posts", "p1");
    setValues(record, { title: "changed" });
    const request = requestInfo({ auth, body: { title: "changed", views: 10 } });
    expect(await recordMatchesRule(world.context, record, { rule, request })).toBe(expected);
  });

  test.each([
    ["", "p1", "One"],
    [null, "p1", "One"],
    ["author = @request.auth.id", "p1", "One"],
    ["author = @request.auth.id", "p2", undefined],
    ["reviewers.id ?= @request.auth.id", "p2", "two"],
    ["", "nope", undefined],
    ["missing = 1", "p1", undefined],
  ])("findRecordRow with %p of %s", async (rule, id, title) => {
    const query = { collection: world.find("posts"), id, rule, request: requestInfo({ auth }) };
    expect((await findRecordRow(world.context, query))?.["title"]).toBe(title);
  });
});
