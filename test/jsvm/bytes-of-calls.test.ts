// What handlers give the server goes beside the texts of their messages, which the thread that serves everyone parses.
import { expect, test } from "bun:test";
import type { EventLink } from "../../src/jsvm/events/event-link.ts";
import type { EventChanges } from "../../src/jsvm/wire.ts";
import { hookApp } from "./hook-app.ts";
import { textLengths } from "./text-lengths.ts";

test("bytes that a handler makes files of, uploads or sends reach the server beside the text of the call", async () => {
  using other = Bun.serve({ port: 0, fetch: async (request) => new Response(String((await request.bytes()).length)) });
  const code = `() => {
    const bytes = new Uint8Array(256 * 1024).fill(7);
    const file = $filesystem.fileFromBytes(bytes, "a.bin");
    const sent = $http.send({ url: "${other.url.href}", method: "POST", body: bytes }).raw;
    const cat = $os.cmd("wc", "-c");
    cat.stdin = bytes;
    const counted = toString(cat.output()).trim();
    const fs = $app.newFilesystem();
    fs.upload(bytes, "a/b.bin");
    const stored = fs.attributes("a/b.bin").size;
    fs.close();
    const all = [file.size, sent, counted, stored].join();
    if (all !== "262144,262144,262144,262144") throw new Error(all);
  }`;
  expect((await textLengths(code)).sent).toBeLessThan(10_000);
});

test("long answers of a handler reach the server beside its outcome", async () => {
  let response: EventChanges["response"];
  const event: Omit<EventLink, "context"> = {
    call: null,
    request: null,
    next: () => Promise.resolve(),
    payload: () => ({
      kind: "request",
      props: {},
      records: {},
      http: { method: "GET", url: "/", pathValues: {}, isWritten: false, status: 0 },
    }),
    apply: (changes) => void (response = changes.response),
    news: () => ({ props: {}, records: {}, isWritten: false, status: 0 }),
  };
  const code = `(e) => {
    e.string(200, "ä".repeat(200_000));
    e.json(200, { text: "x".repeat(200_000) });
    e.blob(200, "text/plain", new Uint8Array(200_000));
  }`;
  expect((await textLengths(code, (context) => ({ ...event, context }))).sent).toBeLessThan(10_000);
  const contents = response?.map(([kind]) => kind).filter((kind) => !["begin", "header"].includes(kind));
  expect(contents).toEqual(["bytes", "json-bytes", "bytes"]);
});

test("long answers are what the handler wrote, with the fields that were asked for", async () => {
  await using app = await hookApp({
    "main.pb.js": `
      routerAdd("GET", "/text", (e) => e.string(200, "ä\ud800".repeat(20_000)));
      routerAdd("GET", "/json", (e) => e.json(200, { a: "ü".repeat(20_000), b: [{ c: 1, d: 2 }] }));
      routerAdd("GET", "/parts", (e) => {
        e.blob(201, "text/plain", toBytes("a".repeat(20_000)));
        e.html(200, "b".repeat(20_000));
        e.string(200, "c");
      });
      routerAdd("POST", "/bound", (e) => {
        const data = new DynamicModel({ text: "" });
        e.bindBody(data);
        return e.json(200, [data.text.length, data.text.slice(-2)]);
      });
    `,
  });
  const text = await app.request("GET", "/text");
  expect(text.headers.get("content-type")).toBe("text/plain; charset=utf-8");
  expect(text.text).toBe("ä\ufffd".repeat(20_000));
  const whole = await app.request("GET", "/json");
  expect(whole.headers.get("content-type")).toBe("application/json");
  expect(whole.json).toEqual({ a: "ü".repeat(20_000), b: [{ c: 1, d: 2 }] });
  expect((await app.request("GET", "/json?fields=b.d")).text).toBe('{"b":[{"d":2}]}\n');
  const parts = await app.request("GET", "/parts");
  expect([parts.status, parts.text]).toEqual([201, `${"a".repeat(20_000)}${"b".repeat(20_000)}c`]);
  const bound = await app.request("POST", "/bound", { body: { text: `${"x".repeat(100_000)}ßé` } });
  expect(bound.json).toEqual([100_002, "ßé"]);
});
