import { expect, test } from "bun:test";
import { createAuthToken, createToken } from "../../../src/model/auth/tokens.ts";
import { createUnsavedFile } from "../../../src/model/records/unsaved-file.ts";
import { testApp } from "../../support/test-app.ts";
import type { TestApp } from "../../support/test-app.ts";

interface Stored {
  id: string;
  name: string;
}

/** An app with a file in a collection that users may view. */
async function openWithFile(content: Blob, { name = "a.txt", isProtected = false } = {}): Promise<TestApp & Stored> {
  const app = await testApp();
  const fields = [{ name: "doc", type: "file", maxSelect: 1, protected: isProtected }];
  const body = { name: "papers", type: "base", viewRule: "@request.auth.id != ''", fields };
  const made = await app.request("POST", "/api/collections", { token: await app.superuserToken(), body });
  expect(made.status).toBe(200);
  const record = await app.create("papers", { doc: await createUnsavedFile(name, content) });
  return Object.assign(app, { id: record.id, name: record.text("doc") });
}

test("a file comes with its type and length, as an attachment unless it is harmless", async () => {
  await using app = await openWithFile(new Blob(["hello"]));
  const { status, headers, text } = await app.request("GET", `/api/files/papers/${app.id}/${app.name}`);
  expect([status, text]).toEqual([200, "hello"]);
  expect(headers.get("content-type")).toStartWith("text/plain");
  expect(headers.get("content-length")).toBe("5");
  expect(headers.get("content-disposition")).toBe(`attachment; filename=${app.name}`);
  expect(headers.get("content-security-policy")).toContain("default-src 'none'");
  expect(headers.get("x-content-type-options")).toBe("nosniff");
});

test("images are shown in place, unless a download is asked for", async () => {
  const png = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  );
  await using app = await openWithFile(new Blob([png]), { name: "dot.png" });
  const path = `/api/files/papers/${app.id}/${app.name}`;
  const shown = await app.request("GET", path);
  expect(shown.headers.get("content-type")).toBe("image/png");
  expect(shown.headers.get("content-disposition")).toStartWith("inline;");
  const saved = await app.request("GET", `${path}?download=1`);
  expect(saved.headers.get("content-disposition")).toStartWith("attachment;");
});

test.each([
  "/api/files/missing/x/a.txt",
  "/api/files/papers/missing00000000/a.txt",
  "/api/files/papers/ID/other.txt",
  "/api/files/papers/ID/..%2F..%2Fdata.db",
])("%s is not found", async (path) => {
  await using app = await openWithFile(new Blob(["hello"]));
  expect((await app.request("GET", path.replace("ID", app.id))).status).toBe(404);
});

test("a protected file needs the file token of someone who may view its record", async () => {
  await using app = await openWithFile(new Blob(["secret"]), { isProtected: true });
  const user = await app.create("users", { email: "me@example.com", password: "1234567890" });
  const ask = async (token = "") =>
    (
      await app.request("GET", `/api/files/papers/${app.id}/${app.name}?token=${token}`, {
        token: createAuthToken(user),
      })
    ).status;
  expect(await ask()).toBe(404);
  expect(await ask("nonsense")).toBe(404);
  expect(await ask(createAuthToken(user))).toBe(404);
  expect(await ask(createToken(user, { type: "file" }))).toBe(200);
  const made = await app.request("POST", "/api/files/token", { token: createAuthToken(user) });
  expect(await ask((made.json as { token: string }).token)).toBe(200);
  expect((await app.request("POST", "/api/files/token")).status).toBe(401);
});

test("a view serves the files of the records that it shows", async () => {
  await using app = await openWithFile(new Blob(["seen"]));
  const token = await app.superuserToken();
  const views = [
    { name: "shelf", viewQuery: "select p.id, p.doc as paper from papers p" },
    { name: "shelves", viewQuery: "select id, paper as sheet from shelf" },
  ];
  for (const view of views) {
    const made = await app.request("POST", "/api/collections", { token, body: { type: "view", ...view } });
    expect(made.status).toBe(200);
    expect((await app.request("GET", `/api/files/${view.name}/${app.id}/${app.name}`)).text).toBe("seen");
  }
});

test("a file of a collection that is not there", async () => {
  await using app = await testApp();
  const { status, json } = await app.request("GET", "/api/files/none/abc/a.txt");
  expect({ status, json }).toMatchObject({ status: 404, json: { message: "Missing or invalid collection context." } });
});
