import { expect, test } from "bun:test";
import type { OrphanReason, StoredFile } from "../../admin/api/stored-files.ts";
import { NOTHING, byReason, withFiles, withoutFiles } from "../../admin/pages/files/findings.ts";

function file(key: string, size: number, orphan: OrphanReason | null = null): StoredFile {
  const [collection = ""] = key.split("/");
  const owner = { record: "r", name: "n", isThumb: false, field: orphan === null ? "f" : null };
  return { key, size, modified: "", collection: collection === "gone" ? null : collection, ...owner, orphan };
}

test("pages add up by folder, the largest first, with their orphans", () => {
  const first = withFiles(NOTHING, [file("a/1/x", 10), file("b/1/x", 5, "noRecord")]);
  const both = withFiles(first, [file("b/2/x", 50), file("gone/1/x", 1, "noCollection")]);
  expect(both.total).toEqual({ files: 4, bytes: 66 });
  expect(both.folders).toEqual([
    { folder: "b", collection: "b", files: 2, bytes: 55 },
    { folder: "a", collection: "a", files: 1, bytes: 10 },
    { folder: "gone", collection: null, files: 1, bytes: 1 },
  ]);
  expect(both.largest.map(({ size }) => size)).toEqual([50, 10, 5, 1]);
  expect(byReason(both.orphans, "noRecord").map(({ key }) => key)).toEqual(["b/1/x"]);
  const after = withoutFiles(both, new Set(["gone/1/x", "b/1/x", "a/1/x"]));
  // What has an owner can't go.
  expect(after.total).toEqual({ files: 2, bytes: 60 });
  expect(after.folders.map(({ folder, files }) => [folder, files])).toEqual([
    ["b", 1],
    ["a", 1],
  ]);
  expect(after.orphans).toEqual([]);
});

test("of each folder the largest are kept, however many there are", () => {
  let findings = NOTHING;
  for (let page = 0; page < 10; page++) {
    const files = Array.from({ length: 100 }, (_, index) => file(`a/${page}/${index}`, page * 100 + index));
    findings = withFiles(findings, [...files, file(`b/${page}/x`, 1)]);
  }
  expect(findings.largest).toHaveLength(110);
  expect(findings.largest[0]?.size).toBe(999);
  expect(findings.total.files).toBe(1010);
});
