// Files through the official SDK: upload, download, tokens, append, remove and clean-up on disk.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type PocketBase from "pocketbase";
import { failure } from "../support/failure.ts";
import { FreshServer } from "../support/fresh-server.ts";

describe("files through the SDK", () => {
  const opened = new AsyncDisposableStack();
  let server: FreshServer;
  let admin: PocketBase;
  let guest: PocketBase;
  let collectionId = "";

  beforeAll(async () => {
    server = opened.use(await FreshServer.start());
    [admin, guest] = [await server.admin(), server.client()];
    const collection = await admin.collections.create({
      name: "documents",
      type: "base",
      listRule: "",
      viewRule: "",
      createRule: "",
      updateRule: "",
      deleteRule: "",
      fields: [
        { name: "title", type: "text" },
        { name: "cover", type: "file", maxSelect: 1, mimeTypes: ["text/plain"] },
        { name: "papers", type: "file", maxSelect: 3, maxSize: 1000 },
        { name: "hidden", type: "file", maxSelect: 1, protected: true },
      ],
    });
    collectionId = collection.id;
  });

  afterAll(async () => {
    await opened.disposeAsync();
  });

  const textFile = (name: string, content: string): File => new File([content], name, { type: "text/plain" });
  /** What is stored of the collection, as RECORD/NAME, without the files that describe others. */
  const stored = (): string[] => {
    const { bucket } = server.process;
    if (bucket !== null) return bucket.keys(collectionId);
    const root = join(server.dir, "storage", collectionId);
    return readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => !name.endsWith(".attrs"));
  };
  /** The stored names of a record. */
  const onDisk = (id: string): string[] => {
    const names = stored().filter((name) => name.startsWith(`${id}/`));
    return names.map((name) => name.slice(id.length + 1)).toSorted();
  };

  test("an upload is stored under a new name and served", async () => {
    const created = await guest
      .collection("documents")
      .create({ title: "one", cover: textFile("My Cover.txt", "hello"), papers: [textFile("first.txt", "first")] });
    expect(created["cover"]).toMatch(/^my_cover_\w{10}\.txt$/);
    const response = await fetch(guest.files.getURL(created, String(created["cover"])));
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toStartWith("text/plain");
    expect(await response.text()).toBe("hello");
    const names = [String(created["cover"]), ...(created["papers"] as string[])];
    expect(onDisk(created.id)).toEqual(names.toSorted());
  });

  test("a new file replaces the old one, which leaves the disk", async () => {
    const created = await guest.collection("documents").create({ cover: textFile("old.txt", "old") });
    const updated = await guest.collection("documents").update(created.id, { cover: textFile("new.txt", "new") });
    expect(updated["cover"]).toMatch(/^new_\w{10}\.txt$/);
    expect(onDisk(created.id)).toEqual([String(updated["cover"])]);
    const old = await fetch(guest.files.getURL(created, String(created["cover"])));
    expect(old.status).toBe(404);
  });

  test("files are appended and removed one by one", async () => {
    const form = new FormData();
    for (const name of ["aaa.txt", "bbb.txt"]) form.append("papers", textFile(name, name));
    const created = await guest.collection("documents").create(form);
    const [first = "", second = ""] = created["papers"] as string[];
    const appended = await guest.collection("documents").update(created.id, { "papers+": textFile("ccc.txt", "c") });
    expect(appended["papers"]).toEqual([first, second, expect.stringMatching(/^ccc_\w{10}\.txt$/)]);
    const removed = await guest.collection("documents").update(created.id, { "papers-": [second] });
    expect(removed["papers"]).toHaveLength(2);
    expect(onDisk(created.id)).toEqual((removed["papers"] as string[]).toSorted());
    const emptied = await guest.collection("documents").update(created.id, { papers: [] });
    expect(emptied["papers"]).toEqual([]);
  });

  test("a refused file stores nothing", async () => {
    const tooLarge = guest.collection("documents").create({ papers: [textFile("large.txt", "x".repeat(1001))] });
    expect(await failure(tooLarge)).toMatchObject({
      status: 400,
      response: { data: { papers: { code: "validation_file_size_limit" } } },
    });
    const before = stored();
    const notText = new File([new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])], "a.png");
    expect(await failure(guest.collection("documents").create({ cover: notText }))).toMatchObject({
      status: 400,
      response: { data: { cover: { code: "validation_invalid_mime_type" } } },
    });
    expect(stored()).toEqual(before);
  });

  test("a protected file is served with a file token only", async () => {
    const created = await admin.collection("documents").create({ hidden: textFile("secret.txt", "secret") });
    const bare = await fetch(guest.files.getURL(created, String(created["hidden"])));
    expect(bare.status).toBe(200);
    await admin.collections.update("documents", { viewRule: "@request.auth.id != ''" });
    const refused = await fetch(guest.files.getURL(created, String(created["hidden"])));
    expect(refused.status).toBe(404);
    const token = await admin.files.getToken();
    const served = await fetch(admin.files.getURL(created, String(created["hidden"]), { token }));
    expect(await served.text()).toBe("secret");
    await admin.collections.update("documents", { viewRule: "" });
  });

  test("deleting the record deletes its files", async () => {
    const created = await guest.collection("documents").create({ cover: textFile("gone.txt", "gone") });
    await guest.collection("documents").delete(created.id);
    expect(stored().join()).not.toContain(created.id);
  });
});
