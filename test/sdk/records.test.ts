// The official SDK, unmodified, against the running program on a new directory: records of every field type.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type PocketBase from "pocketbase";
import type { RecordModel } from "pocketbase";
import { failure } from "../support/failure.ts";
import { FreshServer } from "../support/fresh-server.ts";

const OPEN = { listRule: "", viewRule: "", createRule: "", updateRule: "", deleteRule: "" };

describe("records through the SDK", () => {
  const opened = new AsyncDisposableStack();
  let server: FreshServer;
  let admin: PocketBase;
  let guest: PocketBase;
  let authors: RecordModel[] = [];

  beforeAll(async () => {
    server = opened.use(await FreshServer.start());
    [admin, guest] = [await server.admin(), server.client()];
    const { id: authorsId } = await admin.collections.create({
      name: "authors",
      type: "base",
      ...OPEN,
      fields: [{ name: "name", type: "text", required: true }],
    });
    await admin.collections.create({
      name: "posts",
      type: "base",
      ...OPEN,
      fields: [
        { name: "title", type: "text", required: true, max: 100 },
        { name: "body", type: "editor" },
        { name: "views", type: "number", min: 0, onlyInt: true },
        { name: "published", type: "bool" },
        { name: "contact", type: "email" },
        { name: "link", type: "url" },
        { name: "publishedAt", type: "date" },
        { name: "kind", type: "select", values: ["news", "note"], maxSelect: 1 },
        { name: "tags", type: "select", values: ["a", "b", "c"], maxSelect: 3 },
        { name: "author", type: "relation", collectionId: authorsId, maxSelect: 1 },
        { name: "reviewers", type: "relation", collectionId: authorsId, maxSelect: 5 },
        { name: "meta", type: "json" },
        { name: "place", type: "geoPoint" },
        { name: "secret", type: "password", min: 8 },
        { name: "picture", type: "file", maxSelect: 1 },
        { name: "created", type: "autodate", onCreate: true },
        { name: "updated", type: "autodate", onCreate: true, onUpdate: true },
      ],
      indexes: ["CREATE UNIQUE INDEX idx_posts_title ON posts (title)"],
    });
    authors = await Promise.all(["Ada", "Bob", "Cyd"].map((name) => guest.collection("authors").create({ name })));
  });

  afterAll(async () => {
    await opened.disposeAsync();
  });

  const authorId = (index: number): string => authors[index]?.id ?? "";

  test("every field type is stored and comes back as it went in", async () => {
    const values = {
      title: "Every type",
      body: "<p>hello</p>",
      views: 7,
      published: true,
      contact: "ada@example.com",
      link: "https://example.com/a?b=c",
      publishedAt: "2026-01-02 03:04:05.678Z",
      kind: "news",
      tags: ["c", "a"],
      author: authorId(0),
      reviewers: [authorId(2), authorId(1)],
      meta: { nested: [1, "two", null, { three: true }] },
      place: { lon: 13.4, lat: 52.5 },
    };
    const created = await guest.collection("posts").create({ ...values, secret: "12345678" });
    expect(created).toMatchObject(values);
    expect(created.id).toMatch(/^[a-z0-9]{15}$/);
    expect(created["created"]).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(created["secret"]).not.toBe("12345678");
    const viewed = await guest.collection("posts").getOne(created.id);
    expect(viewed).toMatchObject(values);
  });

  test("a new record without values has each type's zero value", async () => {
    const created = await guest.collection("posts").create({ title: "Empty" });
    expect(created).toMatchObject({
      body: "",
      views: 0,
      published: false,
      contact: "",
      link: "",
      publishedAt: "",
      kind: "",
      tags: [],
      author: "",
      reviewers: [],
      meta: null,
      place: { lon: 0, lat: 0 },
      picture: "",
    });
  });

  test("pb.filter, sort, paging, getFirstListItem and getFullList", async () => {
    for (const index of [1, 2, 3, 4, 5]) {
      await guest.collection("posts").create({ title: `List ${index}`, views: index * 10, published: index % 2 === 1 });
    }
    const filter = guest.filter("title ~ {:prefix} && views >= {:least} && published = {:published}", {
      prefix: "List ",
      least: 20,
      published: true,
    });
    const page = await guest.collection("posts").getList(1, 1, { filter, sort: "-views" });
    expect(page).toMatchObject({ page: 1, perPage: 1, totalItems: 2, totalPages: 2 });
    expect(page.items.map((item) => item["title"])).toEqual(["List 5"]);
    const all = await guest.collection("posts").getFullList({ filter: "title ~ 'List '", sort: "views", batch: 2 });
    expect(all.map((item) => item["views"])).toEqual([10, 20, 30, 40, 50]);
    const first = await guest.collection("posts").getFirstListItem(guest.filter("views = {:views}", { views: 30 }));
    expect(first["title"]).toBe("List 3");
    const quoted = guest.filter("title = {:title}", { title: `it's "quoted" \\` });
    expect((await guest.collection("posts").getList(1, 1, { filter: quoted })).totalItems).toBe(0);
  });

  test("expand follows relations and back relations, fields picks", async () => {
    const post = await guest
      .collection("posts")
      .create({ title: "Expanded", author: authorId(0), reviewers: [authorId(1), authorId(2)] });
    const viewed = await guest.collection("posts").getOne(post.id, { expand: "author,reviewers" });
    expect(viewed.expand?.["author"]).toMatchObject({ name: "Ada" });
    expect(viewed.expand?.["reviewers"]).toMatchObject([{ name: "Bob" }, { name: "Cyd" }]);
    const author = await guest
      .collection("authors")
      .getOne(authorId(1), { expand: "posts_via_reviewers", fields: "name,expand.posts_via_reviewers.title" });
    expect(author).toMatchObject({ name: "Bob" });
    expect(author.expand?.["posts_via_reviewers"]).toContainEqual({ title: "Expanded" });
    expect(Object.keys(author).toSorted()).toEqual(["expand", "name"]);
  });

  test("update modifiers add and remove", async () => {
    const { id } = await guest
      .collection("posts")
      .create({ title: "Modified", views: 5, tags: ["a"], reviewers: [authorId(0)] });
    const added = await guest
      .collection("posts")
      .update(id, { "views+": 3, "tags+": "b", "+tags": "c", "reviewers+": [authorId(1)] });
    expect(added).toMatchObject({ views: 8, tags: ["c", "a", "b"], reviewers: [authorId(0), authorId(1)] });
    const removed = await guest
      .collection("posts")
      .update(id, { "views-": 8, "tags-": ["a", "b"], "reviewers-": authorId(0) });
    expect(removed).toMatchObject({ views: 0, tags: ["c"], reviewers: [authorId(1)] });
  });

  test("delete removes the record and its references", async () => {
    const author = await guest.collection("authors").create({ name: "Gone" });
    const post = await guest.collection("posts").create({ title: "Left", author: author.id, reviewers: [author.id] });
    expect(await guest.collection("authors").delete(author.id)).toBe(true);
    expect(await guest.collection("posts").getOne(post.id)).toMatchObject({ author: "", reviewers: [] });
    expect(await failure(guest.collection("authors").getOne(author.id))).toMatchObject({ status: 404 });
  });

  test("a batch is one transaction", async () => {
    await admin.settings.update({ batch: { enabled: true, maxRequests: 50, timeout: 3 } });
    const batch = guest.createBatch();
    batch.collection("posts").create({ title: "Batch 1" });
    batch.collection("posts").create({ title: "Batch 2", author: authorId(0) });
    batch.collection("authors").update(authorId(2), { name: "Cyd Renamed" });
    const results = await batch.send();
    expect(results.map((result) => result.status)).toEqual([200, 200, 200]);
    expect(results[1]?.body).toMatchObject({ title: "Batch 2" });

    const failing = guest.createBatch();
    failing.collection("posts").create({ title: "Batch 3" });
    failing.collection("posts").create({ title: "Batch 1" });
    expect(await failure(failing.send())).toMatchObject({
      status: 400,
      response: { data: { requests: { 1: { code: "batch_request_failed" } } } },
    });
    expect((await guest.collection("posts").getList(1, 1, { filter: "title = 'Batch 3'" })).totalItems).toBe(0);
  });

  test("errors carry the field, the code and the message", async () => {
    const refused = await failure(
      guest
        .collection("posts")
        .create({ title: "Every type", views: -1, contact: "nobody", kind: "other", author: "missing" }),
    );
    expect(refused).toMatchObject({
      name: expect.stringContaining("ClientResponseError"),
      status: 400,
      isAbort: false,
      response: {
        status: 400,
        message: "Failed to create record.",
        data: {
          views: { code: "validation_min_number_constraint", message: "Must be greater or equal than 0." },
          contact: { code: "validation_is_email" },
          kind: { code: "validation_invalid_value" },
          author: { code: "validation_missing_rel_records" },
        },
      },
    });
    const bad = await failure(guest.collection("posts").getList(1, 1, { filter: "nope = 1" }));
    expect(bad).toMatchObject({ status: 400, response: { data: {}, status: 400 } });
  });
});
