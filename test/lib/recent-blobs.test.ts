import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StoredBlob } from "../../src/lib/blob-store.ts";
import { createLocalBlobStore } from "../../src/lib/local-blob-store.ts";
import { RecentBlobs } from "../../src/lib/recent-blobs.ts";
import { textOf } from "../support/blob-text.ts";

const TEXT = { contentType: "text/plain", originalName: "" };

function blobOf(text: string): StoredBlob {
  return {
    size: text.length,
    modified: new Date(0),
    contentType: "text/plain",
    open: () => Promise.resolve(new Blob([text])),
  };
}

test("many readers of a file ask the disk once", async () => {
  let reads = 0;
  const recent = new RecentBlobs(() => {
    reads += 1;
    return Promise.resolve(blobOf("text"));
  });
  for (let count = 0; count < 10; count += 1) expect(await textOf(await recent.read("a"))).toBe("text");
  expect(reads).toBe(1);
  expect(await new Response(await (await recent.read("a"))?.open({ start: 1, end: 3 })).text()).toBe("ex");
});

test("what is missing is looked for again", async () => {
  const answers = [null, blobOf("there")];
  const recent = new RecentBlobs(() => Promise.resolve(answers.shift() ?? null));
  expect(await recent.read("a")).toBeNull();
  expect(await textOf(await recent.read("a"))).toBe("there");
});

test("what a fresh look does not find is not found any more", async () => {
  const answers = [blobOf("there")];
  const recent = new RecentBlobs(() => Promise.resolve(answers.shift() ?? null));
  expect(await textOf(await recent.read("a"))).toBe("there");
  expect(await recent.read("a", { isFresh: true })).toBeNull();
  expect(await recent.read("a")).toBeNull();
});

test("nothing is kept of a file that changes while it is read", async () => {
  const { promise: old, resolve } = Promise.withResolvers<StoredBlob>();
  const answers = [old, Promise.resolve(blobOf("new"))];
  const recent = new RecentBlobs(() => answers.shift() ?? Promise.resolve(null));
  const reading = recent.read("a");
  recent.forget("a");
  resolve(blobOf("old"));
  expect(await textOf(await reading)).toBe("old");
  expect(await textOf(await recent.read("a"))).toBe("new");
});

test("a store shows its own changes at once", async () => {
  const folder = mkdtempSync(join(tmpdir(), "blobs-"));
  const store = createLocalBlobStore(folder);
  const read = async () => textOf(await store.read("a/b"));
  await store.write("a/b", new Blob(["one"]), TEXT);
  expect(await read()).toBe("one");
  await store.write("a/b", new Blob(["two"]), TEXT);
  expect(await read()).toBe("two");
  await store.delete("a/b");
  expect(await read()).toBeNull();
  await store.write("a/b", new Blob(["three"]), TEXT);
  expect(await read()).toBe("three");
  await store.deleteFolder("a");
  expect(await read()).toBeNull();
  rmSync(folder, { recursive: true });
});
