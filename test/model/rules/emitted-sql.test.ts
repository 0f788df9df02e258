// The statements that rules, filters and sorts become on SQLite, word by word: a change of how they are written shows here before it
// shows as another plan or another answer. `bun test <this file> --update-snapshots` after a change that is meant.
import { afterAll, expect, test } from "bun:test";
import { blog } from "./blog.ts";
import { listStatement, matchStatements } from "./emitted-sql.ts";
import { BODY, FIELDS, HEADERS, QUERY, TEAMS, USER, rules } from "./operand-truth/cases.ts";
import { SmallWorld, collection, field, requestInfo } from "./small-world.ts";

const cases = new SmallWorld([
  collection("teams", [field("text", "name")]),
  collection("cases", [
    ...FIELDS.map(({ type, name, ...options }) => field(type, name, options)),
    field("relation", "team", { collectionId: "id_teams", maxSelect: 1 }),
    field("relation", "teams", { collectionId: "id_teams", maxSelect: 9 }),
  ]),
  collection("people", [field("email", "email"), field("bool", "verified"), field("text", "nick")], {
    type: "auth",
  } as never),
]);
const posts = blog();
afterAll(() => {
  cases[Symbol.dispose]();
  posts[Symbol.dispose]();
});
for (const team of TEAMS) cases.insert("teams", team);
cases.insert("people", USER);
const parts = { query: QUERY, headers: HEADERS, body: BODY };
const guest = requestInfo(parts);
const user = requestInfo({ ...parts, auth: cases.record("people", USER.id) });
const ann = requestInfo({ auth: posts.record("authors", "ann"), body: { author: "ann", reviewers: ["ann", "bob"] } });

/** Prime to the numbers of operands and operators, so that each of them comes on both sides. */
const STEP = 223;
const some = [...rules()].filter((_rule, index) => index % STEP === 0);

test.each(some.map((rule, index) => [rule, index % 2 === 0 ? guest : user] as const))("%s", async (rule, request) => {
  const list = listStatement(cases, { collection: "cases", rule, request });
  expect([list, ...(await matchStatements(cases, { collection: "cases", rule, request }))]).toMatchSnapshot();
});

test.each([
  ["posts", "", "-@rowid"],
  ["posts", "title = 'a'", "title,-views,+published,-author.handle,meta.a.0,labels:length,reviewers.handle"],
  ["posts", "reviewers.handle = 'bob' || author.friends.age > 10", "@random"],
  ["posts", "reviewers.handle ?= reviewers.handle && reviewers.handle = labels:each", "-author.age"],
  ["posts", "comments_via_post.author.handle ?= 'bob'", "comments_via_post.text"],
  ["posts", "comments_via_post.author.handle = 'bob'", ""],
  ["posts", "@collection.authors:a.age ?> 25 && @collection.authors:b.age ?= views", ""],
  ["posts", "author.id = reviewers.id && meta.b != author.home.lon", ""],
  ["authors", "posts_via_reviewers.title ?= 'two' && profiles_via_of.bio = 'b'", "email"],
  ["authors", "email = 'ann@x.org' && email != ''", "-friends.handle"],
  ["authors", "geoDistance(home.lon, home.lat, 23, 42) < 100 && home.lon ~ '2'", ""],
  ["comments", "post.title != 'zzz' && post.author.handle ~ text", "post.title,id"],
  ["titles", "total > 2 && title = '' && total ~ '1'", "total,-title"],
  ["titles", "@collection.posts.title ?= title", ""],
] as const)("%s: %s sorted by %s", (name, filter, sort) => {
  expect(listStatement(posts, { collection: name, filter, sort, request: ann })).toMatchSnapshot();
});

test.each([
  ["authors", "email ~ 'x.org'", "email"],
  ["comments", "post.title != 'zzz' && author.email != ''", "post.title"],
  ["posts", "reviewers.handle ?= 'Ann'", ""],
] as const)("%s: %s sorted by %s, of a normal user", (name, filter, sort) => {
  const question = { collection: name, filter, sort, request: ann, allowHidden: false };
  expect(listStatement(posts, question)).toMatchSnapshot();
});

test.each([
  ["posts", "@request.auth.friends.handle ?= author.handle && @request.auth.posts_via_author.title = 'One'"],
  ["posts", "@request.body.reviewers.handle ?= 'bob' && @request.body.author.age > 1"],
  ["posts", "@request.body.reviewers:each = author && @request.body.reviewers:length = reviewers:length"],
  ["comments", "post.reviewers.id ?= @request.auth.id && @request.body.text:changed = false"],
] as const)("%s: the rule %s", async (name, rule) => {
  const question = { collection: name, rule, request: ann };
  expect([listStatement(posts, question), ...(await matchStatements(posts, question))]).toMatchSnapshot();
});
