import { expect, test } from "bun:test";
import type { BlobContent } from "../../../src/lib/blob-store.ts";
import { contentParts } from "../../../src/lib/s3/content-parts.ts";

async function cut(content: BlobContent, partBytes: number): Promise<string[]> {
  const parts: string[] = [];
  for await (const { bytes, isLast } of contentParts(content, partBytes)) {
    parts.push(new TextDecoder().decode(bytes) + (isLast ? "." : ""));
  }
  return parts;
}

async function* chunksOf(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield await Promise.resolve(new TextEncoder().encode(text));
}

test("parts have the same size but the last", async () => {
  for (const content of [() => new Blob(["abcdefgh"]), () => chunksOf("a", "bcdefg", "", "h")]) {
    expect(await cut(content(), 3)).toEqual(["abc", "def", "gh."]);
    expect(await cut(content(), 4)).toEqual(["abcd", "efgh."]);
    expect(await cut(content(), 8)).toEqual(["abcdefgh."]);
    expect(await cut(content(), 100)).toEqual(["abcdefgh."]);
  }
});

test("empty content is one empty part", async () => {
  expect(await cut(new Blob(), 3)).toEqual(["."]);
  expect(await cut(chunksOf(), 3)).toEqual(["."]);
});
