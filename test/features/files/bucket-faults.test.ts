import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { OWED_JOB_ID } from "../../../src/model/files/owed-deletions.ts";
import { createUnsavedFile } from "../../../src/model/records/unsaved-file.ts";
import { Bucket } from "../../support/bucket.ts";
import type { Fault } from "../../support/bucket.ts";
import { testApp } from "../../support/test-app.ts";
import type { TestApp } from "../../support/test-app.ts";
import { RED, drawPng } from "../../support/test-image.ts";

const PAPERS = "/api/collections/papers/records";

let bucket: Bucket;
let app: TestApp;
let token: string;

beforeAll(async () => {
  bucket = await Bucket.start();
  app = await testApp();
  token = await app.superuserToken();
  const fields = [
    { name: "title", type: "text", max: 20 },
    { name: "docs", type: "file", maxSelect: 3 },
  ];
  const indexes = ["CREATE UNIQUE INDEX papers_title ON papers (title)"];
  const body = { name: "papers", type: "base", fields, indexes };
  expect((await app.request("POST", "/api/collections", { token, body })).status).toBe(200);
  await app.request("PATCH", "/api/settings", { token, body: { s3: { ...bucket.options, enabled: true } } });
});

afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await bucket[Symbol.asyncDispose]();
});

function form(title: string, ...texts: string[]): FormData {
  const data = new FormData();
  data.set("title", title);
  for (const [index, text] of texts.entries()) data.append("docs", new File([text], `file${index}.txt`));
  return data;
}

async function storedNames(): Promise<string[]> {
  const keys = await Array.fromAsync(app.context.files.list(""));
  return keys.map(({ key }) => key.split("/").at(-1) ?? "").sort();
}

async function recordedNames(): Promise<string[]> {
  const { json } = await app.request("GET", PAPERS, { token });
  return (json as { items: { docs: string[] }[] }).items.flatMap(({ docs }) => docs).sort();
}

/** The `number`-th request that changes the bucket fails, however often it is tried. */
function failAt(number: number, fault: Fault): void {
  const seen: string[] = [];
  bucket.fault = ({ method, url }) => {
    if (method !== "PUT") return null;
    if (!seen.includes(url)) seen.push(url);
    return seen.indexOf(url) === number - 1 ? fault : null;
  };
}

describe.each(["refuse", "lose answer"] as const)("the bucket does %s:", (fault) => {
  test.each([1, 2, 3])(
    "a record whose file number %d can't be stored is not created, and no file stays",
    async (number) => {
      const before = await storedNames();
      failAt(number, fault);
      const { status, json } = await app.request("POST", PAPERS, { token, body: form("new", "one", "two", "three") });
      bucket.fault = () => null;
      const message = "Failed to create record. The storage of files failed.";
      expect([status, json]).toEqual([400, { data: {}, message, status: 400 }]);
      expect(await storedNames()).toEqual(before);
      expect(await recordedNames()).toEqual(before);
    },
  );

  test("an update whose file can't be stored leaves the record and its file", async () => {
    const record = await app.create("papers", {
      title: fault,
      docs: [await createUnsavedFile("old.txt", new Blob(["old"]))],
    });
    const before = await storedNames();
    failAt(1, fault);
    const { status } = await app.request("PATCH", `${PAPERS}/${record.id}`, { token, body: form("changed", "new") });
    bucket.fault = () => null;
    expect(status).toBe(400);
    expect(await storedNames()).toEqual(before);
    expect(await recordedNames()).toEqual(before);
  });
});

test("a record that is refused by the database leaves no file", async () => {
  await app.create("papers", { title: "taken" });
  const before = await storedNames();
  const { status } = await app.request("POST", PAPERS, { token, body: form("taken", "one") });
  expect(status).toBe(400);
  expect(await storedNames()).toEqual(before);
});

test("files of a record that is deleted while the bucket refuses deletions are deleted later, and so are a collection's", async () => {
  const fields = [{ name: "doc", type: "file", maxSelect: 1 }];
  const body = { name: "drafts", type: "base", fields };
  expect((await app.request("POST", "/api/collections", { token, body })).status).toBe(200);
  const before = await storedNames();
  const add = async () => app.create("drafts", { doc: await createUnsavedFile("a.txt", new Blob(["a"])) });
  const [record] = [await add(), await add()];
  bucket.fault = ({ method }) => (method === "DELETE" ? "refuse" : null);
  const path = `/api/collections/drafts/records/${record.id}`;
  expect((await app.request("DELETE", path, { token })).status).toBe(204);
  expect((await app.request("DELETE", "/api/collections/drafts", { token })).status).toBe(204);
  await app.context.background.idle();
  bucket.fault = () => null;
  expect(await storedNames()).toHaveLength(before.length + 2);
  const crons = await app.request("GET", "/api/crons", { token });
  expect(JSON.stringify(crons.json)).toContain(OWED_JOB_ID);
  expect((await app.request("POST", `/api/crons/${OWED_JOB_ID}?wait=true`, { token })).status).toBeLessThan(300);
  expect(await storedNames()).toEqual(before);
});

test("a thumb that can't be stored, or an original that can't be read, harms nothing", async () => {
  const picture = new Blob([Uint8Array.from(await drawPng(50, 50, () => RED))]);
  const record = await app.create("papers", { title: "thumb", docs: [await createUnsavedFile("a.png", picture)] });
  const [name] = record.values["docs"] as string[];
  const path = `/api/files/papers/${record.id}/${name}`;
  for (const fault of ["refuse", "lose answer"] as const) {
    bucket.fault = ({ method }) => (method === "PUT" ? fault : null);
    const answer = await app.request("GET", `${path}?thumb=100x100`);
    bucket.fault = () => null;
    expect([answer.status, answer.bytes.byteLength]).toEqual([200, picture.size]);
    expect(await Array.fromAsync(app.context.files.list(`papers/${record.id}/thumbs_`))).toEqual([]);
  }
  for (const failing of ["GET", "HEAD"]) {
    bucket.fault = ({ method }) => (method === failing ? "refuse" : null);
    const { status, text } = await app.request("GET", path);
    expect(status).toBe(400);
    expect(text).not.toContain("PNG");
    bucket.fault = () => null;
  }
  expect((await app.request("GET", `${path}?thumb=100x100`)).status).toBe(200);
  await app.request("DELETE", `${PAPERS}/${record.id}`, { token });
});

test("while the bucket hangs other requests are answered, and what waits for it fails in the end", async () => {
  const { promise: reached, resolve } = Promise.withResolvers<void>();
  using silent = Bun.serve({
    port: 0,
    fetch() {
      resolve();
      return new Promise<Response>(() => undefined);
    },
  });
  const s3 = { endpoint: `http://127.0.0.1:${silent.port}` };
  await app.request("PATCH", "/api/settings", { token, body: { s3 } });
  const answer = app.request("POST", PAPERS, { token, body: form("hangs", "1") });
  await reached;
  expect((await app.request("GET", PAPERS, { token })).status).toBe(200);
  await silent.stop(true);
  expect((await answer).status).toBe(400);
  await app.request("PATCH", "/api/settings", { token, body: { s3: { endpoint: bucket.options.endpoint } } });
  expect(await recordedNames()).toEqual(await storedNames());
});
