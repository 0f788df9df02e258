import { expect, test } from "bun:test";
import type { StoredBlob } from "../../src/lib/blob-store.ts";
import { serveBlob } from "../../src/lib/serve-blob.ts";

const blob: StoredBlob = {
  size: 1,
  modified: new Date(0),
  contentType: "text/plain",
  open: () => Promise.resolve(new Blob(["x"]).stream()),
} as unknown as StoredBlob;

test.each([
  ["report_8f.txt", "filename=report_8f.txt"],
  ["two words.txt", 'filename="two words.txt"'],
  [`a"b\\c;d.txt`, `filename="a\\"b\\\\c;d.txt"`],
  ["grün (1).txt", `filename="gr_n (1).txt"; filename*=UTF-8''gr%C3%BCn%20%281%29.txt`],
  ["a\r\nb.txt", `filename="a__b.txt"; filename*=UTF-8''a%0D%0Ab.txt`],
])("the name %j stands in the header so that browsers read it", async (name, parameter) => {
  const answer = await serveBlob(new Request("http://localhost/"), blob, { name, isAttachment: true });
  expect(answer.headers.get("content-disposition")).toBe(`attachment; ${parameter}`);
});
