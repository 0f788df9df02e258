import { expect, test } from "bun:test";
import type { CollectionModel } from "pocketbase";
import type { AuditEntry } from "../../admin/api/audit-log.ts";
import { valuesAfter, valuesBeforeDeletion } from "../../admin/pages/history/versions.ts";

const FIELDS = { id: "text", title: "text", count: "number", cover: "file", updated: "autodate" };
const COLLECTION = {
  name: "posts",
  fields: Object.entries(FIELDS).map(([name, type]) => ({ name, type })),
} as unknown as CollectionModel;

function entry(action: string, changes: AuditEntry["changes"]): AuditEntry {
  return { id: "", action, collection: "posts", record: "r1", actor: "", actorCollection: "", changes, created: "" };
}

/** The latest first. */
const ENTRIES = [
  entry("update", { title: ["two", "three"], cover: ["a.png", "b.png"], updated: ["2", "3"] }),
  entry("update", { title: ["one", "two"], count: [1, 2], gone: ["x", null] }),
  entry("create", { id: [null, "r1"], title: [null, "one"], count: [null, 1] }),
];

test("later changes are taken back, of what can be set and still exists", () => {
  expect(valuesAfter(COLLECTION, ENTRIES, 0)).toEqual({});
  expect(valuesAfter(COLLECTION, ENTRIES, 1)).toEqual({ title: "two" });
  expect(valuesAfter(COLLECTION, ENTRIES, 2)).toEqual({ title: "one", count: 1 });
});

test("a deleted record comes back with its id", () => {
  const deletion = entry("delete", { id: ["r1", null], title: ["three", null], cover: ["b.png", null] });
  expect(valuesBeforeDeletion(COLLECTION, deletion)).toEqual({ id: "r1", title: "three" });
});
