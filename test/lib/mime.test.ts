import { describe, expect, test } from "bun:test";
import { detectMimeType, isMimeType } from "../../src/lib/mime.ts";

const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

test.each<[string | Uint8Array<ArrayBuffer>, string, string]>([
  ["", "text/plain; charset=utf-8", ".txt"],
  ["hello", "text/plain; charset=utf-8", ".txt"],
  ["héllo", "text/plain; charset=utf-8", ".txt"],
  ['{"a":1}', "application/json", ".json"],
  ["{not json", "text/plain; charset=utf-8", ".txt"],
  ["<!DOCTYPE html><html>", "text/html; charset=utf-8", ".html"],
  ["<?xml version='1.0'?><a/>", "text/xml; charset=utf-8", ".xml"],
  ['<?xml version="1.0"?><svg xmlns="x"></svg>', "image/svg+xml", ".svg"],
  ["<svg></svg>", "image/svg+xml", ".svg"],
  ["a,b\n1,2\n3,4\n", "text/csv; charset=utf-8", ".csv"],
  ["%PDF-1.7\n", "application/pdf", ".pdf"],
  [new Uint8Array([0, 1, 2, 3]), "application/octet-stream", ""],
  [new Uint8Array(PNG), "image/png", ".png"],
  [new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 0, 0, 0]), "image/jpeg", ".jpg"],
  [new Uint8Array([0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 1, 0, 1, 0]), "image/gif", ".gif"],
])("detects %p", async (content, contentType, extension) => {
  expect(await detectMimeType(new Blob([content]))).toEqual({ contentType, extension });
});

test("the end of what is looked at may split a character", async () => {
  const detected = await detectMimeType(new Blob(["é".repeat(3000).slice(0), "x"]));
  expect(detected.contentType).toBe("text/plain; charset=utf-8");
  expect((await detectMimeType(new Blob([`x${"é".repeat(3000)}`]))).contentType).toBe("text/plain; charset=utf-8");
});

test("a type has other names, and parameters do not count", () => {
  const pdf = { contentType: "application/pdf", extension: ".pdf" };
  expect(isMimeType(pdf, "application/x-pdf")).toBe(true);
  expect(isMimeType(pdf, "text/plain")).toBe(false);
  const text = { contentType: "text/plain; charset=utf-8", extension: ".txt" };
  expect(isMimeType(text, "text/plain")).toBe(true);
  expect(isMimeType(text, "TEXT/plain; charset=ascii")).toBe(true);
});

describe("documents of Office before 2007", () => {
  /** A compound file whose directory begins in the sector behind the first. */
  function compoundFile(classId: string): Blob {
    const bytes = new Uint8Array(4 * 512);
    bytes.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    bytes[30] = 9;
    bytes[48] = 1;
    bytes.set(Buffer.from(classId, "hex"), 2 * 512 + 80);
    return new Blob([bytes]);
  }

  test.each([
    ["0609020000000000c000000000000046", "application/msword"],
    ["2008020000000000c000000000000046", "application/vnd.ms-excel"],
    ["108d81649b4fcf1186ea00aa00b929e8", "application/vnd.ms-powerpoint"],
    ["00000000000000000000000000000000", "application/x-ole-storage"],
  ])("%s", async (classId, contentType) => {
    expect((await detectMimeType(compoundFile(classId))).contentType).toBe(contentType);
  });
});
