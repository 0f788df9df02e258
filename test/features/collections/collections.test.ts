import { describe, expect, spyOn, test } from "bun:test";
import { truncateCollection } from "../../../src/model/schema-changes/truncate-collection.ts";
import { createCollection } from "../../model/records/create-collection.ts";
import { insideTest } from "../../support/inside-test.ts";
import { testApp } from "../../support/test-app.ts";
import { ALL, world } from "./world.ts";

describe("secrets", () => {
  test("are in no answer", async () => {
    await using app = await world();
    const created = await app.ask("POST", ALL, {
      name: "members",
      type: "auth",
      oauth2: { enabled: true, providers: [{ name: "google", clientId: "id", clientSecret: "do-not-tell" }] },
    });
    expect(created.status).toBe(200);
    expect(JSON.stringify(created.json)).not.toMatch(/"secret":"|do-not-tell/);
    expect(created.json).toMatchObject({
      authToken: { duration: 432000 },
      oauth2: { providers: [{ name: "google" }] },
    });
    for (const path of [`${ALL}/members`, ALL, `${ALL}/meta/scaffolds`]) {
      expect(JSON.stringify((await app.ask("GET", path)).json)).not.toMatch(/"secret":"|do-not-tell/);
    }
  });

  test("stay when an update leaves them out, and an other rule of signing in ends the old tokens", async () => {
    await using app = await world();
    const secrets = (): unknown => {
      const { options } = app.app.collection("authors");
      return "authToken" in options ? [options.authToken.secret, options.fileToken.secret] : [];
    };
    const before = secrets();
    await app.ask("PATCH", `${ALL}/authors`, { authToken: { duration: 1000 } });
    expect(secrets()).toEqual(before);
    await app.ask("PATCH", `${ALL}/authors`, { authRule: "verified = true" });
    expect(secrets()).not.toEqual(before);
    expect((secrets() as unknown[])[1]).toBe((before as unknown[])[1]);
  });

  test("of OAuth2 providers stay with their provider when another one before it goes or the order changes", async () => {
    await using app = await world();
    const provider = (name: string, clientSecret?: string): object => ({ name, clientId: `id-${name}`, clientSecret });
    await app.ask("POST", ALL, {
      name: "members",
      type: "auth",
      oauth2: { enabled: true, providers: ["google", "github", "gitlab"].map((name) => provider(name, `of-${name}`)) },
    });
    const secrets = (): unknown => {
      const { options } = app.app.collection("members");
      const providers = "oauth2" in options ? (options.oauth2.providers ?? []) : [];
      return providers.map(({ name, clientSecret }) => [name, clientSecret]);
    };
    const update = (providers: object[]) => app.ask("PATCH", `${ALL}/members`, { oauth2: { providers } });
    await update([provider("gitlab"), provider("github")]);
    expect(secrets()).toEqual([
      ["gitlab", "of-gitlab"],
      ["github", "of-github"],
    ]);
    await update([provider("github")]);
    expect(secrets()).toEqual([["github", "of-github"]]);
  });
});

describe("create", () => {
  test("the indexes of an auth collection with an id of its own carry the id that its name gives", async () => {
    await using app = await world();
    const { json } = await app.ask("POST", ALL, { id: "own_id", name: "acc", type: "auth" });
    const { id, indexes } = json as { id: string; indexes: string[] };
    expect(id).toBe("own_id");
    expect(indexes.join("\n")).toContain("`idx_email_pbc_3405526063`");
  });

  test("a taken generated id gets a number, which its indexes follow", async () => {
    await using app = await world();
    const first = await app.ask("POST", ALL, { name: "twins", type: "auth" });
    const { id } = first.json as { id: string };
    await app.ask("PATCH", `${ALL}/twins`, { name: "elder" });
    const second = await app.ask("POST", ALL, { name: "twins", type: "auth" });
    expect(second).toMatchObject({ status: 200, json: { id: `${id}2` } });
    expect((second.json as { indexes: string[] }).indexes[0]).toContain(`\`idx_tokenKey_${id}2\``);
  });

  test("all that is wrong is told at once and nothing is stored", async () => {
    await using app = await world();
    const { status, json } = await app.ask("POST", ALL, {
      name: "a-b",
      type: "auth",
      fields: [{ name: "a_via_b", type: "text" }],
      listRule: "missing = 1",
      manageRule: "",
      indexes: ["create index idx_posts_slug on posts (slug)"],
      authToken: { secret: "short", duration: 1 },
      otp: { enabled: true, duration: 0, length: 1 },
    });
    expect(status).toBe(400);
    const { data } = json as { data: Record<string, Record<string, unknown>> };
    expect(Object.keys(data).toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
      "authToken",
      "fields",
      "indexes",
      "listRule",
      "manageRule",
      "name",
      "otp",
    ]);
    expect(data["indexes"]?.["0"]).toEqual({
      code: "validation_existing_index_name",
      message: "The index name is already used in posts collection.",
      params: { usedTableName: "posts" },
    });
    expect(await app.ask("GET", ALL)).toMatchObject({ json: { totalItems: 11 } });
  });

  test.each([
    [{ name: "a", id: 1 }],
    [{ name: "a", fields: {} }],
    [{ name: "a", fields: [{ name: "x", type: "text", min: "1" }] }],
    [{ name: "a", fields: [{ name: "x", type: "number", min: "1" }] }],
    [{ name: "a", listRule: 1 }],
    [{ name: "a", system: "yes" }],
    [{ name: "a", type: "auth", otp: [] }],
  ])("a value of the wrong type is refused: %j", async (body) => {
    await using app = await world();
    const message = "Failed to load the submitted data due to invalid formatting.";
    expect(await app.ask("POST", ALL, body)).toEqual({ status: 400, json: { data: {}, message, status: 400 } });
  });
});

describe("update", () => {
  test("system collections keep names, rules and fields", async () => {
    await using app = await world();
    const { json } = await app.ask("PATCH", `${ALL}/_superusers`, {
      name: "admins",
      listRule: "",
      fields: [{ name: "email", type: "email", id: "other" }],
      authRule: null,
    });
    expect((json as { data: unknown }).data).toMatchObject({
      name: { code: "validation_collection_system_name_change" },
      listRule: { code: "validation_collection_system_rule_change" },
      fields: { code: "validation_system_field_change" },
      authRule: { code: "validation_collection_system_rule_change" },
    });
  });

  test("fields of the user may be added to them", async () => {
    await using app = await world();
    const { fields } = app.app.collection("_superusers");
    const { status } = await app.ask("PATCH", `${ALL}/_superusers`, {
      fields: [...fields, { name: "nick", type: "text" }],
    });
    expect(status).toBe(200);
  });

  test("a field keeps its type", async () => {
    await using app = await world();
    const fields = app.app
      .collection("teams")
      .fields.map((field) => (field.name === "budget" ? { ...field, type: "text" } : field));
    const { json } = await app.ask("PATCH", `${ALL}/teams`, { fields });
    expect(JSON.stringify(json)).toContain("validation_field_type_change");
  });

  test("unique indexes of system fields must stay", async () => {
    await using app = await world();
    const indexes = ["create unique index other_name on authors (tokenKey)", "create index plain on authors (email)"];
    const { status, json } = await app.ask("PATCH", `${ALL}/authors`, { indexes });
    expect(status).toBe(400);
    expect(JSON.stringify(json)).toContain("validation_missing_unique_constraint");
  });

  test("nothing changes when nothing is sent", async () => {
    await using app = await world();
    const before = await app.ask("GET", `${ALL}/posts`);
    const after = await app.ask("PATCH", `${ALL}/posts`, {});
    const withoutDate = (json: unknown): unknown => ({ ...(json as object), updated: "" });
    expect(withoutDate(after.json)).toEqual(withoutDate(before.json));
  });
});

insideTest("deleting removes the records' files, and what is known of their sign-ins", async () => {
  await using app = await world();
  const { context } = app.app;
  await app.ask("POST", ALL, {
    name: "members",
    type: "auth",
    fields: [{ name: "photo", type: "file", maxSelect: 1 }],
  });
  const { id } = app.app.collection("members");
  const photo = new File(["content"], "photo.txt");
  const form = new FormData();
  for (const [name, value] of Object.entries({
    email: "a@example.com",
    password: "12345678",
    passwordConfirm: "12345678",
  })) {
    form.append(name, value);
  }
  form.append("photo", photo);
  const token = await app.app.superuserToken();
  const created = await app.app.request("POST", `${ALL}/members/records`, { token, body: form });
  const record = created.json as { id: string; photo: string };
  const key = `${id}/${record.id}/${record.photo}`;
  expect(await context.files.read(key)).not.toBeNull();
  const origin = [id, record.id];
  await context.database.run(
    `INSERT INTO "_authOrigins" ("collectionRef", "recordRef", "fingerprint") VALUES (?, ?, 'x')`,
    origin,
  );

  expect((await app.ask("DELETE", `${ALL}/members`)).status).toBe(204);
  expect(await context.files.read(key)).toBeNull();
  const sql = `SELECT 1 FROM "_authOrigins" WHERE "collectionRef" = ?`;
  expect(await context.database.get(sql, [id])).toBeNull();
});

describe("truncate", () => {
  test("deletes all records and what cascades from them", async () => {
    await using app = await world();
    const { database } = app.app.context;
    expect((await app.ask("DELETE", `${ALL}/posts/truncate`)).status).toBe(204);
    expect(await database.all("SELECT id FROM posts")).toEqual([]);
    expect(await database.all("SELECT id FROM comments")).toEqual([]);
    expect(await database.get("SELECT id FROM authors")).not.toBeNull();
  });

  test("takes the oldest records first, whatever their ids are", async () => {
    await using app = await testApp();
    const { context } = app;
    const notes = await createCollection(context, { name: "notes" });
    const ids = Array.from({ length: 120 }, (_, index) => `z${(999 - index * 7) % 1000}`.padEnd(15, "0"));
    for (const id of ids) await app.create("notes", { id });
    const deleted: string[] = [];
    context.hooks.onRecordDelete.bind({
      run({ record, next }) {
        deleted.push(record.id);
        return next();
      },
    });
    await truncateCollection(context, notes);
    expect(deleted).toEqual(ids);
  });
});

test.each([{ name: 1 }, { name: "a", type: 1 }, { name: [], type: "auth" }])(
  "a name or type that is no text: %j",
  async (body) => {
    await using app = await world();
    const message = "Failed to load the collection type data due to invalid formatting.";
    expect((await app.ask("POST", ALL, body)).json).toEqual({ data: {}, message, status: 400 });
  },
);

insideTest("the planner's statistics are refreshed after each change of a collection", async () => {
  await using app = await world();
  using optimize = spyOn(app.app.context.database, "optimize");
  expect((await app.ask("POST", ALL, { name: "fresh" })).status).toBe(200);
  expect(optimize).toHaveBeenCalledTimes(1);
  expect((await app.ask("PATCH", `${ALL}/fresh`, { indexes: ["CREATE INDEX of_id ON fresh (id)"] })).status).toBe(200);
  expect(optimize).toHaveBeenCalledTimes(2);
  // A change that is refused is none.
  expect((await app.ask("PATCH", `${ALL}/fresh`, { name: "" })).status).toBe(400);
  expect(optimize).toHaveBeenCalledTimes(2);
});

describe("a body that is no JSON object", () => {
  test.each([
    ["POST", ALL, "Failed to load the collection type data due to invalid formatting."],
    ["PATCH", `${ALL}/authors`, "Failed to load the submitted data due to invalid formatting."],
    ["PUT", `${ALL}/import`, "An error occurred while loading the submitted data."],
    ["POST", `${ALL}/meta/dry-run-view`, "An error occurred while loading the submitted data."],
  ])("%s %s", async (method, path, message) => {
    await using app = await world();
    const token = await app.app.superuserToken();
    for (const body of ["{", "[]", '"a"']) {
      const answer = await app.app.request(method, path, {
        token,
        body,
        headers: { "content-type": "application/json" },
      });
      expect([answer.status, answer.json]).toEqual([400, { data: {}, message, status: 400 }]);
    }
  });
});

test.each([
  ["bad(", `invalid or incomplete function \\"bad\\" (expected ')')`],
  ["bad(1", `invalid or incomplete function \\"bad\\" (expected ')')`],
  ["geoDistance(1 2", `expected comma after the last argument in function \\"geoDistance\\"`],
  ["id = bad(1)", `unknown function \\"bad\\"`],
])("the rule %s is refused with the name of the function", async (listRule, reason) => {
  await using app = await world();
  const answer = await app.ask("PATCH", `${ALL}/authors`, { listRule });
  expect(answer.status).toBe(400);
  expect(JSON.stringify(answer.json)).toContain(reason);
});
