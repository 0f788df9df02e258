import { expect, test } from "bun:test";
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
