import { describe, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import type { BlobStore } from "../../../src/lib/blob-store.ts";
import { createLocalBlobStore } from "../../../src/lib/local-blob-store.ts";
import { thumbMakerOf } from "../../../src/features/files/thumb-maker.ts";
import { recordFolder } from "../../../src/model/records/record-files.ts";
import type { RecordModel } from "../../../src/model/records/record.ts";
import { createUnsavedFile } from "../../../src/model/records/unsaved-file.ts";
import { Bucket } from "../../support/bucket.ts";
import { TemporaryDirectory } from "../../support/server-process.ts";
import { testApp } from "../../support/test-app.ts";
import type { TestApp, TestResponse } from "../../support/test-app.ts";
import { colorName, decodeImage, drawPng, GREEN, RED } from "../../support/test-image.ts";

class Gallery implements AsyncDisposable {
  readonly app: TestApp;
  readonly token: string;

  private constructor(app: TestApp, token: string) {
    this.app = app;
    this.token = token;
  }

  static async open(): Promise<Gallery> {
    const app = await testApp();
    const token = await app.superuserToken();
    const fields = [{ name: "picture", type: "file", maxSelect: 1, thumbs: ["50x20", "50x20t", "0x10"] }];
    const body = { name: "pictures", type: "base", fields };
    expect((await app.request("POST", "/api/collections", { token, body })).status).toBe(200);
    return new Gallery(app, token);
  }

  async add(name: string, content: Uint8Array): Promise<RecordModel> {
    const picture = await createUnsavedFile(name, new Blob([content as BlobPart]));
    return this.app.create("pictures", { picture });
  }

  ask(record: RecordModel, query: string): Promise<TestResponse> {
    return this.app.request("GET", `/api/files/pictures/${record.id}/${record.text("picture")}?${query}`);
  }

  /** Names of what is stored beside a picture. */
  async thumbsOf(record: RecordModel): Promise<string[]> {
    const folder = `${recordFolder(record.collection, record.id)}/thumbs_${record.text("picture")}/`;
    const keys = (await Array.fromAsync(this.app.context.files.list(folder))).map(({ key }) => key);
    return keys.map((key) => key.slice(folder.length).replace(record.text("picture"), "NAME"));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.app[Symbol.asyncDispose]();
  }
}

/** Green above red. */
function picture(): Promise<Uint8Array> {
  return drawPng(100, 100, (_, y) => (y < 50 ? GREEN : RED));
}

test("a thumb of the field's sizes is made, stored and served", async () => {
  await using gallery = await Gallery.open();
  const record = await gallery.add("a.png", await picture());
  for (const round of ["made", "stored"]) {
    const { status, headers, bytes } = await gallery.ask(record, "thumb=50x20t");
    expect([round, status, headers.get("content-type")]).toEqual([round, 200, "image/png"]);
    expect(headers.get("content-disposition")).toBe(`inline; filename=50x20t_${record.text("picture")}`);
    expect(headers.get("x-frame-options")).toBeNull();
    const { width, height, pixelAt } = await decodeImage(bytes);
    expect([width, height, colorName(pixelAt(25, 10))]).toEqual([50, 20, "green"]);
  }
  await gallery.ask(record, "thumb=100x100");
  await gallery.ask(record, "thumb=0x10");
  expect(await gallery.thumbsOf(record)).toEqual(["0x10_NAME", "100x100_NAME", "50x20t_NAME"]);
});

describe("the original is sent", () => {
  test.each(["thumb=49x20", "thumb=", "thumb=100x", "format=png", "format=bmp"])("for %s", async (query) => {
    await using gallery = await Gallery.open();
    const original = await picture();
    const record = await gallery.add("a.png", original);
    expect((await gallery.ask(record, query)).bytes).toEqual(original);
    expect(await gallery.thumbsOf(record)).toEqual([]);
  });

  test("for what is no image", async () => {
    await using gallery = await Gallery.open();
    const record = await gallery.add("a.txt", new TextEncoder().encode("text"));
    expect((await gallery.ask(record, "thumb=100x100&format=webp")).text).toBe("text");
  });

  test("for a broken image, which is tried once", async () => {
    await using gallery = await Gallery.open();
    const record = await gallery.add("a.png", (await picture()).subarray(0, 60));
    for (let count = 0; count < 2; count += 1) {
      expect((await gallery.ask(record, "thumb=100x100")).bytes).toHaveLength(60);
    }
    expect(await gallery.thumbsOf(record)).toEqual([]);
  });
});

test("another format can be asked for, with a size or without", async () => {
  await using gallery = await Gallery.open();
  const record = await gallery.add("a.png", await picture());
  const small = await gallery.ask(record, "thumb=50x20&format=webp");
  expect(small.headers.get("content-type")).toBe("image/webp");
  expect(small.headers.get("content-disposition")).toBe(`inline; filename=50x20_${record.text("picture")}.webp`);
  expect(await decodeImage(small.bytes)).toMatchObject({ format: "webp", width: 50, height: 20 });
  const whole = await gallery.ask(record, "format=webp");
  expect(await decodeImage(whole.bytes)).toMatchObject({ format: "webp", width: 100, height: 100 });
  expect(await gallery.thumbsOf(record)).toEqual(["50x20_NAME.webp", "NAME.webp"]);
});

test("AVIF is made where it is asked for, once", async () => {
  await using gallery = await Gallery.open();
  const record = await gallery.add("a.png", await picture());
  const [first, second] = await Promise.all([
    gallery.ask(record, "thumb=50x20t&format=avif"),
    gallery.ask(record, "thumb=50x20t&format=avif"),
  ]);
  expect(first.headers.get("content-type")).toBe("image/avif");
  expect(second.bytes).toEqual(first.bytes);
  const { width, height, format, pixelAt } = await decodeImage(first.bytes);
  expect({ width, height, format, color: colorName(pixelAt(25, 10)) }).toEqual({
    width: 50,
    height: 20,
    format: "avif",
    color: "green",
  });
  const whole = await gallery.ask(record, "format=avif");
  expect(await decodeImage(whole.bytes)).toMatchObject({ format: "avif", width: 100, height: 100 });
  expect(await gallery.thumbsOf(record)).toEqual(["50x20t_NAME.avif", "NAME.avif"]);
});

test("thumbs go with their file", async () => {
  await using gallery = await Gallery.open();
  const record = await gallery.add("a.png", await picture());
  await gallery.ask(record, "thumb=50x20&format=webp");
  await gallery.app.request("DELETE", `/api/collections/pictures/records/${record.id}`, { token: gallery.token });
  expect(await gallery.thumbsOf(record)).toEqual([]);
});

test("no thumb is left of a file that another process deletes while it is made", async () => {
  using folder = new TemporaryDirectory();
  const [files, others] = [createLocalBlobStore(folder.path), createLocalBlobStore(folder.path)];
  const file = { contentType: "image/png", originalName: "" };
  await files.write("a/b.png", new Blob([(await picture()) as BlobPart]), file);
  const interrupted: BlobStore = {
    ...files,
    async write(key, ...rest) {
      await others.deleteFolder("a");
      await files.write(key, ...rest);
    },
  };
  const size = { width: 10, height: 10, keep: "center" } as const;
  const key = "a/thumbs_b.png/10x10_b.png";
  await thumbMakerOf(interrupted).make({ originalKey: "a/b.png", key, contentType: "image/png", size, format: null });
  expect(await others.read(key)).toBeNull();
  expect(readdirSync(folder.path)).toEqual([]);
});

test("many requests at the same time make a thumb once, and few thumbs are made at a time", async () => {
  await using gallery = await Gallery.open();
  const { files } = gallery.app.context;
  const written: string[] = [];
  let reading = 0;
  let mostReading = 0;
  const counting: BlobStore = {
    ...files,
    async write(key, ...rest) {
      written.push(key);
      await files.write(key, ...rest);
      reading -= 1;
    },
    read(key) {
      if (!written.some((thumb) => thumb.startsWith(key.split("/")[0] ?? ""))) reading += 1;
      mostReading = Math.max(mostReading, reading);
      return files.read(key);
    },
  };
  const originals = ["a", "b", "c", "d", "e"];
  for (const name of originals) {
    await files.write(name, new Blob([(await picture()) as BlobPart]), { contentType: "image/png", originalName: "" });
  }
  const maker = thumbMakerOf(counting);
  const thumbs = originals.flatMap((name) => Array.from({ length: 20 }, () => name));
  await Promise.all(
    thumbs.map((name) =>
      maker.make({
        originalKey: name,
        key: `${name}_thumb`,
        contentType: "image/png",
        size: { width: 10, height: 10, keep: "center" },
        format: null,
      }),
    ),
  );
  expect(written.sort()).toEqual(originals.map((name) => `${name}_thumb`));
  expect(mostReading).toBeLessThanOrEqual(2);
});

test("in a bucket it is all the same", async () => {
  await using bucket = await Bucket.start();
  await using gallery = await Gallery.open();
  const body = { s3: { ...bucket.options, enabled: true } };
  await gallery.app.request("PATCH", "/api/settings", { token: gallery.token, body });
  const original = await picture();
  const record = await gallery.add("a.png", original);
  expect((await gallery.ask(record, "")).bytes).toEqual(original);
  const part = await gallery.app.request("GET", `/api/files/pictures/${record.id}/${record.text("picture")}`, {
    headers: { range: "bytes=10-19" },
  });
  expect([part.status, part.bytes]).toEqual([206, original.subarray(10, 20)]);
  expect(await decodeImage((await gallery.ask(record, "thumb=50x20")).bytes)).toMatchObject({ width: 50, height: 20 });
  expect(await gallery.thumbsOf(record)).toEqual(["50x20_NAME"]);

  bucket.fault = () => "refuse";
  expect((await gallery.ask(record, "")).status).toBe(400);
});
