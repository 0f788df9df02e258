import { describe, expect, test } from "bun:test";
import { sqliteSchema } from "../../../src/database/sqlite/schema.ts";
import { findUniqueIndex, parseIndex } from "../../../src/model/collections/index-definition.ts";

describe("parseIndex", () => {
  const cases: [string, string | null][] = [
    ["create index idx on demo (a)", "CREATE INDEX `idx` ON `demo` (`a`)"],
    [
      "CREATE UNIQUE INDEX IF NOT EXISTS `s`.`idx` on [demo] (a COLLATE NOCASE desc, `b`)",
      "CREATE UNIQUE INDEX IF NOT EXISTS `s`.`idx` ON `demo` (\n  `a` COLLATE NOCASE DESC,\n  `b`\n)",
    ],
    [
      `create index "idx" on demo (\n"a",\n json_extract(b, '$.c,d')\n) where a != '' and b is not null`,
      "CREATE INDEX `idx` ON `demo` (\n  `a`,\n  json_extract(b, '$.c,d')\n) WHERE a != '' and b is not null",
    ],
    ["create unique idx on demo (a)", null],
    ["create index idx on demo ()", null],
    ["create index on demo (a)", null],
    ["", null],
  ];
  test.each(cases)("%s", (sql, expected) => {
    const parsed = parseIndex(sql);
    expect(parsed === null ? null : sqliteSchema.createIndex(parsed)).toBe(expected);
  });

  test("reads again what it wrote", () => {
    const sql = "CREATE UNIQUE INDEX `i` ON `t` (\n  `a` COLLATE NOCASE,\n  lower(b) DESC\n) WHERE a != ''";
    const parsed = parseIndex(sql);
    expect(parsed && sqliteSchema.createIndex(parsed)).toBe(sql);
  });
});

describe("findUniqueIndex", () => {
  const several = "create unique index i1 on t (email, a)";
  const plain = "create index i2 on t (email)";
  const unique = "create unique index i3 on t (`Email`) where email != ''";

  test("finds only a unique index over nothing but the column, whatever its case and condition", () => {
    expect(findUniqueIndex([several, plain], "email")).toBeUndefined();
    expect(findUniqueIndex([several, plain, unique], "email")?.indexName).toBe("i3");
  });
});
