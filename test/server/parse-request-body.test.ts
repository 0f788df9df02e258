import { describe, expect, test } from "bun:test";
import { connect } from "node:net";
import { join } from "node:path";
import { ServerProcess, TemporaryDirectory } from "../support/server-process.ts";
import { testApp } from "../support/test-app.ts";
import type { TestApp } from "../support/test-app.ts";

const RECORDS = "/api/collections/things/records";

/** An app with a collection that everyone may write to. */
async function openThings(): Promise<TestApp> {
  const app = await testApp();
  const body = {
    name: "things",
    type: "base",
    createRule: "",
    viewRule: "",
    fields: [
      { name: "title", type: "text" },
      { name: "count", type: "number" },
      { name: "done", type: "bool" },
      { name: "tags", type: "select", maxSelect: 3, values: ["a", "b", "c"] },
      { name: "data", type: "json" },
      { name: "docs", type: "file", maxSelect: 3 },
    ],
  };
  const made = await app.request("POST", "/api/collections", { token: await app.superuserToken(), body });
  expect(made.status).toBe(200);
  return app;
}

function form(entries: readonly (readonly [string, string | Blob, string?])[]): FormData {
  const data = new FormData();
  for (const [name, value, fileName] of entries) {
    if (typeof value === "string") data.append(name, value);
    else data.append(name, value, fileName);
  }
  return data;
}

describe("multipart", () => {
  test("values are inferred, repeated keys are lists, files are stored", async () => {
    await using app = await openThings();
    const body = form([
      ["title", "Hello"],
      ["count", "12.5"],
      ["done", "true"],
      ["tags", "a"],
      ["tags", "c"],
      ["data", '{"x":[1]}'],
      ["docs", new Blob(["one"]), "one.txt"],
      ["docs", new Blob(["two"]), "two.txt"],
    ]);
    const { status, json } = await app.request("POST", RECORDS, { body });
    expect(status).toBe(200);
    const record = json as { id: string; docs: string[] };
    expect(record).toMatchObject({ title: "Hello", count: 12.5, done: true, tags: ["a", "c"], data: { x: [1] } });
    expect(record.docs.map((name) => name.replace(/_.{10}\./, "."))).toEqual(["one.txt", "two.txt"]);
    const file = await app.request("GET", `/api/files/things/${record.id}/${record.docs[1]}`);
    expect(file.text).toBe("two");
  });

  test("@jsonPayload is merged in without inference", async () => {
    await using app = await openThings();
    const body = form([
      ["title", "from the form"],
      ["@jsonPayload", '{"title":"12","count":3,"data":["1"]}'],
    ]);
    expect((await app.request("POST", RECORDS, { body })).json).toMatchObject({ title: "12", count: 3, data: ["1"] });
  });

  test.each([
    ["a body that is none", "multipart/form-data; boundary=XX", "nonsense"],
    ["a type without boundary", "multipart/form-data", "--XX--"],
    ["a payload that is no JSON", "multipart/form-data; boundary=XX", payload("{broken")],
    ["a payload that is a list", "multipart/form-data; boundary=XX", payload("[1]")],
  ])("%s is a 400 and stores nothing", async (_, contentType, body) => {
    await using app = await openThings();
    const response = await app.request("POST", RECORDS, { body, headers: { "content-type": contentType } });
    expect(response.json).toEqual({
      data: {},
      message: "Something went wrong while processing your request.",
      status: 400,
    });
    const count = await app.context.database.get<{ total: number }>("SELECT COUNT(*) AS total FROM things");
    expect(count?.total).toBe(0);
  });

  test("files beyond the memory limit pass through a temporary file", async () => {
    await using app = await openThings();
    const content = Buffer.alloc(3 * 1024 * 1024, "0123456789");
    const { json } = await app.request("POST", RECORDS, { body: form([["docs", new Blob([content]), "large.txt"]]) });
    const record = json as { id: string; docs: string[] };
    const file = await app.request("GET", `/api/files/things/${record.id}/${record.docs[0]}`);
    expect(file.text === content.toString()).toBe(true);
  });
});

describe("JSON", () => {
  test("what follows the first value is ignored, null is empty", async () => {
    await using app = await openThings();
    const send = (body: string) =>
      app.request("POST", RECORDS, { body, headers: { "content-type": "application/json" } });
    expect((await send('{"title":"a"} rest')).json).toMatchObject({ title: "a" });
    expect((await send("null")).status).toBe(200);
    expect((await send("[]")).status).toBe(400);
    expect((await send('"text"')).status).toBe(400);
    expect((await send('{"title":')).status).toBe(400);
  });

  test("other content types are refused, an absent body is empty", async () => {
    await using app = await openThings();
    const text = await app.request("POST", RECORDS, { body: "a", headers: { "content-type": "text/plain" } });
    expect(text.json).toEqual({ data: {}, message: "Unsupported Content-Type.", status: 400 });
    expect((await app.request("POST", RECORDS)).status).toBe(200);
  });
});

test("URL-encoded forms are read likewise", async () => {
  await using app = await openThings();
  const body = new URLSearchParams([
    ["title", "a b&c"],
    ["count", "7"],
    ["tags", "a"],
    ["tags", "b"],
  ]);
  const { json } = await app.request("POST", RECORDS, { body });
  expect(json).toMatchObject({ title: "a b&c", count: 7, tags: ["a", "b"] });
});

describe("a body that holds too much is a 400 that names the limit", () => {
  const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `n${index}`);
  const json = "application/json";
  const form = "application/x-www-form-urlencoded";
  const multipart = "multipart/form-data; boundary=XX";
  const part = '--XX\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n';

  test.each([
    ["values of a form", form, "a=1&".repeat(10_001), "A query or form must not have more than 10,000 values."],
    ["parts", multipart, `${part.repeat(1001)}--XX--`, "A multipart body must not have more than 1,000 parts."],
    ["values", json, `{"a":[${"1,".repeat(600_000)}1]}`, "JSON must not have more than 524,288 values."],
    [
      "names",
      json,
      JSON.stringify({ a: names(50_001).map((name) => ({ [name]: 1 })) }),
      "JSON must not have more than 50,000 different names.",
    ],
    [
      "own names",
      json,
      JSON.stringify(Object.fromEntries(names(10_001).map((name) => [name, 1]))),
      "A body must not have more than 10,000 names.",
    ],
    [
      "names of a payload",
      multipart,
      payload(JSON.stringify(Object.fromEntries(names(10_001).map((name) => [name, 1])))),
      "A body must not have more than 10,000 names.",
    ],
  ])("%s", async (_, contentType, body, message) => {
    await using app = await openThings();
    const { json: answer } = await app.request("POST", RECORDS, { body, headers: { "content-type": contentType } });
    expect(answer).toEqual({ data: {}, message, status: 400 });
  });

  test("values of a query", async () => {
    await using app = await openThings();
    const { json: answer } = await app.request("GET", `/api/collections?${"a&".repeat(10_001)}`, {
      token: await app.superuserToken(),
    });
    expect(answer).toEqual({
      data: {},
      message: "A query or form must not have more than 10,000 values.",
      status: 400,
    });
  });

  test("a thousand values of one name are a list", async () => {
    await using app = await openThings();
    const headers = { "content-type": form };
    const { json: answer } = await app.request("POST", RECORDS, { body: "data=x&".repeat(1000), headers });
    expect(answer).toMatchObject({ data: Array.from({ length: 1000 }, () => "x") });
  });
});

describe("a body that is too large is refused before all of it was sent", () => {
  const path = "/api/collections/users/auth-with-password";

  test.each([
    ["declared", "Content-Length: 10737418240"],
    ["in chunks", "Transfer-Encoding: chunked"],
  ])("%s", async (_, header) => {
    using folder = new TemporaryDirectory();
    await using server = await ServerProcess.start({ dir: join(folder.path, "pb_data") });
    const head = `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${header}\r\n\r\n`;
    const answer = await sendUntilAnswered(Number(new URL(server.url).port), head, header.startsWith("Transfer"));
    expect(answer).toStartWith("HTTP/1.1 413 ");
    expect(answer).toEndWith('{"data":{},"message":"Request entity too large.","status":413}\n');
    expect((await fetch(`${server.url}/api/health`)).status).toBe(200);
  });
});

/** Sends the head and then more and more of a body until something comes back. */
function sendUntilAnswered(port: number, head: string, isChunked: boolean): Promise<string> {
  const piece = Buffer.alloc(1024 * 1024, "x");
  const chunk = isChunked ? Buffer.concat([Buffer.from("100000\r\n"), piece, Buffer.from("\r\n")]) : piece;
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const socket = connect(port, "127.0.0.1");
  socket.on("data", (data) => {
    resolve(data.toString());
    socket.destroy();
  });
  socket.on("error", reject);
  const more = (): void => {
    while (!socket.destroyed && socket.write(chunk)) {
      // Until the socket's buffer is full.
    }
  };
  socket.on("drain", more);
  socket.write(head, more);
  return promise;
}

function payload(json: string): string {
  return `--XX\r\nContent-Disposition: form-data; name="@jsonPayload"\r\n\r\n${json}\r\n--XX--`;
}
