import { expect, test } from "bun:test";
import { detectMimeType, isMimeType } from "../../../src/lib/mime/detect.ts";
import samples from "./samples.json";

/**
 * Generated files, a character a byte, with the types and extensions that PocketBase v0.39.11 gives them. `["x", 20]` stands for 20
 * times that text.
 */
const SAMPLES = samples as [
  name: string,
  content: string | (string | [string, number])[],
  type: string,
  extension: string,
][];

test.each(SAMPLES)("%s", async (_name, content, contentType, extension) => {
  expect(await detectMimeType(blobOf(content))).toMatchObject({ contentType, extension });
});

function blobOf(content: string | (string | [string, number])[]): Blob {
  const parts = typeof content === "string" ? [content] : content;
  const text = parts.map((part) => (typeof part === "string" ? part : part[0].repeat(part[1]))).join("");
  return new Blob([Buffer.from(text, "latin1")]);
}

test("what is no charset does not get into a header", async () => {
  const page = new Blob(["<html><meta charset='utf-8\r\nset-cookie: a=b'>"]);
  expect((await detectMimeType(page)).contentType).toBe("text/html; charset=utf-8");
});

test("the end of what is looked at may split a character", async () => {
  const detected = await detectMimeType(new Blob(["é".repeat(3000).slice(0), "x"]));
  expect(detected.contentType).toBe("text/plain; charset=utf-8");
  expect((await detectMimeType(new Blob([`x${"é".repeat(3000)}`]))).contentType).toBe("text/plain; charset=utf-8");
});

test("a type has other names, and parameters do not count", async () => {
  const pdf = await detectMimeType(new Blob(["%PDF-1.7"]));
  expect(isMimeType(pdf, "application/x-pdf")).toBe(true);
  expect(isMimeType(pdf, "text/plain")).toBe(false);
  const text = await detectMimeType(new Blob(["hello"]));
  expect(isMimeType(text, "text/plain")).toBe(true);
  expect(isMimeType(text, " TEXT/plain; charset=ascii")).toBe(true);
});

test("a kind is none of those that it is a kind of", async () => {
  const feed = await detectMimeType(new Blob(['<?xml version="1.0"?><rss></rss>']));
  expect(isMimeType(feed, "application/rss+xml")).toBe(true);
  expect(isMimeType(feed, "text/xml")).toBe(false);
  const places = await detectMimeType(new Blob(['{"type":"Point"}']));
  expect(isMimeType(places, "application/geo+json")).toBe(true);
  expect(isMimeType(places, "application/json")).toBe(false);
});
