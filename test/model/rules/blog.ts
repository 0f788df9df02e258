import type { RequestInfo } from "../../../src/model/request-info.ts";
import { planRecords } from "../../../src/model/rules/plan-records.ts";
import { SmallWorld, collection, field, requestInfo } from "./small-world.ts";

const AUTHORS = "id_authors";
const POSTS = "id_posts";
const emailIndex = "CREATE UNIQUE INDEX `idx_email` ON `authors` (`email`) WHERE `email` != ''";

/** Three authors, four posts and four comments, with every kind of relation between them. */
export function blog(): SmallWorld {
  const world = new SmallWorld([
    collection(
      "authors",
      [
        field("email", "email"),
        field("bool", "emailVisibility"),
        field("bool", "verified"),
        field("text", "handle"),
        field("number", "age"),
        field("text", "secret", { hidden: true }),
        field("geoPoint", "home"),
        field("relation", "friends", { collectionId: AUTHORS, maxSelect: 5 }),
      ],
      { type: "auth", indexes: [emailIndex] } as never,
    ),
    collection(
      "posts",
      [
        field("text", "title"),
        field("bool", "published"),
        field("number", "views"),
        field("json", "meta"),
        field("select", "labels", { maxSelect: 3, values: ["x", "y", "z"] }),
        field("relation", "author", { collectionId: AUTHORS, maxSelect: 1 }),
        field("relation", "reviewers", { collectionId: AUTHORS, maxSelect: 4 }),
        field("date", "at"),
      ],
      { listRule: "published = true", indexes: ["CREATE INDEX `idx_author` ON `posts` (`author`)"] },
    ),
    collection("comments", [
      field("text", "text"),
      field("relation", "post", { collectionId: POSTS, maxSelect: 1 }),
      field("relation", "author", { collectionId: AUTHORS, maxSelect: 1 }),
    ]),
    collection("profiles", [field("text", "bio"), field("relation", "of", { collectionId: AUTHORS, maxSelect: 1 })], {
      indexes: ["CREATE UNIQUE INDEX `idx_of` ON `profiles` (`of`)"],
    }),
    collection("secrets", [field("relation", "author", { collectionId: AUTHORS, maxSelect: 1 })], { listRule: null }),
    collection("titles", [field("text", "title"), field("json", "total")], {
      type: "view",
      options: { viewQuery: "SELECT id, title, views AS total FROM posts" },
    } as never),
  ]);
  fill(world);
  return world;
}

function fill(world: SmallWorld): void {
  const authors = [
    { id: "ann", email: "ann@x.org", emailVisibility: 1, verified: 1, handle: "Ann", age: 30, friends: ["bob", "cid"] },
    { id: "bob", email: "bob@x.org", emailVisibility: 0, verified: 0, handle: "bob", age: 20, friends: ["ann"] },
    {
      id: "cid",
      email: "",
      emailVisibility: 1,
      verified: 0,
      handle: "",
      age: 0,
      friends: [],
      home: { lon: 23.3, lat: 42.7 },
    },
  ];
  for (const author of authors) world.insert("authors", { secret: `${author.id}!`, ...author });
  const posts = [
    {
      id: "p1",
      title: "One",
      published: 1,
      views: 10,
      labels: ["x", "y"],
      author: "ann",
      reviewers: ["bob", "cid"],
      meta: { a: [1, 2] },
    },
    {
      id: "p2",
      title: "two",
      published: 0,
      views: 0,
      labels: ["x"],
      author: "bob",
      reviewers: ["ann"],
      meta: "text",
      at: "2024-05-06 07:08:09.123Z",
    },
    { id: "p3", title: "", published: 1, views: 2.5, labels: [], author: "", reviewers: [], meta: null },
    {
      id: "p4",
      title: "10",
      published: 1,
      views: -1,
      labels: ["z"],
      author: "ann",
      reviewers: ["ann"],
      meta: { a: null, b: "" },
    },
  ];
  for (const post of posts) world.insert("posts", { ...post, meta: JSON.stringify(post.meta) });
  const comments = [
    { id: "c1", text: "nice", post: "p1", author: "bob" },
    { id: "c2", text: "bad", post: "p1", author: "ann" },
    { id: "c3", text: "nice", post: "p2", author: "ann" },
    { id: "c4", text: "", post: "", author: "" },
  ];
  for (const comment of comments) world.insert("comments", comment);
  world.insert("profiles", { id: "f1", bio: "b", of: "ann" });
  world.insert("secrets", { id: "s1", author: "ann" });
}

interface ListOptions {
  readonly filter?: string;
  readonly sort?: string;
  readonly rule?: string | null;
  readonly request?: Partial<RequestInfo>;
  /** Who asks: a superuser unless said otherwise. */
  readonly allowHidden?: boolean;
}

export function planOf(world: SmallWorld, name: string, options: ListOptions) {
  const { filter = "", sort = "id", rule = null, request = {}, allowHidden = true } = options;
  const query = { collection: world.find(name), rule, filter, sort, request: requestInfo(request), allowHidden };
  return planRecords(world.context, query);
}

/** The ids that a list yields. Checks that the count agrees. */
export async function list(world: SmallWorld, name: string, options: ListOptions): Promise<string[]> {
  const plan = planOf(world, name, options);
  const { sql, parameters } = plan.select({ limit: 100, offset: 0 });
  const rows = await world.context.connection.all<{ id: string }>(sql, parameters);
  const count = plan.count();
  const total = await world.context.connection.get<{ total: number }>(count.sql, count.parameters);
  if (total?.total !== rows.length)
    throw new Error(`${rows.length} rows, but a total of ${total?.total}: ${count.sql}`);
  return rows.map(({ id }) => id);
}
