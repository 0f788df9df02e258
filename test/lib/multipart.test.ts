import { expect, test } from "bun:test";
import { LimitError } from "../../src/lib/limit-error.ts";
import { MultipartError, multipartBoundary, parseMultipart } from "../../src/lib/multipart.ts";
import type { PartHead, PartSink } from "../../src/lib/multipart.ts";
import { TimeSlicer } from "../../src/lib/time-slicer.ts";
import { failure } from "../support/failure.ts";

interface Part extends PartHead {
  content: string;
}

/** Parses the body cut into chunks of that size. */
async function parse(body: string | Uint8Array, chunkBytes = 1_000_000): Promise<Part[]> {
  const bytes = Buffer.from(body as string);
  const parts: Part[] = [];
  let content: Uint8Array[] = [];
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let start = 0; start < bytes.length; start += chunkBytes) yield bytes.subarray(start, start + chunkBytes);
  }
  const sink: PartSink = {
    begin(head) {
      content = [];
      parts.push({ ...head, content: "" });
    },
    data: (data) => void content.push(Buffer.from(data)),
    end() {
      const part = parts.at(-1);
      if (part !== undefined) part.content = Buffer.concat(content).toString("latin1");
    },
  };
  await parseMultipart(chunks(), { boundary: "XX", sink, turns: new TimeSlicer() });
  return parts;
}

const BODY = [
  "--XX",
  'Content-Disposition: form-data; name="title"',
  "",
  "a\r\nb--XX",
  "--XX",
  'content-disposition: form-data; name="doc"; filename="dir/my \\"file\\".txt"',
  "Content-Type: text/plain",
  "",
  "\r\n--X\r\n--XXY not the end",
  "--XX  ",
  'Content-Disposition: form-data; name="empty"; filename=""',
  "",
  "",
  "--XX--",
  "epilogue",
].join("\r\n");

const PARTS = [
  { name: "title", fileName: null, contentType: "", content: "a\r\nb--XX" },
  { name: "doc", fileName: 'my "file".txt', contentType: "text/plain", content: "\r\n--X\r\n--XXY not the end" },
  { name: "empty", fileName: null, contentType: "", content: "" },
];

test("splits a body into its parts", async () => {
  expect(await parse(BODY)).toEqual(PARTS);
});

test.each([1, 2, 3, 7, 13])("in chunks of %i bytes the parts are the same", async (size) => {
  expect(await parse(BODY, size)).toEqual(PARTS);
});

test("binary content arrives as it was", async () => {
  const content = Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 7) % 256));
  const head = '--XX\r\nContent-Disposition: form-data; name="f"; filename="f.bin"\r\n\r\n';
  const [part] = await parse(Buffer.concat([Buffer.from(head), content, Buffer.from("\r\n--XX--\r\n")]), 100);
  expect(part?.content).toBe(content.toString("latin1"));
});

test("reads extended file names and leaves parts without a name out", async () => {
  const parts = await parse(
    "--XX\r\nContent-Disposition: form-data; name=\"f\"; filename*=UTF-8''na%C3%AFve.txt\r\n\r\n1\r\n" +
      "--XX\r\nContent-Disposition: form-data\r\n\r\n2\r\n--XX\r\n\r\n3\r\n--XX--",
  );
  expect(parts.map(({ fileName, content }) => [fileName, content])).toEqual([["naïve.txt", "1"]]);
});

test.each([
  ["an empty body", ""],
  ["a body without its last boundary", BODY.slice(0, 60)],
  ["a head without an end", "--XX\r\nContent-Disposition: form-data"],
  ["a header without a colon", "--XX\r\nnonsense\r\n\r\nx\r\n--XX--"],
  ["an endless head", `--XX\r\nA: ${"x".repeat(20_000)}`],
])("%s is an error", async (_, body) => {
  expect(await failure(parse(body))).toBeInstanceOf(MultipartError);
});

test("finds the boundary", () => {
  expect(multipartBoundary("multipart/form-data; boundary=abc")).toBe("abc");
  expect(multipartBoundary('multipart/form-data; charset=utf-8; boundary="a b"; x=1')).toBe("a b");
  expect(multipartBoundary("multipart/form-data")).toBeNull();
  expect(multipartBoundary("multipart/form-data; boundary=")).toBeNull();
});

test("more than a thousand parts are an error that names the limit", async () => {
  const part = '--XX\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n';
  expect(await parse(`${part.repeat(1000)}--XX--`)).toHaveLength(1000);
  const error = await failure(parse(`${part.repeat(1001)}--XX--`));
  expect(error).toBeInstanceOf(LimitError);
  expect(error).toMatchObject({ message: "a multipart body must not have more than 1,000 parts" });
});

test("what only looks like a delimiter is handed on in one piece a chunk", async () => {
  const content = "\r\n--XXa".repeat(2000);
  const pieces: number[] = [];
  const sink = {
    begin: () => undefined,
    data: ({ length }: Uint8Array) => void pieces.push(length),
    end: () => undefined,
  };
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('--XX\r\nContent-Disposition: form-data; name="a"\r\n\r\n');
    yield Buffer.from(content);
    yield Buffer.from("\r\n--XX--");
  }
  await parseMultipart(chunks(), { boundary: "XX", sink, turns: new TimeSlicer() });
  expect(pieces).toHaveLength(2);
  expect(pieces.reduce((sum, length) => sum + length)).toBe(content.length);
});
