import { expect, test } from "bun:test";
import { ROOT_ID, isContainer, jsonRows, openUpTo } from "../../admin/pages/records/json/json-rows.ts";

const SOURCE = ` { "a" : [1, -2.50e3, "x\\"]}" ], "b\\n": {}, "c":null,"d":{"e":true,"f":[ ]} } `;

function shown(source: string, open: ReadonlySet<string>): string[] {
  return jsonRows(source, open).map(
    ({ path, kind, start, end }) => `${path.join("/")} ${kind} ${source.slice(start, end)}`,
  );
}

test("a closed value is one row, which is the whole text without the space around it", () => {
  expect(shown(SOURCE, new Set())).toEqual([` object ${SOURCE.trim()}`]);
  expect(shown(" 12345678901234567890 ", new Set([ROOT_ID]))).toEqual([" number 12345678901234567890"]);
});

test("what is open has its values as they are written, by their keys and places", () => {
  const all = openUpTo(SOURCE, 100);
  expect(shown(SOURCE, all).slice(1)).toEqual([
    `a array [1, -2.50e3, "x\\"]}" ]`,
    "a/0 number 1",
    "a/1 number -2.50e3",
    `a/2 string "x\\"]}"`,
    "b\n object {}",
    "c null null",
    `d object {"e":true,"f":[ ]}`,
    "d/e boolean true",
    "d/f array [ ]",
  ]);
  expect(shown(SOURCE, new Set([ROOT_ID, '["d"]']))).toHaveLength(7);
});

test("the rows agree with the parsed value, whatever the spacing", () => {
  const value = { list: [[], [[]], ["\\", '"', "é"]], deep: { a: { b: { c: [0, false, null] } } }, "": 1 };
  for (const source of [JSON.stringify(value), JSON.stringify(value, null, "\t")]) {
    for (const row of jsonRows(source, openUpTo(source, 1000))) {
      const found = row.path.reduce((one: unknown, key) => (one as Record<string | number, unknown>)[key], value);
      expect(JSON.parse(source.slice(row.start, row.end))).toEqual(found);
    }
  }
});

test("no more is opened than fits, the outer values first", () => {
  const source = JSON.stringify({ a: [1, 2, 3], b: [4, 5, 6], c: [7] });
  expect([...openUpTo(source, 6)]).toEqual([ROOT_ID, '["a"]']);
  expect([...openUpTo(source, 2)]).toEqual([]);
});

test("a large value is opened whole", () => {
  const source = JSON.stringify(
    Array.from({ length: 12_000 }, (_, index) => ({ id: index, name: `Number ${index}`, tags: ["a", "b"] })),
  );
  expect(source.length).toBeGreaterThan(500_000);
  const open = openUpTo(source, 100_000);
  const rows = jsonRows(source, open);
  expect(rows.filter(isContainer)).toHaveLength(24_001);
  expect(rows).toHaveLength(72_001);
});
