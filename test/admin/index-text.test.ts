import { expect, test } from "bun:test";
import { formatIndex, parseIndex, renameInIndex } from "../../admin/pages/editor/index-text.ts";

test("statements are taken apart and put together again, however they are quoted", () => {
  for (const text of [
    "CREATE UNIQUE INDEX idx ON posts (title, `created` DESC) WHERE title != ''",
    "create unique index if not exists `idx` on `posts` (`title`, `created` DESC) where title != '';",
    'CREATE UNIQUE INDEX "idx" ON [posts] ("title",\n  [created]   DESC)\nWHERE title != \'\'',
  ]) {
    expect(parseIndex(text)).toEqual({
      isUnique: true,
      name: "idx",
      table: "posts",
      columns: [
        { name: "title", rest: "" },
        { name: "created", rest: "DESC" },
      ],
      where: "title != ''",
    });
  }
  const text = "CREATE INDEX `idx` ON `posts` (`title` COLLATE NOCASE ASC, `created`)";
  const parts = parseIndex(text);
  expect(parts === null ? "" : formatIndex(parts)).toBe(text);
});

test("what is made of more than columns is not taken apart", () => {
  for (const text of ["", "CREATE INDEX i ON t (lower(title))", "CREATE INDEX i ON t (a || b)", "DROP INDEX i"]) {
    expect(parseIndex(text)).toBeNull();
    expect(renameInIndex(text, "title", "name")).toBe(text);
  }
});

test("a renamed column is renamed where it is one, and in nothing else", () => {
  expect(renameInIndex("CREATE INDEX title ON title (title DESC, titles)", "title", "name")).toBe(
    "CREATE INDEX `title` ON `title` (`name` DESC, `titles`)",
  );
  const other = "CREATE INDEX i ON t (a)";
  expect(renameInIndex(other, "b", "c")).toBe(other);
  // While the new name is being typed it may be empty.
  expect(renameInIndex(other, "a", "")).toBe(other);
});

test("a renamed column is renamed in the condition of a partial index too", () => {
  const text = "CREATE INDEX i ON t (`a`) WHERE a != '' AND \"a\" != 'a' AND ab = [a] AND x.a = 1";
  expect(renameInIndex(text, "a", "b")).toBe(
    "CREATE INDEX `i` ON `t` (`b`) WHERE `b` != '' AND `b` != 'a' AND ab = `b` AND x.`b` = 1",
  );
  expect(renameInIndex("CREATE INDEX i ON t (`c`) WHERE a = 1", "a", "b")).toBe(
    "CREATE INDEX `i` ON `t` (`c`) WHERE `b` = 1",
  );
});
