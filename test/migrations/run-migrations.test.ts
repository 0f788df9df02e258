import { expect, test } from "bun:test";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { systemMigrations } from "../../src/model/migrations/known-migrations.ts";
import {
  applyMigrations,
  forgetMissing,
  lastMigrations,
  revertMigrations,
} from "../../src/migrations/run-migrations.ts";
import { failure } from "../support/failure.ts";
import { source } from "./source.ts";
import { type TestApp, testApp } from "../support/test-app.ts";

/** A folder of migrations beside the data of the app. */
function folderOf(app: TestApp, files: Readonly<Record<string, string>>): string {
  const folder = join(app.folder, "pb_migrations");
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

async function applied(app: TestApp): Promise<string[]> {
  const rows = await app.context.database.all<{ file: string }>(`SELECT "file" FROM "_migrations" ORDER BY "applied"`);
  return rows.map(({ file }) => file).filter((file) => !systemMigrations.includes(file));
}

function names(app: TestApp): string[] {
  return app.context.collections
    .current()
    .all.filter(({ system }) => !system)
    .map(({ name }) => name);
}

const MAKE = `import type { Migration } from "baobox";
export default {
  async up(app) {
    await app.collections.create({ name: "notes", type: "base", fields: [{ name: "text", type: "text", required: true }] });
  },
  async down(app) {
    await app.collections.delete("notes");
  },
} satisfies Migration;`;
const FILL = `export default {
  async up(app) {
    for (const text of ["a", "b"]) await app.records.create("notes", { text });
    await app.sql\`UPDATE notes SET text = text || \${"!"}\`;
  },
};`;

test("files are applied in the order of their names and recorded as PocketBase records them", async () => {
  await using app = await testApp();
  const folder = folderOf(app, {
    "2_fill.ts": FILL,
    "1_make.ts": MAKE,
    "1_make.d.ts": "",
    "3_fill.test.ts": "",
    "a.txt": "",
  });
  const startedUs = (Date.now() - 1000) * 1000;
  expect(await applyMigrations(app.context, source(folder))).toEqual(["1_make.ts", "2_fill.ts"]);
  expect(await applied(app)).toEqual(["1_make.ts", "2_fill.ts"]);
  expect(await app.context.database.all("SELECT text FROM notes ORDER BY text")).toEqual([
    { text: "a!" },
    { text: "b!" },
  ]);
  const row = await app.context.database.get<{ applied: number }>(
    `SELECT "applied" FROM "_migrations" WHERE "file" = '1_make.ts'`,
  );
  // In microseconds.
  expect(Number(row?.applied)).toBeGreaterThan(startedUs);
  expect(await applyMigrations(app.context, source(folder))).toEqual([]);
  // A new file may have any name.
  folderOf(app, { "0_more.ts": FILL });
  expect(await applyMigrations(app.context, source(folder))).toEqual(["0_more.ts"]);
});

test("a record can be deleted in the transaction that makes the collection which relates to it", async () => {
  await using app = await testApp();
  const folder = folderOf(app, {
    "1_make.ts": MAKE,
    "2_relate.ts": `export default {
      async up(app) {
        const { id } = await app.collections.create({ name: "tags", type: "base" });
        await app.changeCollection("notes", {
          addFields: [{ field: { name: "tag", type: "relation", collectionId: id, cascadeDelete: true } }],
        });
        const tag = await app.records.create("tags", {});
        for (const [text, to] of [["kept", ""], ["gone", tag.id]]) await app.records.create("notes", { text, tag: to });
        await app.records.delete("tags", tag.id);
      },
    };`,
  });
  await applyMigrations(app.context, source(folder));
  expect(await app.context.database.all("SELECT text FROM notes")).toEqual([{ text: "kept" }]);
});

test("no folder is no migration; files that were applied are not loaded", async () => {
  await using app = await testApp();
  expect(await applyMigrations(app.context, source(join(app.folder, "none")))).toEqual([]);
  const folder = folderOf(app, { "1_old.js": "this is no JavaScript" });
  await app.context.database.run(`INSERT INTO "_migrations" ("file", "applied") VALUES ('1_old.js', 1700000000)`);
  expect(await applyMigrations(app.context, source(folder))).toEqual([]);
});

const FAILURES: readonly [name: string, text: string, message: string][] = [
  [
    "2_invalid.ts",
    `export default {\n  async up(app) {\n    await app.records.create("notes", {\n      text: "" });\n  },\n};`,
    "failed to apply 2_invalid.ts:3: text: cannot be blank. (nothing was changed)",
  ],
  [
    "2_throws.ts",
    `interface A { b: string }\nexport default {\n  up(app) {\n    const a = {} as A;\n    throw new Error("no\\nway" + (a.b ?? ""));\n  },\n};`,
    "failed to apply 2_throws.ts:5: no way (nothing was changed)",
  ],
  [
    "2_inner.ts",
    `export default {\n  async up(app) {\n    await app.transaction(async (tx) => {\n      await tx.collections.delete("none");\n    });\n  },\n};`,
    "failed to apply 2_inner.ts:4: There is no collection none. (nothing was changed)",
  ],
  [
    "2_half.ts",
    `export default {\n  async up(app) {\n    await app.collections.create({ name: "half", type: "base" });\n    await app.records.create("notes", { text: "kept?" });\n    await app.sql("CREATE TABLE half_done (a)");\n    throw new Error("in the middle");\n  },\n};`,
    "failed to apply 2_half.ts:6: in the middle (nothing was changed)",
  ],
  ["2_syntax.ts", `export default {\n  up() {\n    const = 1;\n  },\n};`, "failed to apply 2_syntax.ts:3: "],
  [
    "2_empty.ts",
    `export const up = () => undefined;`,
    "failed to apply 2_empty.ts: the default export of the file must be an object with a function `up`",
  ],
  ["2_import.ts", `import { a } from "no-such-package";\nexport default { up: a };`, "failed to apply 2_import.ts"],
];

test.each(FAILURES)(
  "%s: a migration that fails changes nothing, those before it neither",
  async (name, text, message) => {
    await using app = await testApp();
    const folder = folderOf(app, { "1_make.ts": MAKE, [name]: text });
    const before = names(app);
    expect(String(await failure(applyMigrations(app.context, source(folder))))).toStartWith(`Error: ${message}`);
    expect(names(app)).toEqual(before);
    expect(await applied(app)).toEqual([]);
    const tables = await app.context.database.all("SELECT name FROM sqlite_schema WHERE name IN ('half', 'half_done')");
    expect(tables).toEqual([]);
    // The server's view of the collections is that of before too.
    expect((await app.request("GET", "/api/collections/notes/records")).status).toBe(404);
  },
);

test("the last ones are reverted in turn; one that can't be leaves all as they were", async () => {
  await using app = await testApp();
  const bad = `export default { up() {}, down() { throw new Error("stays"); } };`;
  const folder = folderOf(app, { "1_make.ts": MAKE, "2_fill.ts": FILL, "3_bad.ts": bad });
  await applyMigrations(app.context, source(folder));
  const last = await lastMigrations(app.context, source(folder), 3);
  expect(last).toEqual(["3_bad.ts", "2_fill.ts", "1_make.ts"]);
  expect(await lastMigrations(app.context, source(folder), 1)).toEqual(["3_bad.ts"]);
  expect(String(await failure(revertMigrations(app.context, source(folder), { files: last.toReversed() })))).toBe(
    "Error: failed to revert 3_bad.ts:1: stays (nothing was changed)",
  );
  expect(names(app)).toContain("notes");
  expect(await applied(app)).toEqual(["1_make.ts", "2_fill.ts", "3_bad.ts"]);
  await revertMigrations(app.context, source(folder), { files: last.slice(1) });
  expect(names(app)).not.toContain("notes");
  expect(await applied(app)).toEqual(["3_bad.ts"]);
});

test("applied migrations whose files are gone are forgotten, but never the steps of the format", async () => {
  await using app = await testApp();
  const folder = folderOf(app, { "1_make.ts": MAKE, "2_fill.ts": FILL });
  await applyMigrations(app.context, source(folder));
  rmSync(join(folder, "1_make.ts"));
  expect(await lastMigrations(app.context, source(folder), 9)).toEqual(["2_fill.ts"]);
  expect(await forgetMissing(app.context, source(folder))).toEqual(["1_make.ts"]);
  expect(await applied(app)).toEqual(["2_fill.ts"]);
  const rows = await app.context.database.all(`SELECT "file" FROM "_migrations"`);
  expect(rows.length).toBe(systemMigrations.length + 1);
});
