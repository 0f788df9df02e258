import { describe, expect, test } from "bun:test";
import type { SqlValue } from "../../../src/database/engine.ts";
import { JsonText, type FieldValue } from "../../../src/model/fields/field.ts";
import { makeField } from "./make-field.ts";

describe("values are stored in the form that PocketBase reads", () => {
  test.each<[string, object, FieldValue, SqlValue]>([
    ["autodate", {}, "2024-05-06 00:00:00.000Z", "2024-05-06 00:00:00.000Z"],
    ["bool", {}, true, true],
    ["date", {}, "", ""],
    ["editor", {}, "<p>x</p>", "<p>x</p>"],
    ["email", {}, "a@b.co", "a@b.co"],
    ["file", { maxSelect: 1 }, "a.txt", "a.txt"],
    ["file", { maxSelect: 2 }, ["a.txt", "b.txt"], '["a.txt","b.txt"]'],
    ["file", { maxSelect: 2 }, [], "[]"],
    ["geoPoint", {}, { lon: 1.5, lat: -2 }, '{"lon":1.5,"lat":-2}'],
    ["json", {}, null, null],
    ["json", {}, new JsonText('{"b":1, "a":2}'), '{"b":1, "a":2}'],
    ["number", {}, 1.5, 1.5],
    ["password", {}, "$2a$10$hash", "$2a$10$hash"],
    ["relation", { maxSelect: 2 }, ["a", "b"], '["a","b"]'],
    ["select", { maxSelect: 2 }, ["<a> & b"], '["\\u003ca\\u003e \\u0026 b"]'],
    ["select", { maxSelect: 1 }, "a", "a"],
    ["text", {}, "x", "x"],
    ["url", {}, "https://example.com", "https://example.com"],
  ])("%s %p: %p", (...[name, options, value, column]) => {
    const { field, type } = makeField(name, options);
    expect(type.toColumn(field, value)).toEqual(column);
    expect(type.fromColumn(field, column)).toEqual(value);
  });
});

describe("columns of views and of changed fields hold other things too", () => {
  test.each<[string, object, SqlValue, FieldValue]>([
    ["bool", {}, 1, true],
    ["bool", {}, "true", true],
    ["bool", {}, null, false],
    ["number", {}, "12", 12],
    ["number", {}, null, 0],
    ["number", {}, 9007199254740993n, 9007199254740992],
    ["text", {}, 5, "5"],
    ["text", {}, 1234567.5, "1.2345675e+06"],
    ["text", {}, null, ""],
    ["date", {}, "2024-05-06", "2024-05-06 00:00:00.000Z"],
    ["date", {}, 5, ""],
    ["json", {}, 5, new JsonText("5")],
    ["json", {}, "[1, 2]", new JsonText("[1, 2]")],
    ["json", {}, "text", new JsonText('"text"')],
    ["json", {}, "", new JsonText('""')],
    ["geoPoint", {}, '{"lat":1,"lon":2}', { lon: 2, lat: 1 }],
    ["geoPoint", {}, null, { lon: 0, lat: 0 }],
    ["select", { maxSelect: 2 }, "a", ["a"]],
    ["select", { maxSelect: 1 }, '["a","b"]', "b"],
    ["relation", { maxSelect: 2 }, null, []],
    ["relation", { maxSelect: 2 }, "", []],
    ["relation", { maxSelect: 1 }, 5, "5"],
    ["file", { maxSelect: 2 }, "null", ["null"]],
  ])("%s %p: %p", (...[name, options, column, value]) => {
    const { field, type } = makeField(name, options);
    expect(type.fromColumn(field, column)).toEqual(value);
  });
});

test("passwords are never shown", () => {
  const { field, type } = makeField("password");
  expect(type.toJson?.(field, "$2a$10$hash")).toBe("");
  expect(type.toJson?.(field, { plain: "secret" })).toBe("");
});
