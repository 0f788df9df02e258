import { expect, test } from "bun:test";
import type { CollectionModel } from "pocketbase";
import { parseExport, planImport } from "../../admin/pages/editor/import-plan.ts";

function collection(name: string, more: object = {}): CollectionModel {
  const fields = [
    { id: "text1", name: "id", type: "text", system: true },
    { id: "text2", name: "title", type: "text", system: false },
  ];
  const rules = { listRule: null, viewRule: null, createRule: null, updateRule: null, deleteRule: null };
  return { id: `${name}_id`, name, type: "base", system: false, indexes: [], fields, ...rules, ...more } as never;
}

test("exports are lists, or objects with one; anything else is said to be wrong where it is", () => {
  const list = [{ name: "posts" }];
  expect(parseExport(JSON.stringify(list))).toEqual(list as never);
  expect(parseExport(JSON.stringify({ collections: list }))).toEqual(list as never);
  expect(parseExport("[{]")).toContain("not valid JSON");
  for (const none of ["[]", "null", "7", '"text"', "{}"]) expect(typeof parseExport(none)).toBe("string");
  expect(parseExport('[{"name":"a"},{"nome":"b"}]')).toContain("2");
  expect(typeof parseExport("[null]")).toBe("string");
});

test("collections are the same by their id or, in any case, by their name", () => {
  const existing = [collection("posts"), collection("tags")];
  const plan = planImport(
    existing,
    [collection("POSTS", { id: "other" }), collection("new", { id: "tags_id" })],
    false,
  );
  expect(plan.map(({ kind }) => kind)).toEqual(["changed", "changed"]);
  expect(planImport(existing, [collection("more")], false)).toEqual([{ name: "more", kind: "added", changes: [] }]);
});

test("what is left out stays, unless missing things are deleted; system ones always stay", () => {
  const existing = [collection("posts"), collection("tags"), collection("_system", { system: true })];
  const given = [{ name: "posts", fields: [{ name: "added", type: "number" }] }] as never;
  const kept = planImport(existing, given, false);
  expect(kept).toEqual([{ name: "posts", kind: "changed", changes: [expect.objectContaining({ isGrave: false })] }]);
  const deleting = planImport(existing, given, true);
  expect(deleting.map(({ name, kind }) => [name, kind])).toEqual([
    ["tags", "removed"],
    ["posts", "changed"],
  ]);
  expect(deleting[1]?.changes.map(({ text }) => text)).toEqual([
    "Field title is removed with all its values.",
    "Field added (number) is added.",
  ]);
});

test("a field is the same by its id, or by its name where it has none", () => {
  const existing = [collection("posts")];
  const id = { id: "text1", name: "id", type: "text" };
  const renamed = [{ name: "posts", fields: [id, { id: "text2", name: "name", type: "text" }] }] as never;
  expect(planImport(existing, renamed, true)[0]?.changes).toEqual([
    expect.objectContaining({ isGrave: true, text: expect.stringContaining("title is renamed to name") }),
  ]);
  const same = [{ name: "posts", fields: [id, { name: "title", type: "text" }] }] as never;
  expect(planImport(existing, same, true)).toEqual([{ name: "posts", kind: "same", changes: [] }]);
});

test("an export of what is there changes nothing", () => {
  const existing = [collection("posts"), collection("tags")];
  const exported = parseExport(JSON.stringify(existing));
  if (typeof exported === "string") throw new Error(exported);
  expect(planImport(existing, exported, true).every(({ kind }) => kind === "same")).toBe(true);
});
