import { describe, expect, test } from "bun:test";
import { FieldsPicker, FieldsSyntaxError, parseFields } from "../../src/lib/pick-fields.ts";

const RECORD = {
  id: "r1",
  title: "<p>A <b>bold</b> title</p>",
  meta: { a: 1, list: [{ k: 1, l: 2 }, { k: 3 }] },
  tags: ["x", "y"],
  expand: { author: { id: "a1", name: "Ann", expand: { team: { id: "t1", name: "Red" } } } },
};

function pick(fields: string, value: unknown = RECORD): unknown {
  return parseFields(fields).pick(value);
}

describe("parseFields", () => {
  test("keeps whole keys and parts of nested objects and lists", () => {
    expect(pick("id, meta.list.k")).toEqual({ id: "r1", meta: { list: [{ k: 1 }, { k: 3 }] } });
    expect(pick("expand.author.expand.team.name")).toEqual({
      expand: { author: { expand: { team: { name: "Red" } } } },
    });
    expect(pick("expand.author.name,expand.author.id")).toEqual({ expand: { author: { id: "a1", name: "Ann" } } });
  });

  test("a key asked for whole is not reduced by its parts", () => {
    expect(pick("meta,meta.a")).toEqual({ meta: RECORD.meta });
    expect(pick("meta.a,meta")).toEqual({ meta: RECORD.meta });
  });

  test("the star stands for the other keys of its level", () => {
    expect(pick("*,expand.author.id")).toEqual({ ...RECORD, expand: { author: { id: "a1" } } });
    expect(pick("expand.*")).toEqual({ expand: RECORD.expand });
    expect(pick("*:excerpt(3)", { a: "abcdef", b: 12_345 })).toEqual({ a: "abc", b: 12_345 });
  });

  test("paths into what is no object change nothing", () => {
    expect(pick("id.x,tags.y")).toEqual({ id: "r1", tags: ["x", "y"] });
  });

  test("lists are picked item by item if they begin with an object", () => {
    expect(pick("id", [{ id: 1, x: 2 }, { id: 3 }])).toEqual([{ id: 1 }, { id: 3 }]);
    expect(pick("id", [1, { id: 3 }])).toEqual([1, { id: 3 }]);
  });

  test("nothing but separators asks for everything", () => {
    expect(pick(" , ,")).toEqual(RECORD);
  });

  test("modifiers", () => {
    expect(pick("title:excerpt(6,true)")).toEqual({ title: "A bold..." });
    expect(pick("title:excerpt(100)")).toEqual({ title: "A bold title" });
    expect(pick("meta:excerpt(5)")).toEqual({ meta: RECORD.meta });
  });

  test.each([
    ["1_0", "A bold tit"],
    ["0x6", "A bold"],
    ["010", "A bold t"],
    ["+6", "A bold"],
    ["6.9", "A bold"],
    ["2147483648", "A bold title"],
  ])("%s is a number of characters", (max, title) => {
    expect(pick(`title:excerpt(${max})`)).toEqual({ title });
  });

  test.each(["1e9", "9223372036854775808", "-1", "x", "0x", "1__0", "_1", "08", "."])("%s is none", (max) => {
    expect(() => parseFields(`title:excerpt(${max})`)).toThrow(FieldsSyntaxError);
  });

  test.each(["title:missing(1)", "title:excerpt", "title:excerpt(0)", "title:excerpt(1,true,2)", "title:", "a(", "'b"])(
    "refuses %s",
    (fields) => {
      expect(() => parseFields(fields)).toThrow(FieldsSyntaxError);
    },
  );

  test("tells which keys are wanted", () => {
    const picker = parseFields("id,expand.author");
    expect(["id", "expand", "title"].map((key) => picker.wants(key))).toEqual([true, true, false]);
    expect(parseFields("").wants("title")).toBe(true);
  });
});

test("too many fields are refused by a message that names the limit", () => {
  const names = (count: number): string => Array.from({ length: count }, (_, index) => `f${index}`).join();
  expect(parseFields(names(1000)).pick({ f999: 1, g: 2 })).toEqual({ f999: 1 });
  expect(() => parseFields(names(1001))).toThrow("Fields must not name more than 1,000 fields");
  expect(() => parseFields("a".repeat(100_001))).toThrow("Fields must not be longer than 100,000 bytes");
});

test("keys that no path begins with are dropped without a look at each path", () => {
  const fields = new Map(Array.from({ length: 1000 }, (_, index) => [`f${index}.a.b`, null] as const));
  let looks = 0;
  const iterate = fields[Symbol.iterator].bind(fields);
  const counted = Object.assign(fields, { [Symbol.iterator]: () => ((looks += 1), iterate()) });
  const picker = new FieldsPicker(counted);
  const object = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`k${index}`, index]));
  expect(picker.pick({ ...object, f7: { a: { b: 1, c: 2 } } })).toEqual({ f7: { a: { b: 1 } } });
  expect(looks).toBe(1);
});

test("keys with dots and long keys are found as before", () => {
  const long = "k".repeat(600);
  const picker = parseFields(`a.b.c,${long},${long}x.y`);
  expect(picker.pick({ "a.b": { c: 1, d: 2 }, [long]: 3, [`${long}x`]: { y: 4, z: 5 } })).toEqual({
    "a.b": { c: 1 },
    [long]: 3,
    [`${long}x`]: { y: 4 },
  });
});
