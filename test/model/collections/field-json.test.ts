import { expect, test } from "bun:test";
import { DecodeError } from "../../../src/model/collections/decode.ts";
import { parseField, takeStoredFields } from "../../../src/model/collections/field-json.ts";
import { FIELD_TYPE_NAMES } from "../../../src/model/fields/field.ts";

const whole = FIELD_TYPE_NAMES.map((type) => ({ ...parseField({ type, name: `a ${type}`, id: type }) }));

test("stored fields that are whole are taken as they are", () => {
  const stored: unknown[] = structuredClone(whole);
  const taken = takeStoredFields(stored);
  expect(taken).toEqual(whole);
  for (const [index, field] of taken.entries()) expect(field).toBe(stored[index] as typeof field);
});

test("others are read as a client's are: what is missing is added, in the order of names, and nothing else is kept", () => {
  const relation = { name: "author", type: "relation", collectionId: "abc", maxSelect: 1 };
  const dates = { name: "when", type: "date", min: "2026-01-02", max: "" };
  const odd = [
    relation,
    dates,
    { ...whole[0], more: 1 },
    Object.fromEntries(Object.entries(whole[1] ?? {}).toReversed()),
    { ...parseField(relation), maxSelect: null },
    JSON.parse(`{"type":"select","name":"a","values":["x"],"__proto__":{"hidden":true}}`),
  ];
  const taken = takeStoredFields(structuredClone(odd));
  expect(JSON.stringify(taken)).toBe(JSON.stringify(odd.map((field: unknown) => parseField(field))));
});

test("wrong values are refused", () => {
  const [first] = whole;
  for (const field of [
    { ...first, hidden: "no" },
    { ...first, type: "unknown" },
    { ...first, name: 1 },
    "text",
    null,
  ]) {
    expect(() => takeStoredFields([field])).toThrow(DecodeError);
  }
  const number = parseField({ type: "text", name: "a" });
  expect(() => takeStoredFields([{ ...number, max: 1.5 }])).toThrow(DecodeError);
  expect(() => takeStoredFields([{ ...parseField({ type: "select", name: "a" }), values: [1] }])).toThrow(DecodeError);
});
