import { describe, expect, test } from "bun:test";
import { JsonText, type FieldValue } from "../../../src/model/fields/field.ts";
import { FIELD_TYPE_NAMES } from "../../../src/model/fields/field.ts";
import { makeField } from "./make-field.ts";

const json = (text: string) => new JsonText(text);

/** What a client sends, and what the record holds afterwards. */
const cases: Readonly<Record<string, readonly (readonly [options: object, raw: unknown, value: FieldValue])[]>> = {
  autodate: [[{}, "2024-05-06", "2024-05-06 00:00:00.000Z"]],
  bool: [
    [{}, "true", true],
    [{}, "yes", false],
    [{}, 1, true],
    [{}, null, false],
  ],
  date: [
    [{}, "2024-05-06T07:08:09Z", "2024-05-06 07:08:09.000Z"],
    [{}, 1714979289, ""],
    [{}, "bad", ""],
  ],
  editor: [
    [{}, "<p>x</p>", "<p>x</p>"],
    [{}, 5, "5"],
    [{}, { a: 1 }, ""],
  ],
  email: [
    [{}, " a@b.co ", " a@b.co "],
    [{}, [], ""],
  ],
  file: [
    [{ maxSelect: 1 }, "a.txt", "a.txt"],
    [{ maxSelect: 1 }, ["a.txt", "b.txt"], "b.txt"],
    [{ maxSelect: 1 }, [], ""],
    [{ maxSelect: 2 }, "a.txt", ["a.txt"]],
    [{ maxSelect: 2 }, '["a.txt","b.txt","a.txt"]', ["a.txt", "b.txt"]],
    [{ maxSelect: 2 }, ["a.txt", ["b.txt"], ["c.txt", "d.txt"], {}], ["a.txt", "b.txt"]],
    [{ maxSelect: 2 }, null, []],
    [{ maxSelect: 2 }, true, ["true"]],
  ],
  geoPoint: [
    [{}, { lon: 1.5, lat: 2 }, { lon: 1.5, lat: 2 }],
    [{}, { lon: "1.5", lat: 2 }, { lon: 0, lat: 2 }],
    [{}, '{"lon":1,"lat":-2}', { lon: 1, lat: -2 }],
    [{}, { LON: 1, lat: 2, other: 3 }, { lon: 1, lat: 2 }],
    [{}, "bad", { lon: 0, lat: 0 }],
    [{}, [1, 2], { lon: 0, lat: 0 }],
    [{}, null, { lon: 0, lat: 0 }],
  ],
  json: [
    [{}, null, null],
    [{}, { b: 1, a: "<" }, json('{"a":"\\u003c","b":1}')],
    [{}, { 9: 1, 10: 2 }, json('{"10":2,"9":1}')],
    [{}, [1, 2.5, 1e21], json("[1,2.5,1e+21]")],
    [{}, "text", json('"text"')],
    [{}, "", json('""')],
    [{}, "null", json("null")],
    [{}, "true", json("true")],
    [{}, "12", json("12")],
    [{}, "-1.50", json("-1.50")],
    [{}, "1a", json('"1a"')],
    [{}, '{"b": 1, "a": 2}', json('{"b": 1, "a": 2}')],
    [{}, '"quoted"', json('"quoted"')],
    [{}, "[broken", json('"[broken"')],
    [{}, "a\u0000b", json('"a\\x00b"')],
    [{}, "line\nbreak é 😀", json('"line\\nbreak é 😀"')],
    [{}, true, json("true")],
  ],
  number: [
    [{}, "12", 12],
    [{}, "1.5", 1.5],
    [{}, "x", 0],
    [{}, true, 1],
    [{}, null, 0],
  ],
  password: [
    [{}, "12345678", { plain: "12345678" }],
    [{}, 12345678, { plain: "12345678" }],
    [{}, "", ""],
    [{}, null, ""],
  ],
  relation: [
    [{ maxSelect: 1 }, "id1", "id1"],
    [{ maxSelect: 1 }, ["id1", "id2"], "id2"],
    [{ maxSelect: 1 }, [], ""],
    [{ maxSelect: 3 }, "id1", ["id1"]],
    [{ maxSelect: 3 }, ["id1", "", "id2", "id1"], ["id1", "id2"]],
    [{ maxSelect: 3 }, false, ["false"]],
    [{ maxSelect: 3 }, {}, []],
  ],
  select: [
    [{ maxSelect: 1 }, ["a", "b"], "b"],
    [{ maxSelect: 1 }, 100000000000000000000, "100000000000000000000"],
    [{ maxSelect: 2 }, '["a","b"]', ["a", "b"]],
    [{ maxSelect: 2 }, "a", ["a"]],
  ],
  text: [
    [{}, "a", "a"],
    [{}, 5, "5"],
    [{}, true, "true"],
    [{}, [1], ""],
    [{}, null, ""],
  ],
  url: [
    [{}, "https://example.com", "https://example.com"],
    [{}, [1, 2], ""],
  ],
};

test("every type has cases", () => expect(Object.keys(cases)).toEqual([...FIELD_TYPE_NAMES]));

for (const [name, rows] of Object.entries(cases)) {
  describe(name, () => {
    for (const [options, raw, value] of rows) {
      test(`${JSON.stringify(options)} ${JSON.stringify(raw)}`, () => {
        const { field, type } = makeField(name, options);
        const normalized = type.normalize(field, raw);
        expect(normalized).toEqual(value);
        expect(type.normalize(field, normalized)).toEqual(value);
      });
    }
  });
}

test.each<[string, object, FieldValue]>([
  ["autodate", {}, ""],
  ["bool", {}, false],
  ["date", {}, ""],
  ["editor", {}, ""],
  ["email", {}, ""],
  ["file", { maxSelect: 1 }, ""],
  ["file", { maxSelect: 2 }, []],
  ["geoPoint", {}, { lon: 0, lat: 0 }],
  ["json", {}, null],
  ["number", {}, 0],
  ["password", {}, ""],
  ["relation", { maxSelect: 0 }, ""],
  ["relation", { maxSelect: 2 }, []],
  ["select", { maxSelect: 2 }, []],
  ["text", {}, ""],
  ["url", {}, ""],
])("%s %p is zero at first", (name, options, zero) => {
  const { field, type } = makeField(name, options);
  expect(type.zero(field)).toEqual(zero);
});

describe("modifiers", () => {
  test.each<[string, object, FieldValue, "append" | "prepend" | "remove", unknown, FieldValue]>([
    ["number", {}, 5, "append", "2", 7],
    ["number", {}, 5, "remove", 2, 3],
    ["select", { maxSelect: 3 }, ["a"], "append", ["b", "a"], ["a", "b"]],
    ["select", { maxSelect: 3 }, ["a"], "prepend", "b", ["b", "a"]],
    ["select", { maxSelect: 3 }, ["a", "b"], "remove", ["a", "x"], ["b"]],
    ["select", { maxSelect: 1 }, "a", "append", "b", "b"],
    ["select", { maxSelect: 1 }, "a", "prepend", "b", "a"],
    ["relation", { maxSelect: 1 }, "a", "remove", "a", ""],
    ["file", { maxSelect: 3 }, ["a.txt"], "append", ["b.txt"], ["a.txt", "b.txt"]],
    ["file", { maxSelect: 3 }, ["a.txt", "b.txt"], "remove", "a.txt", ["b.txt"]],
    ["file", { maxSelect: 1 }, "a.txt", "remove", "b.txt", "a.txt"],
  ])("%s %p: %p %s %p", (...[name, options, current, modifier, raw, value]) => {
    const { field, type } = makeField(name, options);
    expect(type.modify?.(field, current, { modifier, raw })).toEqual(value);
  });
});
