import { afterAll, expect, test } from "bun:test";
import { createSnapshot } from "../../../src/model/collections/collection-snapshot.ts";
import type { RequestInfo } from "../../../src/model/request-info.ts";
import { planRecords } from "../../../src/model/rules/plan-records.ts";
import { blog } from "./blog.ts";
import { requestInfo } from "./small-world.ts";

const world = blog();
afterAll(() => world[Symbol.dispose]());

const FILTERS = ["", " ", "\t\n", "title = "].concat(
  `//
// a comment
()
title
title = 'One' // a comment
title='One'
title = ''
title = null
title = 1
title = '1'
title = true
title = false
title != ''
title = 'two'
title != 'two'
title ~ 'o'
title ~ ''
title ?= 'One'
views > 1
views > '1'
views = 0
published = true
published != true
published != false
meta.a = 1
meta.a = ''
labels:each = 'x'
labels:each = ''
labels:length > 1
title:lower = 'one'
title:nothing = 1
author.handle = 'Ann'
author.handle = ''
author.email = 'ann@x.org'
author.secret = 'x'
@request.auth.id = author
@request.auth.id != ''
@request.auth.handle = 'Ann'
title = @request.query.q
title != @request.query.q
@request.query.q:isset = true
author != @request.query.q:isset
id = id
@request.body.title = title
@request.body.title:isset = false
@request.body.labels:each = 'x'
@request.body.labels:length > 0
@request.body.title:changed = true
@collection.authors.age > 30
@collection.authors:a.age > 30
@collection.posts:a.views > 1 && @collection.authors:a.age > 1
strftime('%Y', at) = '2026'
strftime('%m', at) = '2026'
geoDistance(1, 2, 3, 4) > 1
at > @now
(title = 'One')
title = 'One' && views = 1 || views = 2
title = 'One' && (views = 1 || views = 2)`.split("\n"),
);
const SORTS = ["", " ", "title", "-title", "title,-views", "author.handle", "nothing", "@rowid", "-"];
const RULES = ["", "published = true", "author = @request.auth.id", "@request.body.title:isset = false"];
const BODIES = [{}, { title: "One" }, { title: "", labels: ["x", "y"] }, { title: 1, labels: [] }];
const QUERIES = [{}, { q: "" }, { q: "One" }];

interface Question {
  readonly filter: string;
  readonly sort: string;
  readonly rule: string;
  readonly allowHidden: boolean;
  readonly request: RequestInfo;
}

/** The same numbers for the same seed. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function questions(random: (below: number) => number): Question[] {
  const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T;
  return Array.from({ length: 600 }, () => ({
    filter: pick(FILTERS),
    sort: pick(SORTS),
    rule: pick(RULES),
    allowHidden: pick([true, false]),
    request: requestInfo({
      auth: pick([null, world.record("authors", "ann"), world.record("authors", "bob")]),
      body: pick(BODIES),
      query: pick(QUERIES),
    }),
  }));
}

/** What the list shows, or why it is refused. */
function answer(context: typeof world.context, question: Question): unknown {
  try {
    const plan = planRecords(context, { collection: world.find("posts"), ...question });
    const { sql, parameters } = plan.select({ limit: 10, offset: 0, columns: ["id"] });
    const count = plan.count();
    return [
      world.database.query(sql).values(...(parameters as never[])),
      world.database.query(count.sql).values(...(count.parameters as never[])),
    ];
  } catch (error) {
    return String(error);
  }
}

/** A context that has planned nothing yet. */
function freshContext(): typeof world.context {
  const snapshot = createSnapshot(world.snapshot.all);
  return { ...world.context, collections: { current: () => snapshot } } as unknown as typeof world.context;
}

test.each([1, 2, 3, 4])("no answer depends on what was asked before (seed %d)", (seed) => {
  const context = freshContext();
  for (const question of questions(randomFrom(seed))) {
    const { auth, ...request } = question.request;
    const asked = { ...question, request: { ...request, auth: auth?.id } };
    expect({ asked, is: answer(context, question) }).toEqual({ asked, is: answer(freshContext(), question) });
  }
});

test("a filter of nothing but space or a comment is refused, also after a list without one", () => {
  const context = freshContext();
  const question = { filter: "", sort: "", rule: "", allowHidden: true, request: requestInfo() };
  expect(answer(context, question)).toBeArray();
  for (const filter of [" ", "\n", "// nothing", "//"]) {
    expect(answer(context, { ...question, filter })).toBe(
      "ApiError: Something went wrong while processing your request.",
    );
  }
});
