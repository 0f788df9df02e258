import { expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { writeMigrationsOfChanges } from "../../src/migrations/automigrate.ts";
import { portableJson } from "../../src/migrations/collection-diff.ts";
import { applyMigrations, lastMigrations, revertMigrations } from "../../src/migrations/run-migrations.ts";
import { type TestApp, testApp } from "../support/test-app.ts";
import { source } from "./source.ts";

const TEXT = { type: "text" };
const relation = (collectionId: string) => ({ type: "relation", collectionId, maxSelect: 1 });

/** What a developer does in the dashboard, one request after the other: method, path and body. */
const CHANGES: readonly [method: string, path: string, body?: object][] = [
  ["POST", "", { id: "col_posts", name: "posts", type: "base", fields: [{ ...TEXT, id: "f1", name: "title" }] }],
  ["PATCH", "/posts", { listRule: "", viewRule: "@request.auth.id != ''" }],
  [
    "PATCH",
    "/posts",
    {
      fields: [
        { ...TEXT, id: "text3208210256", name: "id", primaryKey: true, required: true, system: true, min: 15, max: 15 },
        { ...TEXT, id: "f2", name: "body", max: 200, help: 'It\'s `so` "quoted" ${here}\nand there' },
        { ...TEXT, id: "f1", name: "headline", required: true },
        { type: "select", id: "f3", name: "status", maxSelect: 1, values: ["a", "b"] },
      ],
      indexes: ["CREATE INDEX `idx_headline` ON `posts` (`headline`)"],
    },
  ],
  ["PATCH", "/posts", { name: "articles" }],
  ["POST", "", { id: "col_members", name: "members", type: "auth", fields: [{ ...TEXT, id: "m1", name: "name" }] }],
  ["PATCH", "/members", { otp: { enabled: true, length: 6 }, authRule: "verified = true", oauth2: { enabled: false } }],
  ["POST", "", { id: "col_stats", name: "stats", type: "view", viewQuery: "SELECT id, headline FROM articles" }],
  ["PATCH", "/stats", { viewQuery: "SELECT id, headline, status FROM articles", listRule: "" }],
  [
    "PUT",
    "/import",
    {
      collections: [
        { id: "col_a", name: "first", type: "base", fields: [{ ...relation("col_b"), id: "r1", name: "other" }] },
        { id: "col_b", name: "second", type: "base", fields: [{ ...relation("col_a"), id: "r2", name: "other" }] },
        { id: "col_posts", name: "articles", deleteRule: "status = 'a'" },
      ],
    },
  ],
  ["DELETE", "/stats"],
  ["PATCH", "/users", { fields: [{ ...TEXT, name: "nickname" }] }],
  // Nothing changes: no file.
  ["PATCH", "/articles", { listRule: "" }],
];

function collections(app: TestApp): unknown {
  const all = app.context.collections.current().all.map(portableJson);
  return JSON.parse(JSON.stringify(all.toSorted((a, b) => (String(a["id"]) < String(b["id"]) ? -1 : 1))));
}

test("changes by the API are written so that they can be done, and taken back, anywhere else", async () => {
  await using app = await testApp();
  const folder = join(app.folder, "pb_migrations");
  const token = await app.superuserToken();
  writeMigrationsOfChanges(app.context, folder);
  const states = [collections(app)];
  for (const [method, path, body] of CHANGES) {
    const answer = await app.request(method, `/api/collections${path}`, { token, ...(body ? { body } : {}) });
    expect({ method, path, text: answer.status < 300 ? "" : answer.text }).toEqual({ method, path, text: "" });
    states.push(collections(app));
  }
  states.pop();
  const files = readdirSync(folder).sort();
  expect(files.map((name) => name.replace(/^\d+_/, ""))).toEqual([
    "created_posts.ts",
    "updated_posts.ts",
    "updated_posts.ts",
    "updated_posts.ts",
    "created_members.ts",
    "updated_members.ts",
    "created_stats.ts",
    "updated_stats.ts",
    "imported_collections.ts",
    "deleted_stats.ts",
    "updated_users.ts",
  ]);
  // Here they are applied already.
  expect(await applyMigrations(app.context, source(folder))).toEqual([]);

  await using other = await testApp();
  expect(await applyMigrations(other.context, source(folder))).toEqual(files);
  expect(collections(other)).toEqual(states.at(-1));
  for (let index = files.length - 1; index >= 0; index -= 1) {
    const [last = ""] = await lastMigrations(other.context, source(folder), 1);
    expect(last).toBe(files[index] ?? "");
    await revertMigrations(other.context, source(folder), { files: [last] });
    expect(collections(other)).toEqual(states[index]);
  }
});

test("what is written reads like a change made by hand", async () => {
  await using app = await testApp();
  const folder = join(app.folder, "pb_migrations");
  const token = await app.superuserToken();
  await app.request("POST", "/api/collections", { token, body: CHANGES[0]?.[2] ?? {} });
  writeMigrationsOfChanges(app.context, folder);
  const body = {
    listRule: "",
    fields: [
      { ...TEXT, id: "f1", name: "title", required: true },
      { type: "number", id: "f2", name: "views" },
    ],
  };
  await app.request("PATCH", "/api/collections/posts", { token, body });
  const [file = ""] = readdirSync(folder);
  expect(await Bun.file(join(folder, file)).text()).toBe(`import type { Migration } from "baobox";

export default {
  async up(app) {
    // posts, changes title, adds views
    await app.changeCollection("col_posts", {
      listRule: "",
      changeFields: { f1: { required: true } },
      addFields: [{ index: 2, field: { id: "f2", name: "views", type: "number" } }],
    });
  },

  async down(app) {
    // posts, removes views, changes title
    await app.changeCollection("col_posts", {
      listRule: null,
      removeFields: ["f2"],
      changeFields: { f1: { required: false } },
    });
  },
} satisfies Migration;
`);
});

test("a folder that can't be written leaves the change as it is and is logged", async () => {
  const logged: string[] = [];
  const ignore = (): void => undefined;
  const log = { debug: ignore, info: ignore, warn: ignore, error: (message: string) => void logged.push(message) };
  await using app = await testApp({ log });
  const token = await app.superuserToken();
  const folder = join(app.folder, "file");
  await Bun.write(folder, "no folder");
  writeMigrationsOfChanges(app.context, join(folder, "pb_migrations"));
  const answer = await app.request("POST", "/api/collections", { token, body: { name: "made", type: "base" } });
  expect(answer.status).toBe(200);
  expect(logged).toEqual(["no migration was written for a change of a collection"]);
  const rows = await app.context.database.all(`SELECT * FROM "_migrations" WHERE "file" LIKE '%created_made%'`);
  expect(rows).toEqual([]);
});
