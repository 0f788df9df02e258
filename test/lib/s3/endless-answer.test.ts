import { expect, test } from "bun:test";
import { createS3BlobStore } from "../../../src/lib/s3/s3-blob-store.ts";
import { failure } from "../../support/failure.ts";

test("an answer without end is ended at its limit", async () => {
  const ends: Promise<void>[] = [];
  using server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch() {
      const { promise, resolve } = Promise.withResolvers<void>();
      ends.push(promise);
      const chunk = new Uint8Array(1024 ** 2).fill(65);
      const body = new ReadableStream({ pull: (controller) => controller.enqueue(chunk), cancel: () => resolve() });
      return new Response(body, { headers: { "content-type": "application/xml" } });
    },
  });
  const endpoint = `http://127.0.0.1:${server.port}`;
  const keys = { accessKey: "key", secret: "secret" };
  using endless = createS3BlobStore({ bucket: "b", region: "us-east-1", endpoint, ...keys, forcePathStyle: true });
  const listed = failure(Array.fromAsync(endless.list("")));
  expect(String(await listed)).toContain("more than 8388608 bytes");
  await Promise.all(ends);
});
