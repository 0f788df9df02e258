import { expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLocalBlobStore } from "../../src/lib/local-blob-store.ts";
import { textOf } from "../support/blob-text.ts";

const TEXT = { contentType: "text/plain; charset=utf-8", originalName: "Note.txt" };

function temporaryStore() {
  const folder = mkdtempSync(join(tmpdir(), "blobs-"));
  return {
    folder,
    store: createLocalBlobStore(folder),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

test("stores content with an attribute file as PocketBase reads it", async () => {
  using place = temporaryStore();
  await place.store.write("collection/record/note.txt", new Blob(["hello"]), TEXT);
  const stored = await place.store.read("collection/record/note.txt");
  expect(await textOf(stored)).toBe("hello");
  expect(stored).toMatchObject({ size: 5, contentType: "text/plain; charset=utf-8" });
  const folder = join(place.folder, "collection/record");
  expect(readdirSync(folder).sort()).toEqual(["note.txt", "note.txt.attrs"]);
  expect(JSON.parse(readFileSync(join(folder, "note.txt.attrs"), "utf8"))).toEqual({
    "user.cache_control": "",
    "user.content_disposition": "",
    "user.content_encoding": "",
    "user.content_language": "",
    "user.content_type": "text/plain; charset=utf-8",
    "user.metadata": { "original-filename": "Note.txt" },
    md5: "XUFAKrxLKna5cZ2REBfFkg==",
  });
});

test("large content arrives whole", async () => {
  using place = temporaryStore();
  const content = new Blob(
    Array.from({ length: 40 }, (_, index) => String.fromCharCode(97 + (index % 26)).repeat(100_000)),
  );
  await place.store.write("a/b", content, TEXT);
  const stored = await place.store.read("a/b");
  expect(Bun.hash((await textOf(stored)) ?? "")).toBe(Bun.hash(await content.text()));
});

test("the last file of a folder takes the folder with it", async () => {
  using place = temporaryStore();
  await place.store.write("a/b/one", new Blob(["1"]), TEXT);
  await place.store.write("a/b/two", new Blob(["2"]), TEXT);
  await place.store.delete("a/b/one");
  expect(readdirSync(join(place.folder, "a/b")).sort()).toEqual(["two", "two.attrs"]);
  await place.store.delete("a/b/two");
  expect(readdirSync(place.folder)).toEqual([]);
});

test("a folder goes with all that is in it", async () => {
  using place = temporaryStore();
  await place.store.write("a/b/thumbs_x/1", new Blob(["1"]), TEXT);
  await place.store.write("a/c", new Blob(["2"]), TEXT);
  await place.store.deleteFolder("a/b");
  expect(readdirSync(join(place.folder, "a")).sort()).toEqual(["c", "c.attrs"]);
});

test("what is not there reads as null and is no error to delete", async () => {
  using place = temporaryStore();
  expect(await place.store.read("a/b")).toBeNull();
  await place.store.delete("a/b");
  await place.store.deleteFolder("a");
  await place.store.write("a/b", new Blob(["1"]), TEXT);
  expect(await place.store.read("a")).toBeNull();
  expect(await place.store.read("a/b/c")).toBeNull();
});

test("a part of the content can be read alone", async () => {
  using place = temporaryStore();
  await place.store.write("a/b", new Blob(["0123456789"]), TEXT);
  const part = await (await place.store.read("a/b"))?.open({ start: 3, end: 7 });
  expect(await new Response(part).text()).toBe("3456");
});

test("a stream is stored like any content", async () => {
  using place = temporaryStore();
  const chunks = (async function* () {
    yield new TextEncoder().encode("one ");
    yield new TextEncoder().encode("two");
  })();
  await place.store.write("a/b", chunks, TEXT);
  expect(await textOf(await place.store.read("a/b"))).toBe("one two");
});

test("lists what begins with a prefix, without attribute files and what is being written", async () => {
  using place = temporaryStore();
  for (const key of ["a/b/2", "a/b/1", "a/bc", "ab", "c/d/e/f"]) await place.store.write(key, new Blob([key]), TEXT);
  writeFileSync(join(place.folder, "a/b/3.AbCd1234.tmp"), "part");
  const keysOf = async (prefix: string, after?: string) =>
    (await Array.fromAsync(place.store.list(prefix, after))).map(({ key }) => key);
  expect(await keysOf("")).toEqual(["a/b/1", "a/b/2", "a/bc", "ab", "c/d/e/f"]);
  expect(await keysOf("a/b")).toEqual(["a/b/1", "a/b/2", "a/bc"]);
  expect(await keysOf("a/b/")).toEqual(["a/b/1", "a/b/2"]);
  expect(await keysOf("c/d/e/")).toEqual(["c/d/e/f"]);
  expect(await keysOf("none/")).toEqual([]);
  const all = ["a/b/1", "a/b/2", "a/bc", "ab", "c/d/e/f"];
  for (const [index, after] of all.entries()) expect(await keysOf("", after)).toEqual(all.slice(index + 1));
  // One that is not there any more, and ones within what is a file or a folder.
  expect(await keysOf("", "a/b/15")).toEqual(["a/b/2", "a/bc", "ab", "c/d/e/f"]);
  expect(await keysOf("", "ab/c")).toEqual(["c/d/e/f"]);
  expect(await keysOf("a/", "a/b")).toEqual(["a/b/1", "a/b/2", "a/bc"]);
  expect(await keysOf("a/b/", "a/b/1")).toEqual(["a/b/2"]);
  expect((await Array.fromAsync(place.store.list("a/bc")))[0]).toMatchObject({ size: 4, modified: expect.any(Date) });
});

test("no key leads out of the folder", async () => {
  using place = temporaryStore();
  for (const key of ["../x", "a/../../x", "/etc/passwd", "a//b", "", ".", "a/.", "a\\b", "a\0b"]) {
    expect(() => place.store.read(key)).toThrow("invalid file key");
  }
});

test("content that breaks off leaves nothing behind", async () => {
  using place = temporaryStore();
  const broken = new Blob(["1"]);
  Object.defineProperty(broken, "stream", {
    value: () =>
      (async function* () {
        yield new TextEncoder().encode("part");
        throw new Error("no space left");
      })(),
  });
  const failure = await place.store.write("a/b", broken, TEXT).catch(String);
  expect(failure).toBe("Error: no space left");
  expect(await place.store.read("a/b")).toBeNull();
  expect(readdirSync(place.folder)).toEqual([]);
});

test("writers and deleters of one folder do not disturb each other", async () => {
  using place = temporaryStore();
  const keys = Array.from({ length: 40 }, (_, index) => `a/b/${index}`);
  await Promise.all(
    keys.map(async (key) => {
      await place.store.write(key, new Blob([key]), TEXT);
      await place.store.delete(key);
    }),
  );
  expect(readdirSync(place.folder)).toEqual([]);
});
