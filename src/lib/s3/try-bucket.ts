import { randomText } from "../random-text.ts";
import { createS3BlobStore } from "./s3-blob-store.ts";

/** Whether a bucket stores, lists and deletes. Rejects with what it said where it does not. */
export async function tryBucket(settings: Parameters<typeof createS3BlobStore>[0]): Promise<void> {
  using store = createS3BlobStore(settings);
  const folder = `pb_settings_test_${randomText(5)}`;
  const attributes = { contentType: "text/plain; charset=utf-8", originalName: "" };
  await store.write(`${folder}/test.txt`, new Blob(["test"]), attributes);
  await store.deleteFolder(folder);
}
