import { expect, test } from "bun:test";
import { floatText } from "../../../src/database/sqlite/read-table.ts";
import { splitScript } from "../../../src/database/sqlite/split-script.ts";

test("splits at semicolons that end a statement", () => {
  expect(splitScript("select 1; select 2 ;")).toEqual(["select 1", "select 2"]);
  expect(splitScript(`select ';' , ";", [;], \`;\`; select 'it''s;'`)).toEqual([
    `select ';' , ";", [;], \`;\``,
    "select 'it''s;'",
  ]);
  expect(splitScript("select 1 -- ; no end\n; /* ; */ select 2")).toEqual(["select 1 -- ; no end", "/* ; */ select 2"]);
});

test("leaves out what is empty or only a comment", () => {
  expect(splitScript("; ;\n-- nothing\n; /* nothing */")).toEqual([]);
});

test("keeps a trigger together", () => {
  const trigger = "create trigger t after insert on a begin update a set b = 1; delete from c; end";
  expect(splitScript(`${trigger}; select 1`)).toEqual([trigger, "select 1"]);
});

test("writes numbers as Go does", () => {
  const texts = [0, -0.5, 1.5, 100_000, 999_999.5, 1_000_000, 1_234_567, 0.0001, 0.00001, 1e21, -2.5e-7, 1e100];
  expect(texts.map(floatText)).toEqual([
    "0",
    "-0.5",
    "1.5",
    "100000",
    "999999.5",
    "1e+06",
    "1.234567e+06",
    "0.0001",
    "1e-05",
    "1e+21",
    "-2.5e-07",
    "1e+100",
  ]);
});
