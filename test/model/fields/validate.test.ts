import { describe, expect, test } from "bun:test";
import type { FieldError } from "../../../src/lib/api-error.ts";
import type { Context } from "../../../src/model/context.ts";
import type { FieldValue } from "../../../src/model/fields/field.ts";
import { RecordModel } from "../../../src/model/records/record.ts";
import type { Collection } from "../../../src/model/collections/collection.ts";
import { makeField } from "./make-field.ts";

const REQUIRED = { code: "validation_required", message: "Cannot be blank." };
const FORMAT = { code: "validation_invalid_format", message: "Invalid value format." };

const collection = { id: "c", name: "c", type: "base", fields: [] } as unknown as Collection;

/** Types whose validation asks nothing of the database. */
async function validate(name: string, options: object, value: FieldValue): Promise<FieldError | null> {
  const { field, type } = makeField(name, options);
  const record = new RecordModel(collection, { field: value }, { field: "stored.txt" });
  return type.validate(field, value, { record, context: {} as Context });
}

const LONG = "x".repeat(73);
const upload = (name: string, content: string) => ({
  name,
  originalName: `Original ${name}`,
  size: content.length,
  content: new Blob([content]),
});

const good: readonly (readonly [name: string, options: object, value: FieldValue])[] = [
  ["autodate", {}, ""],
  ["bool", { required: true }, true],
  ["bool", {}, false],
  ["date", { min: "2024-01-01 00:00:00.000Z", max: "2024-12-31 00:00:00.000Z" }, "2024-01-01 00:00:00.000Z"],
  ["date", { min: "2024-01-01 00:00:00.000Z" }, ""],
  ["editor", { maxSize: 2 }, "é"],
  ["email", { onlyDomains: ["b.co"] }, "a@b.co"],
  ["email", {}, ""],
  ["file", {}, "stored.txt"],
  ["file", { mimeTypes: ["text/plain"], maxSize: 3 }, upload("a.txt", "abc")],
  ["geoPoint", {}, { lon: 0, lat: 0 }],
  ["geoPoint", { required: true }, { lon: -180, lat: 90 }],
  ["json", { maxSize: 1 }, null],
  ["number", { min: 1 }, 0],
  ["number", { min: 1, max: 5 }, 5],
  ["number", { onlyInt: true }, -(2 ** 63)],
  ["number", { onlyInt: true }, 2 ** 63 - 1024],
  ["number", {}, 1e300],
  ["password", { required: true }, "$2a$10$hash"],
  ["password", { min: 8 }, { plain: "12345678" }],
  ["password", {}, { plain: "x".repeat(71) }],
  ["select", { values: ["a", "b"], maxSelect: 2 }, ["b", "a"]],
  ["select", { values: ["a"] }, ""],
  ["text", { min: 2, max: 2 }, "😀é"],
  ["text", { pattern: "^a" }, "abc"],
  ["text", { pattern: "^a" }, ""],
  ["text", {}, "x".repeat(5000)],
  ["url", { exceptDomains: ["example.org"] }, "https://example.com"],
];

describe("good values", () => {
  for (const [name, options, value] of good) {
    test(`${name} ${JSON.stringify(options)} ${JSON.stringify(value).slice(0, 80)}`, async () => {
      expect(await validate(name, options, value)).toBeNull();
    });
  }
});

const NO_INTEGER = { code: "validation_only_int_constraint", message: "Decimal numbers are not allowed" };

const bad: readonly (readonly [name: string, options: object, value: FieldValue, error: FieldError])[] = [
  ["bool", { required: true }, false, REQUIRED],
  ["date", { required: true }, "", REQUIRED],
  [
    "date",
    { min: "2024-01-01 00:00:00.000Z" },
    "2023-12-31 23:59:59.999Z",
    {
      code: "validation_min_greater_equal_than_required",
      message: "Must be no less than 2024-01-01 00:00:00 +0000 UTC.",
      params: { threshold: "2024-01-01T00:00:00Z" },
    },
  ],
  [
    "date",
    { max: "2024-01-01 00:00:00.120Z" },
    "2025-12-31 23:59:59.999Z",
    {
      code: "validation_max_less_equal_than_required",
      message: "Must be no greater than 2024-01-01 00:00:00.12 +0000 UTC.",
      params: { threshold: "2024-01-01T00:00:00.12Z" },
    },
  ],
  ["editor", { required: true }, "", REQUIRED],
  [
    "editor",
    { maxSize: 1 },
    "é",
    {
      code: "validation_content_size_limit",
      message: "The maximum allowed content size is 1 bytes.",
      params: { maxSize: 1 },
    },
  ],
  ["email", { required: true }, "", REQUIRED],
  ["email", {}, "bad", { code: "validation_is_email", message: "Must be a valid email address." }],
  [
    "email",
    { exceptDomains: ["b.co"] },
    "a@b.co",
    { code: "validation_email_domain_not_allowed", message: "Email domain is not allowed." },
  ],
  ["file", { required: true }, "", REQUIRED],
  ["file", { required: true, maxSelect: 2 }, [], REQUIRED],
  [
    "file",
    { maxSelect: 3 },
    ["stored.txt", "other.txt", "x"],
    {
      code: "validation_invalid_file",
      message: "Invalid new files: [other.txt x].",
      params: { invalidFiles: ["other.txt", "x"] },
    },
  ],
  [
    "file",
    { maxSelect: 2 },
    [upload("a", "1"), upload("b", "2"), upload("c", "3")],
    { code: "validation_too_many_files", message: "The maximum allowed files is 2.", params: { maxSelect: 2 } },
  ],
  [
    "file",
    { maxSize: 2 },
    upload("a.txt", "abc"),
    {
      code: "validation_file_size_limit",
      message: "Failed to upload Original a.txt - the maximum allowed file size is 2 bytes.",
      params: { file: "Original a.txt", maxSize: 2 },
    },
  ],
  [
    "file",
    { mimeTypes: ["image/png", "image/jpeg"] },
    upload("a.png", "text"),
    { code: "validation_invalid_mime_type", message: '"a.png" mime type must be one of: image/png, image/jpeg.' },
  ],
  ["geoPoint", { required: true }, { lon: 0, lat: 0 }, REQUIRED],
  [
    "geoPoint",
    {},
    { lon: 0, lat: 90.1 },
    { code: "validation_invalid_latitude", message: "Latitude must be between -90 and 90 degrees." },
  ],
  [
    "geoPoint",
    {},
    { lon: -181, lat: 0 },
    { code: "validation_invalid_longitude", message: "Longitude must be between -180 and 180 degrees." },
  ],
  ["json", { required: true }, null, REQUIRED],
  ["number", { required: true }, 0, REQUIRED],
  [
    "number",
    {},
    Infinity,
    { code: "validation_not_a_number", message: "The submitted number is not properly formatted." },
  ],
  ["number", { onlyInt: true }, 1.5, NO_INTEGER],
  ["number", { onlyInt: true }, 2 ** 63, NO_INTEGER],
  ["number", { onlyInt: true }, -(2 ** 63) - 2048, NO_INTEGER],
  ["number", { onlyInt: true }, 1e300, NO_INTEGER],
  [
    "number",
    { min: 1.5 },
    1,
    { code: "validation_min_number_constraint", message: "Must be greater or equal than 1.5", params: { min: 1.5 } },
  ],
  [
    "number",
    { max: 1000000 },
    1000001,
    {
      code: "validation_max_number_constraint",
      message: "Must be less or equal than 1e+06",
      params: { max: 1000000 },
    },
  ],
  ["password", { required: true }, "", REQUIRED],
  [
    "password",
    { min: 8 },
    { plain: "1234567" },
    { code: "validation_min_text_constraint", message: "Must be at least 8 character(s)." },
  ],
  [
    "password",
    {},
    { plain: "x".repeat(72) },
    { code: "validation_max_text_constraint", message: "Must be less than 71 character(s)." },
  ],
  ["password", {}, { plain: LONG }, { code: "validation_invalid_value", message: "Invalid value." }],
  ["password", { pattern: "^\\d+$" }, { plain: "abc" }, FORMAT],
  ["select", { values: ["a"], required: true }, "", REQUIRED],
  [
    "select",
    { values: ["a"] },
    "x",
    { code: "validation_invalid_value", message: "Invalid value x.", params: { value: "x" } },
  ],
  [
    "select",
    { values: ["a", "b", "c"], maxSelect: 2 },
    ["a", "b", "c"],
    { code: "validation_too_many_values", message: "Select no more than 2.", params: { maxSelect: 2 } },
  ],
  ["text", { required: true }, "", REQUIRED],
  [
    "text",
    { min: 3 },
    "😀é",
    { code: "validation_min_text_constraint", message: "Must be at least 3 character(s).", params: { min: 3 } },
  ],
  [
    "text",
    { max: 1 },
    "ab",
    { code: "validation_max_text_constraint", message: "Must be no more than 1 character(s).", params: { max: 1 } },
  ],
  [
    "text",
    {},
    "x".repeat(5001),
    {
      code: "validation_max_text_constraint",
      message: "Must be no more than 5000 character(s).",
      params: { max: 5000 },
    },
  ],
  ["text", { pattern: "^[a-z]+$" }, "aB", FORMAT],
  ["text", { pattern: "(" }, "a", FORMAT],
  ["url", { required: true }, "", REQUIRED],
  ["url", {}, "bad", { code: "validation_invalid_url", message: "Must be a valid url." }],
  [
    "url",
    { onlyDomains: ["example.com"] },
    "https://example.org",
    { code: "validation_url_domain_not_allowed", message: "Url domain is not allowed." },
  ],
];

describe("bad values", () => {
  for (const [name, options, value, error] of bad) {
    test(`${name} ${JSON.stringify(options)} ${JSON.stringify(value).slice(0, 80)}`, async () => {
      expect(await validate(name, options, value)).toEqual(error);
    });
  }
});

test("JSON has a limit and must be JSON", async () => {
  const { field, type } = makeField("json", { maxSize: 3 });
  const holder = { record: new RecordModel(collection, {}, null), context: {} as Context };
  expect(type.validate(field, type.normalize(field, "abc"), holder)).toMatchObject({
    code: "validation_json_size_limit",
    message: "The maximum allowed JSON size is 3 bytes.",
    params: { maxSize: 3 },
  });
  const large = makeField("json");
  expect(large.type.validate(large.field, large.type.normalize(large.field, "a\u0000"), holder)).toEqual({
    code: "validation_invalid_json",
    message: "Must be a valid json value.",
  });
  const wanted = makeField("json", { required: true });
  for (const empty of ["null", '""', "[]", "{}"]) {
    expect(wanted.type.validate(wanted.field, wanted.type.normalize(wanted.field, empty), holder)).toEqual(REQUIRED);
  }
});
