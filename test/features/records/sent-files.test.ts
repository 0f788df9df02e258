import { expect, test } from "bun:test";
import type { Context } from "../../../src/model/context.ts";
import { createCollection } from "../../model/records/create-collection.ts";
import { type TestApp, testApp } from "../../support/test-app.ts";

const PATH = "/api/collections/letters/records";

interface Letter {
  readonly id: string;
  readonly files: readonly string[];
  readonly note: unknown;
  readonly title: string;
}

async function letters(rule = ""): Promise<TestApp> {
  const app = await testApp();
  const rules = { createRule: rule, updateRule: "", viewRule: "" };
  const fields = [
    { name: "files", type: "file", maxSelect: 9 },
    { name: "note", type: "json" },
    { name: "title", type: "text" },
  ];
  await createCollection(app.context, { name: "letters", fields, ...rules });
  return app;
}

function form(entries: readonly (readonly [key: string, value: string | File])[]): FormData {
  const data = new FormData();
  for (const [key, value] of entries) data.append(key, value);
  return data;
}

function file(name: string): File {
  return new File([name], name);
}

async function send(app: TestApp, body: FormData, path = ""): Promise<Letter> {
  const { status, json } = await app.request(path === "" ? "POST" : "PATCH", `${PATH}${path}`, { body });
  expect(status).toBe(200);
  return json as Letter;
}

/** The names as they were sent, which stored ones begin with. */
function sentNames({ files }: Letter): string[] {
  return files.map((name) => name.slice(0, name.indexOf("_")));
}

async function storedNames({ files }: Context, { id }: Letter, collectionId: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { key } of files.list(`${collectionId}/${id}/`)) names.push(key.slice(key.lastIndexOf("/") + 1));
  return names.filter((name) => !name.endsWith(".attrs"));
}

test("files that a form names stay beside a new one, named one by one or in a JSON list", async () => {
  await using app = await letters();
  const made = await send(
    app,
    form([
      ["files", file("one.txt")],
      ["files", file("two.txt")],
    ]),
  );
  const listed = await send(
    app,
    form([
      ["files", JSON.stringify(made.files)],
      ["files", file("three.txt")],
    ]),
    `/${made.id}`,
  );
  expect(listed.files.slice(0, 2)).toEqual([...made.files]);
  expect(sentNames(listed)).toEqual(["one", "two", "three"]);
  const kept = listed.files.slice(1).map((name) => ["files", name] as const);
  const single = await send(app, form([...kept, ["files", file("four.txt")]]), `/${made.id}`);
  expect(sentNames(single)).toEqual(["two", "three", "four"]);
  const stored = await storedNames(app.context, made, app.collection("letters").id);
  expect(stored.toSorted()).toEqual([...single.files].toSorted());
});

test("files under a name with + come to those that are there, one with - goes", async () => {
  await using app = await letters();
  const made = await send(
    app,
    form([
      ["files", file("one.txt")],
      ["files", file("two.txt")],
    ]),
  );
  const changes = form([
    ["files-", made.files[0] ?? ""],
    ["+files", file("zero.txt")],
    ["files+", file("three.txt")],
  ]);
  expect(sentNames(await send(app, changes, `/${made.id}`))).toEqual(["zero", "two", "three"]);
});

test.each(["note", "title", "title+", "files-", "nothing"])("a file under %s counts for nothing", async (key) => {
  await using app = await letters("@request.body.note:isset = false && @request.body.nothing:isset = false");
  const made = await send(
    app,
    form([
      [key, file("one.txt")],
      ["title", "Dear"],
    ]),
  );
  expect(made).toMatchObject({ files: [], note: null, title: "Dear" });
});

test("a text under the same name as such a file is there", async () => {
  await using app = await letters();
  const made = await send(
    app,
    form([
      ["note", file("one.txt")],
      ["note", '{"a":1}'],
    ]),
  );
  expect(made).toMatchObject({ files: [], note: { a: 1 } });
});
