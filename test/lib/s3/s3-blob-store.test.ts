import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import type { BlobStore, Leftover } from "../../../src/lib/blob-store.ts";
import { createS3BlobStore } from "../../../src/lib/s3/s3-blob-store.ts";
import { textOf } from "../../support/blob-text.ts";
import { Bucket } from "../../support/bucket.ts";
import { HELD_MS, HeldLimits } from "../../support/held-limits.ts";

const TEXT = { contentType: "text/plain; charset=utf-8", originalName: "Größe 1.txt" };
const MEBIBYTE = 1024 * 1024;

let bucket: Bucket;
let store: BlobStore & Disposable;

beforeAll(async () => {
  bucket = await Bucket.start();
  store = createS3BlobStore(bucket.options);
});

beforeEach(async () => {
  bucket.fault = () => null;
  bucket.onSilence = () => undefined;
  for await (const { key } of store.list("")) await store.delete(key);
});

afterAll(async () => {
  store[Symbol.dispose]();
  await bucket[Symbol.asyncDispose]();
});

describe("what is stored", () => {
  test("is read again whole and in parts, with its type", async () => {
    await store.write("collection/record/note.txt", new Blob(["hello"]), TEXT);
    const stored = await store.read("collection/record/note.txt");
    expect(stored).toMatchObject({ size: 5, contentType: "text/plain; charset=utf-8", modified: expect.any(Date) });
    expect(await textOf(stored)).toBe("hello");
    expect(await new Response(await stored?.open({ start: 1, end: 3 })).text()).toBe("el");
  });

  test("may be empty", async () => {
    await store.write("a/empty", new Blob([]), TEXT);
    expect(await textOf(await store.read("a/empty"))).toBe("");
  });

  test("goes in parts where it is large, also from a stream", async () => {
    const bytes = new Uint8Array(12 * MEBIBYTE).map((_, index) => index >> 12);
    const requests: string[] = [];
    bucket.fault = ({ method, url }) => {
      requests.push(`${method} ${new URL(url).search}`);
      return null;
    };
    await store.write("a/blob", new Blob([bytes]), TEXT);
    expect(requests.filter((request) => request.includes("partNumber"))).toHaveLength(2);
    const chunks = (async function* () {
      for (let start = 0; start < bytes.byteLength; start += 700_000) yield bytes.subarray(start, start + 700_000);
    })();
    await store.write("a/stream", chunks, TEXT);
    for (const key of ["a/blob", "a/stream"]) {
      const content = await new Response(await (await store.read(key))?.open()).bytes();
      expect([content.byteLength, Bun.hash(content)]).toEqual([bytes.byteLength, Bun.hash(bytes)]);
    }
  });

  test("is listed by prefix", async () => {
    for (const key of ["a/b/1", "a/b/2", "a/bc", "b"]) await store.write(key, new Blob([key]), TEXT);
    expect((await Array.fromAsync(store.list("a/b"))).map(({ key }) => key)).toEqual(["a/b/1", "a/b/2", "a/bc"]);
    expect(await Array.fromAsync(store.list("b"))).toEqual([{ key: "b", size: 1, modified: expect.any(Date) }]);
    expect(await Array.fromAsync(store.list("none"))).toEqual([]);
    // The S3 server for tests has an order of its own.
    const after = (await Array.fromAsync(store.list("", "a/b/1"))).map(({ key }) => key);
    expect(after.toSorted()).toEqual(["a/b/2", "a/bc", "b"]);
  });

  test("goes alone or with its folder", async () => {
    for (const key of ["a/b/1", "a/b/2", "a/bc"]) await store.write(key, new Blob([key]), TEXT);
    await store.delete("a/b/1");
    await store.delete("a/b/none");
    expect(await store.read("a/b/1")).toBeNull();
    await store.deleteFolder("a/b");
    expect((await Array.fromAsync(store.list(""))).map(({ key }) => key)).toEqual(["a/bc"]);
  });
});

test("a long list comes page by page", async () => {
  // The S3 server for tests can't make pages under Bun, which has no DES.
  const pages = ["<IsTruncated>true</IsTruncated><NextContinuationToken>more=</NextContinuationToken>", ""];
  const asked: (string | null)[] = [];
  using server = Bun.serve({
    port: 0,
    fetch({ url }) {
      asked.push(new URL(url).searchParams.get("continuation-token"));
      const key = `<Contents><Key>key${asked.length}</Key><Size>${asked.length}</Size></Contents>`;
      return new Response(`<ListBucketResult>${pages.shift() ?? ""}${key}</ListBucketResult>`);
    },
  });
  using paged = createS3BlobStore({ ...bucket.options, endpoint: `http://127.0.0.1:${server.port}` });
  const found = (await Array.fromAsync(paged.list(""))).map(({ key, size }) => [key, size]);
  expect(found).toEqual([
    ["key1", 1],
    ["key2", 2],
  ]);
  expect(asked).toEqual([null, "more="]);
});

test("no key leads out of the bucket", async () => {
  for (const key of ["../x", "a/../../x", "/etc", "a//b", "", "a\\b"]) {
    expect(await store.read(key).catch(String)).toContain("invalid file key");
  }
});

test.each([MEBIBYTE, 9 * MEBIBYTE])(
  "an upload of %d bytes that fails at any request leaves nothing",
  async (size) => {
    const content = new Blob([new Uint8Array(size)]);
    let uploads = 0;
    const isOfUpload = ({ method }: Request): boolean => method === "PUT" || method === "POST";
    bucket.fault = (request) => {
      if (isOfUpload(request)) uploads += 1;
      return null;
    };
    await store.write("a/b", content, TEXT);
    await store.delete("a/b");
    const count = uploads;
    expect(count).toBe(size > MEBIBYTE ? 4 : 1);

    using limits = new HeldLimits();
    bucket.onSilence = () => void limits.endLast();
    using patient = createS3BlobStore({ ...bucket.options, timeoutMs: HELD_MS });
    for (const fault of ["refuse", "lose answer", "cut", "hang", "stall"] as const) {
      for (let failing = 1; failing <= count; failing += 1) {
        const seen = new Set<string>();
        // The request of that number fails, also when it is tried again.
        bucket.fault = (request) => {
          if (!isOfUpload(request)) return null;
          seen.add(request.method + request.url);
          return [...seen].indexOf(request.method + request.url) === failing - 1 ? fault : null;
        };
        const outcome = await patient.write("a/b", content, TEXT).catch(String);
        bucket.fault = () => null;
        // An answer without content can't be cut.
        if ((fault !== "cut" && fault !== "stall") || outcome !== undefined) {
          expect(outcome).toContain("S3: failed to");
          expect(await store.read("a/b")).toBeNull();
        }
        await store.delete("a/b");
        expect(await Array.fromAsync(store.list(""))).toEqual([]);
        expect(bucket.uploads()).toEqual([]);
      }
    }
  },
  120_000,
);

describe("a bucket that accepts a request and", () => {
  const head = "HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nContent-Length: 1000\r\n\r\n";
  const refused = head.replace("200 OK", "500 Internal Server Error");
  test.each([
    ["never answers", ""],
    ["stops after the headers", head],
    ["stops in the middle of an answer", `${head}<ListBucketResult><Contents><Key>a</Key>`],
    ["stops in the middle of an error", `${refused}<Error><Code>`],
  ])("%s is given up after a while by each operation", async (_, answer) => {
    using server = Bun.listen({
      hostname: "127.0.0.1",
      port: 0,
      socket: {
        data: (socket, data) => void (/^(GET|PUT|POST|DELETE|HEAD) /.test(data.toString()) && socket.write(answer)),
      },
    });
    const endpoint = `http://127.0.0.1:${server.port}`;
    const leftovers: Leftover[] = [];
    using hanging = createS3BlobStore(
      { ...bucket.options, endpoint, timeoutMs: 100 },
      {
        onLeftover: (left) => leftovers.push(left),
      },
    );
    const operations: (() => Promise<unknown>)[] = [
      async () => new Response(await (await hanging.read("a"))?.open()).bytes(),
      () => Array.fromAsync(hanging.list("")),
      () => hanging.delete("a"),
      () => hanging.deleteFolder("a"),
      () => hanging.write("small", new Blob(["1"]), TEXT),
      () => hanging.write("large", new Blob([new Uint8Array(9 * MEBIBYTE)]), TEXT),
    ];
    const outcomes = await Promise.all(operations.map((operation) => operation().catch(String)));
    expect(outcomes).toEqual(operations.map(() => expect.stringContaining("S3: failed to ")));
    // What may be there is told.
    expect(leftovers.toSorted((a, b) => (a.key < b.key ? -1 : 1))).toEqual([
      { kind: "upload", key: "large", uploadId: null },
      { kind: "file", key: "small" },
    ]);
  });
});

test("a folder whose deletion fails has no deletion under way afterwards", async () => {
  const events: string[] = [];
  const refused = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  using server = Bun.serve({
    port: 0,
    async fetch({ method, url }) {
      if (method === "HEAD") return new Response(null, { status: 404 });
      if (method === "GET") {
        const keys = ["x/refused", "x/slow"].map((key) => `<Contents><Key>${key}</Key></Contents>`);
        return new Response(`<ListBucketResult>${keys.join("")}</ListBucketResult>`);
      }
      if (url.includes("refused")) {
        refused.resolve();
        return new Response("<Error><Code>AccessDenied</Code></Error>", { status: 403 });
      }
      await released.promise;
      events.push("deleted");
      return new Response(null, { status: 204 });
    },
  });
  using other = createS3BlobStore({ ...bucket.options, endpoint: `http://127.0.0.1:${server.port}` });
  const deletion = other.deleteFolder("x").catch((error: unknown) => events.push(String(error)));
  await refused.promise;
  // The refusal is heard of by the time that later requests have their answers.
  for (let count = 0; count < 5; count += 1) expect(await other.read("y")).toBeNull();
  released.resolve();
  await deletion;
  expect(events).toEqual(["deleted", expect.stringContaining("AccessDenied")]);
});

test("a request that fails once is tried again", async () => {
  let count = 0;
  bucket.fault = () => ((count += 1) === 1 ? "refuse" : null);
  await store.write("a/b", new Blob(["hello"]), TEXT);
  expect(await textOf(await store.read("a/b"))).toBe("hello");
});

test("content that breaks off is not stored", async () => {
  const chunks = (async function* () {
    yield new Uint8Array(20 * MEBIBYTE);
    throw new Error("gone");
  })();
  expect(await store.write("a/b", chunks, TEXT).catch(String)).toBe("Error: gone");
  expect(await store.read("a/b")).toBeNull();
});

test("a download that is cut ends with an error, not with a part of the file", async () => {
  const head = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n";
  using server = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      data: (socket, request) => void socket.end(request.includes("HEAD ") ? head : `${head}only a part`),
    },
  });
  using broken = createS3BlobStore({ ...bucket.options, endpoint: `http://127.0.0.1:${server.port}` });
  const stored = await broken.read("a/b");
  expect(stored?.size).toBe(1000);
  const outcome = await new Response(await stored?.open()).bytes().catch(String);
  expect(outcome).toContain("S3: failed to read a/b");
});

describe("errors tell what is wrong and no secret:", () => {
  const tryToStore = async (changes: Partial<typeof bucket.options>): Promise<string> => {
    using wrong = createS3BlobStore({ ...bucket.options, secret: "wrong-secret", ...changes });
    return String(await wrong.write("a", new Blob(["1"]), TEXT).catch((error: Error) => error.message));
  };

  test("a bucket that is not there", async () => {
    const message = await tryToStore({ bucket: "none", secret: "S3RVER" });
    expect(message).toBe("S3: failed to store a: NoSuchBucket: The specified bucket does not exist");
  });

  test("a wrong key", async () => {
    const message = await tryToStore({ accessKey: "nobody" });
    expect(message).toStartWith("S3: failed to store a: InvalidAccessKeyId");
    expect(message).not.toContain("wrong-secret");
  });

  test("nobody there", async () => {
    expect(await tryToStore({ endpoint: "http://127.0.0.1:1" })).toContain("ECONNREFUSED");
  });

  test("no answer in time", async () => {
    using silent = Bun.serve({ port: 0, fetch: () => new Promise<Response>(() => undefined) });
    using slow = createS3BlobStore({ ...bucket.options, endpoint: `http://127.0.0.1:${silent.port}`, timeoutMs: 50 });
    const message = await slow.read("a").catch((error: Error) => error.message);
    expect(message).toBe("S3: failed to look up a: no answer within 0.05 seconds");
  });
});
