import { expect, test } from "bun:test";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { inTransaction } from "../../../src/model/context.ts";
import type { UnsavedFile } from "../../../src/model/fields/field.ts";
import { deleteRecord } from "../../../src/model/records/delete.ts";
import { findRecordById } from "../../../src/model/records/find.ts";
import { newRecord, setValue, setValues } from "../../../src/model/records/record-values.ts";
import type { RecordModel } from "../../../src/model/records/record.ts";
import { saveRecord } from "../../../src/model/records/save.ts";
import { createUnsavedFile } from "../../../src/model/records/unsaved-file.ts";
import { textOf } from "../../support/blob-text.ts";
import { failure } from "../../support/failure.ts";
import { testApp, type TestApp } from "../../support/test-app.ts";
import { createCollection } from "./create-collection.ts";

async function filesApp(): Promise<TestApp> {
  const app = await testApp();
  await createCollection(app.context, {
    name: "notes",
    fields: [
      { name: "title", type: "text" },
      { name: "cover", type: "file", maxSelect: 1 },
      { name: "pages", type: "file", maxSelect: 3 },
    ],
    indexes: ["CREATE UNIQUE INDEX idx_title ON notes (title) WHERE title != ''"],
  });
  return app;
}

function file(name: string): Promise<UnsavedFile> {
  return createUnsavedFile(name, new Blob([`content of ${name}`]));
}

/** The files in the record's folder, without those of attributes. */
function filesOf(app: TestApp, { collection, id }: RecordModel): string[] {
  const folder = join(app.context.options.dataDir, "storage", collection.id, id);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => !name.endsWith(".attrs"))
    .sort();
}

async function update(app: TestApp, record: RecordModel, values: Record<string, unknown>): Promise<void> {
  setValues(record, values);
  await saveRecord(app.context, record);
}

test("files are stored beside the record, which holds their names", async () => {
  await using app = await filesApp();
  const record = await app.create("notes", { cover: await file("Cover Page.txt"), pages: [await file("a1b.txt")] });
  expect(record.text("cover")).toMatch(/^cover_page_[a-z0-9]{10}\.txt$/);
  const pages = record.values["pages"] as string[];
  expect(filesOf(app, record)).toEqual([...pages, record.text("cover")].sort());
  const key = `${record.collection.id}/${record.id}/${record.text("cover")}`;
  const stored = await app.context.files.read(key);
  expect(await textOf(stored)).toBe("content of Cover Page.txt");
  expect(stored?.contentType).toBe("text/plain; charset=utf-8");
});

test("replaced and removed files go, with their thumbs", async () => {
  await using app = await filesApp();
  const pages = [await file("one.txt"), await file("two.txt")];
  const record = await app.create("notes", { cover: await file("cover.txt"), pages });
  const [one = "", two = ""] = record.values["pages"] as string[];
  const thumb = `${record.collection.id}/${record.id}/thumbs_${one}/100x100_${one}`;
  await app.context.files.write(thumb, new Blob(["thumb"]), { contentType: "image/png", originalName: "" });
  await update(app, record, { cover: await file("other.txt"), "pages-": one });
  expect(record.text("cover")).toStartWith("other_");
  expect(filesOf(app, record)).toEqual([record.text("cover"), two].sort());
  await update(app, record, { cover: "", pages: [] });
  expect(filesOf(app, record)).toEqual([]);
});

test("a record that is refused leaves no file", async () => {
  await using app = await filesApp();
  await app.create("notes", { title: "taken" });
  const record = newRecord(app.collection("notes"));
  setValues(record, { title: "taken", cover: await file("cover.txt") });
  expect(await failure(saveRecord(app.context, record))).toHaveProperty("errors.title.code", "validation_not_unique");
  expect(filesOf(app, record)).toEqual([]);
  const updated = await app.create("notes", { title: "other", cover: await file("kept.txt") });
  const kept = updated.text("cover");
  setValues(updated, { title: "taken", cover: await file("new.txt") });
  await failure(saveRecord(app.context, updated));
  expect(filesOf(app, updated)).toEqual([kept]);
});

test("a transaction that fails leaves the files as they were", async () => {
  await using app = await filesApp();
  const record = await app.create("notes", { cover: await file("cover.txt") });
  const cover = record.text("cover");
  const created = newRecord(app.collection("notes"));
  setValue(created, "cover", await file("created.txt"));
  await failure(
    inTransaction(app.context, async (inner) => {
      setValue(record, "cover", await file("replaced.txt"));
      await saveRecord(inner, record);
      await saveRecord(inner, created);
      expect(filesOf(app, created)).toHaveLength(1);
      throw new Error("enough");
    }),
  );
  expect(filesOf(app, record)).toEqual([cover]);
  expect(filesOf(app, created)).toEqual([]);
  const removed = await findRecordById(app.context, record.collection, record.id);
  await failure(
    inTransaction(app.context, async (inner) => {
      if (removed !== null) await deleteRecord(inner, removed);
      throw new Error("enough");
    }),
  );
  expect(filesOf(app, record)).toEqual([cover]);
});

test("two updates at once leave no orphan", async () => {
  await using app = await filesApp();
  const record = await app.create("notes", { cover: await file("cover.txt") });
  const other = await findRecordById(app.context, record.collection, record.id);
  if (other === null) throw new Error("the record is not stored");
  await update(app, record, { cover: await file("first.txt") });
  await update(app, other, { cover: await file("second.txt") });
  expect(filesOf(app, record)).toEqual([other.text("cover")]);
});

test("a deleted record takes its folder along", async () => {
  await using app = await filesApp();
  const record = await app.create("notes", { cover: await file("cover.txt") });
  await deleteRecord(app.context, record);
  expect(existsSync(join(app.context.options.dataDir, "storage", record.collection.id))).toBe(false);
});

test("a store that fails keeps the record from being written", async () => {
  await using app = await filesApp();
  const record = newRecord(app.collection("notes"));
  setValues(record, { title: "x", pages: [await file("one.txt"), { ...(await file("two.txt")), name: "a/../b" }] });
  const context = { ...app.context };
  expect(await failure(saveRecord(context, record, { validates: false }))).toBeInstanceOf(Error);
  expect(filesOf(app, record)).toEqual([]);
  expect(await app.context.connection.all("SELECT id FROM notes")).toEqual([]);
});
