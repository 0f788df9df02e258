import { describe, expect, test } from "bun:test";
import type { FieldErrors } from "../../../src/lib/api-error.ts";
import type { Collection } from "../../../src/model/collections/collection.ts";
import { parseField } from "../../../src/model/collections/field-json.ts";
import type { Context } from "../../../src/model/context.ts";
import { type FieldBase, FIELD_TYPE_NAMES } from "../../../src/model/fields/field.ts";
import { fieldType } from "../../../src/model/fields/registry.ts";
import { makeField } from "./make-field.ts";

const posts = { id: "posts_id", name: "posts", type: "base", fields: [] as FieldBase[] };
const stats = { ...posts, id: "stats_id", name: "stats", type: "view" };

const context = {
  collections: { current: () => ({ byId: (id: string) => [posts, stats].find((known) => known.id === id) }) },
} as unknown as Context;

async function check(name: string, options: object, stored: object | null = null): Promise<FieldErrors> {
  const { field, type } = makeField(name, options);
  const collection = { ...posts, id: "own_id", fields: [field] } as unknown as Collection;
  const before = stored === null ? null : { ...collection, fields: [parseField({ ...field, ...stored })] };
  return type.validateOptions(field, { context, collection, original: before as Collection | null });
}

/** What the least options of a type are. */
const least: Readonly<Record<string, object>> = {
  autodate: { onCreate: true },
  relation: { collectionId: "posts_id" },
  select: { values: ["a"] },
};

test.each([...FIELD_TYPE_NAMES])("%s takes its defaults", async (name) => {
  expect(await check(name, least[name] ?? {})).toEqual({});
});

const required = { code: "validation_required", message: "Cannot be blank." };
const format = { code: "validation_match_invalid", message: "Must be in a valid format." };
const listed = { code: "validation_not_in_invalid", message: "Must not be in list." };
const domain = { code: "validation_is_domain", message: "Must be a valid domain." };
const blank = { code: "validation_empty", message: "Must be blank." };
const least0 = (threshold: number) => ({
  code: "validation_min_greater_equal_than_required",
  message: `Must be no less than ${threshold}.`,
  params: { threshold },
});
const most = (threshold: number) => ({
  code: "validation_max_less_equal_than_required",
  message: `Must be no greater than ${threshold}.`,
  params: { threshold },
});
const tooLong = {
  code: "validation_length_out_of_range",
  message: "The length must be between 1 and 100.",
  params: { min: 1, max: 100 },
};

describe("options that every field has", () => {
  test.each<[object, FieldErrors]>([
    [{ name: "" }, { name: required }],
    [{ name: "with space" }, { name: format }],
    [{ name: "expand" }, { name: listed }],
    [{ name: "_rowid_" }, { name: listed }],
    [{ name: "x".repeat(101) }, { name: tooLong }],
    [{ name: "a_VIA_b" }, { name: { code: "validation_found_via", message: 'The value cannot contain "_via_".' } }],
    [{ id: "" }, { id: required }],
    [{ id: "x".repeat(101) }, { id: tooLong }],
  ])("%p", async (options, errors) => {
    expect(await check("bool", options)).toEqual(errors);
  });

  test("a help text has a limit", async () => {
    expect(await check("bool", { help: "x".repeat(300) })).toEqual({});
    expect(Object.keys(await check("bool", { help: "x".repeat(301) }))).toEqual(["help"]);
  });
});

describe("options of a type", () => {
  test.each<[string, object, FieldErrors]>([
    ["editor", { maxSize: -1 }, { maxSize: least0(0) }],
    ["email", { onlyDomains: ["a b", "", "c.de"] }, { onlyDomains: { 0: domain } }],
    ["email", { onlyDomains: ["a.de"], exceptDomains: ["b.de"] }, { onlyDomains: blank, exceptDomains: blank }],
    ["file", { maxSelect: -1, maxSize: -1 }, { maxSelect: least0(0), maxSize: least0(0) }],
    ["file", { thumbs: ["100x100", "0x0", "0x50", "50x50f", "bad"] }, { thumbs: { 1: listed, 4: format } }],
    ["json", { maxSize: -5 }, { maxSize: least0(0) }],
    [
      "number",
      { min: 1.5, max: 2.5, onlyInt: true },
      {
        min: { code: "validation_only_int_constraint", message: "Decimal numbers are not allowed" },
        max: { code: "validation_only_int_constraint", message: "Decimal numbers are not allowed" },
      },
    ],
    ["password", { min: 80, cost: 3 }, { min: most(71), cost: least0(4) }],
    ["relation", { collectionId: "" }, { collectionId: required }],
    [
      "relation",
      { collectionId: "missing" },
      {
        collectionId: {
          code: "validation_field_relation_missing_collection",
          message: "The relation collection doesn't exist.",
        },
      },
    ],
    [
      "relation",
      { collectionId: "stats_id" },
      {
        collectionId: {
          code: "validation_relation_field_non_view_base_collection",
          message: "Only view collections are allowed to have relations to other views.",
        },
      },
    ],
    ["relation", { collectionId: "own_id" }, {}],
    ["relation", { collectionId: "posts_id", minSelect: 2, maxSelect: 1 }, { maxSelect: least0(2) }],
    ["relation", { collectionId: "posts_id", minSelect: 2, maxSelect: 0 }, { maxSelect: required }],
    ["select", { values: [] }, { values: required }],
    ["select", { values: ["a", "b"], maxSelect: 3 }, { maxSelect: most(2) }],
    ["text", { min: -1 }, { min: least0(0) }],
    ["text", { min: 5, max: 2 }, { max: least0(5) }],
    [
      "text",
      { pattern: "[", autogeneratePattern: "(" },
      {
        pattern: { code: "validation_invalid_regex", message: "error parsing regexp: missing closing ]: `[`" },
        autogeneratePattern: {
          code: "validation_invalid_regex",
          message: "error parsing regexp: missing closing ): `(`",
        },
      },
    ],
    [
      "text",
      { autogeneratePattern: "^a" },
      {
        autogeneratePattern: {
          code: "validation_invalid_autogenerate_pattern",
          message: "unsupported pattern operator 9",
        },
      },
    ],
    [
      "text",
      { autogeneratePattern: "abc", max: 2 },
      {
        autogeneratePattern: {
          code: "validation_invalid_autogenerate_pattern_value",
          message: 'The provided autogenerate pattern could produce invalid field values, ex.: "abc"',
        },
      },
    ],
    [
      "text",
      { name: "key", primaryKey: true, hidden: true },
      {
        name: { code: "validation_in_invalid", message: 'The primary key must be named "id".' },
        pattern: required,
        hidden: blank,
        required,
      },
    ],
    ["url", { exceptDomains: ["https://a.de"] }, { exceptDomains: { 0: domain } }],
  ])("%s %p", async (name, options, errors) => {
    expect(await check(name, options)).toEqual(errors);
  });

  test("an autodate is set on create or on update", async () => {
    const neither = { code: "validation_required", message: "Either onCreate or onUpdate must be enabled." };
    expect(await check("autodate", {})).toEqual({ onCreate: neither, onUpdate: neither });
    const changed = { code: "validation_values_mismatch", message: "Values don't match." };
    expect(await check("autodate", { system: true, onUpdate: true }, { onCreate: true, onUpdate: true })).toEqual({
      onCreate: changed,
    });
  });

  test("a relation keeps its collection", async () => {
    expect(await check("relation", { collectionId: "posts_id" }, { collectionId: "other" })).toEqual({
      collectionId: {
        code: "validation_field_relation_change",
        message: "The relation collection cannot be changed.",
      },
    });
  });
});

test("a field of a type that does not exist is an error of the program", () => {
  const stray = { ...makeField("bool").field, type: "missing" } as unknown as FieldBase;
  expect(() => fieldType(stray)).toThrow("unknown type");
});
