import { afterAll, expect, test } from "bun:test";
import { parseFilter } from "../../../src/lib/filter/parse.ts";
import { scanFilter } from "../../../src/lib/filter/scan.ts";
import { GuardedRequest, matchesGuards } from "../../../src/model/rules/guards.ts";
import { resolveFilter } from "../../../src/model/rules/resolve.ts";
import type { Comparison } from "../../../src/model/rules/resolved.ts";
import { JoinSet, Scope } from "../../../src/model/rules/scope.ts";
import { blog } from "./blog.ts";
import { requestInfo } from "./small-world.ts";

const world = blog();
afterAll(() => world[Symbol.dispose]());

function resolve(filter: string, request = requestInfo()) {
  const guarded = new GuardedRequest(request);
  const base = world.find("posts");
  const scope = new Scope({
    snapshot: world.snapshot,
    base,
    baseAlias: "posts",
    isUnsaved: false,
    request: guarded,
    joins: new JoinSet(),
  });
  const { parts } = resolveFilter(parseFilter(scanFilter(filter)), scope);
  return { comparisons: parts.map(({ condition }) => condition as Comparison), scope, guards: guarded.guards };
}

test("own columns have a type and no joins", () => {
  const { comparisons, scope } = resolve("title = views");
  expect(comparisons[0]?.left.value).toMatchObject({ kind: "column", alias: "posts", type: "text", isNullable: false });
  expect(comparisons[0]?.right.value).toMatchObject({ kind: "column", type: "number" });
  expect(scope.joins.all).toEqual([]);
});

test("the same path is joined once", () => {
  const { scope } = resolve("author.handle = 'a' && author.age > 1 && author.friends.age > 1");
  expect(scope.joins.all.map(({ kind, alias }) => [kind, alias])).toEqual([
    ["collection", "__j0"],
    ["items", "__j1"],
    ["collection", "__j2"],
  ]);
});

test("a path through a list yields all its values in a subquery", () => {
  const { comparisons } = resolve("author.handle = 'a' && reviewers.handle = 'a'");
  expect(comparisons[0]?.left.all).toBeNull();
  expect(comparisons[1]?.left.all).toMatchObject({
    outerAlias: "posts",
    joins: [{ kind: "items" }, { kind: "collection" }],
    value: { kind: "column", column: "handle", isNullable: true },
  });
});

test("constants are looked up after fields", () => {
  expect(resolve("title = NULL").comparisons[0]?.right.value).toEqual({ kind: "null" });
  expect(resolve("title = True").comparisons[0]?.right.value).toEqual({ kind: "boolean", value: true });
});

test("the kinds of the request's values are guarded, the values are not", () => {
  const { comparisons, guards } = resolve("title = @request.query.q", requestInfo({ query: { q: "a" } }));
  expect(comparisons[0]?.right.value).toMatchObject({ kind: "parameter", type: "text" });
  expect(matchesGuards(guards, requestInfo({ query: { q: "b" } }))).toBe(true);
  expect(matchesGuards(guards, requestInfo({ query: { q: "" } }))).toBe(false);
  expect(matchesGuards(guards, requestInfo())).toBe(false);
});
