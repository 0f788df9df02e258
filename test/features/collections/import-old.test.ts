import { describe, expect, test } from "bun:test";
import { type TestApp, testApp } from "../../support/test-app.ts";

type Json = Readonly<Record<string, unknown>>;

/** A field as it was written before v0.23. */
function field(name: string, type: string, options: Json = {}, more: Json = {}): Json {
  return {
    system: false,
    id: `id_${name}`,
    name,
    type,
    required: false,
    presentable: false,
    unique: false,
    options,
    ...more,
  };
}

function collection(name: string, schema: readonly Json[], more: Json = {}): Json {
  const rules = { listRule: null, viewRule: null, createRule: null, updateRule: null, deleteRule: null };
  return {
    id: name.padEnd(15, "0"),
    name,
    type: "base",
    system: false,
    schema,
    indexes: [],
    ...rules,
    options: {},
    ...more,
  };
}

const posts = collection(
  "posts",
  [
    field("title", "text", { min: 2, max: null, pattern: "^a" }, { required: true }),
    field("size", "number", { min: null, max: 9, noDecimal: true }),
    field("body", "editor", { convertUrls: true }),
    field("tags", "relation", {
      collectionId: "tags00000000000",
      cascadeDelete: true,
      minSelect: null,
      maxSelect: null,
      displayFields: ["name"],
    }),
    field("papers", "file", { maxSelect: 3, maxSize: 500, mimeTypes: null, thumbs: [] }),
  ],
  { listRule: "@request.data.title = title", createRule: "", indexes: ["CREATE INDEX by_title ON posts (title)"] },
);
const tags = collection("tags", [field("name", "text", { min: null, max: null, pattern: "" }, { unique: true })], {
  indexes: undefined,
});
const members = collection("members", [], {
  type: "auth",
  options: {
    allowEmailAuth: true,
    allowOAuth2Auth: true,
    allowUsernameAuth: false,
    exceptEmailDomains: null,
    manageRule: "@request.data.x = 1",
    minPasswordLength: 12,
    onlyEmailDomains: ["example.com"],
    onlyVerified: true,
    requireEmail: true,
  },
});
const titles = collection("titles", [field("title", "text")], {
  type: "view",
  options: { query: "SELECT id, title FROM posts" },
});

async function send(app: TestApp, path: string, body: object): Promise<{ status: number; json: unknown }> {
  const token = await app.superuserToken();
  const method = path === "import" ? "PUT" : "POST";
  return app.request(method, `/api/collections/${path === "import" ? path : `meta/${path}`}`, { token, body });
}

describe("collections of before v0.23", () => {
  test("are imported in today's form, and the answer says what became of them", async () => {
    await using app = await testApp();
    const { status, json } = await send(app, "import", { collections: [posts, members, titles, tags] });
    expect({ status, json }).toEqual({
      status: 200,
      json: {
        converted: [
          {
            name: "posts",
            changes: [
              "schema became fields: 5 fields",
              "id, created and updated became fields",
              "@request.data became @request.body in listRule",
            ],
            dropped: ['displayFields of the field "tags"'],
          },
          {
            name: "members",
            changes: expect.arrayContaining(["schema became fields: 0 fields"]),
            dropped: [expect.stringContaining("OAuth2")],
          },
          { name: "titles", changes: ["options.query became viewQuery"], dropped: [] },
          {
            name: "tags",
            changes: [
              "schema became fields: 1 field",
              "id, created and updated became fields",
              'unique of the field "name" became an index',
            ],
            dropped: [],
          },
        ],
      },
    });
    const { fields, indexes, listRule } = app.collection("posts");
    expect({ fields, indexes, listRule }).toMatchObject({
      listRule: "@request.body.title = title",
      indexes: ["CREATE INDEX by_title ON posts (title)"],
      fields: [
        { name: "id", primaryKey: true, min: 15, max: 15 },
        { id: "id_title", name: "title", required: true, min: 2, max: 0, pattern: "^a" },
        { name: "size", min: null, max: 9, onlyInt: true },
        { name: "body", convertURLs: true },
        { name: "tags", collectionId: "tags00000000000", cascadeDelete: true, minSelect: 0, maxSelect: 2147483647 },
        { name: "papers", maxSelect: 3, maxSize: 500, mimeTypes: null, thumbs: [] },
        { name: "created", type: "autodate", onCreate: true, onUpdate: false },
        { name: "updated", type: "autodate", onCreate: true, onUpdate: true },
      ],
    });
    expect(app.collection("tags").indexes).toEqual(["CREATE UNIQUE INDEX `idx_unique_id_name` ON `tags` (`name`)"]);
    expect(app.collection("titles").fields.map(({ name }) => name)).toEqual(["id", "title"]);
    expect(app.collection("members")).toMatchObject({
      options: {
        authRule: "verified=true",
        manageRule: "@request.body.x = 1",
        passwordAuth: { enabled: true, identityFields: ["email"] },
        oauth2: { enabled: false },
      },
    });
    const byName = new Map(app.collection("members").fields.map((one) => [one.name, one]));
    expect(byName.get("password")).toMatchObject({ min: 12 });
    expect(byName.get("email")).toMatchObject({ required: true, onlyDomains: ["example.com"] });
    expect(byName.has("username")).toBe(true);
    const body = { title: "abc", tags: [] };
    expect(await app.request("POST", "/api/collections/posts/records", { body })).toMatchObject({ status: 200 });
  });

  test("change nothing where they were imported before", async () => {
    await using app = await testApp();
    const body = { collections: [posts, members, titles, tags], deleteMissing: true };
    await send(app, "import", body);
    const definitions = (): string[] =>
      app.context.collections
        .current()
        .all.map((one) => JSON.stringify({ ...one, updated: "" }).replaceAll(/_clone_\w+/g, ""));
    const before = definitions();
    expect(await send(app, "import", body)).toMatchObject({ status: 200 });
    expect(definitions()).toEqual(before);
  });

  test("are shown in today's form without being imported", async () => {
    await using app = await testApp();
    const recent = { name: "recent", fields: [] };
    const { status, json } = await send(app, "convert", { collections: [recent, posts] });
    expect({ status, json }).toMatchObject({
      status: 200,
      json: { collections: [recent, { name: "posts", fields: { length: 8 } }], converted: [{ name: "posts" }] },
    });
    expect(app.context.collections.current().byName("posts")).toBeUndefined();
    expect(
      (await app.request("POST", "/api/collections/meta/convert", { body: { collections: [posts] } })).status,
    ).toBe(401);
  });
});

test.each([
  [
    "a type that ended with v0.8",
    collection("a", [field("owner", "user")]),
    /collections\[1\] "a" .*"owner" has the type "user".*make it a relation/,
  ],
  [
    "an unknown type",
    collection("a", [field("x", "hologram")]),
    /the field "x" has the type "hologram", which does not exist/,
  ],
  ["a schema that is no list", collection("a", [], { schema: { title: "text" } }), /schema must be a list/],
  ["a field that is no object", collection("a", ["title" as unknown as Json]), /a field of schema must be an object/],
  [
    "an option of a wrong type",
    collection("a", [field("x", "text", { max: "many" })]),
    /the field "x": max must be a whole number/,
  ],
  [
    "options that are no object",
    collection("a", [], { type: "auth", options: ["allowEmailAuth"] }),
    /options must be an object/,
  ],
  ["no schema", { name: "a", type: "base", options: {} }, /collections\[1\] "a" .*schema is missing/],
])(
  "a collection of before v0.23 with %s is refused with its place, and nothing is imported",
  async (_, bad, reason) => {
    await using app = await testApp();
    const { status, json } = await send(app, "import", { collections: [tags, bad] });
    expect(status).toBe(400);
    expect(JSON.stringify(json).replaceAll("\\", "")).toMatch(reason);
    expect(app.context.collections.current().byName("tags")).toBeUndefined();
  },
);
