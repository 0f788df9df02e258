import { afterAll, beforeAll, expect, test } from "bun:test";
import { Dashboard, START_MS, inspect } from "./dashboard-page.ts";

let dashboard: Dashboard;
let [author, second] = ["", ""];

beforeAll(async () => {
  dashboard = await Dashboard.start();
  const name = { name: "name", type: "text", presentable: true };
  const authors = await dashboard.createCollection({ name: "authors", type: "base", fields: [name] });
  await dashboard.createCollection({
    name: "books",
    type: "base",
    fields: [
      name,
      { name: "pages", type: "number" },
      { name: "by", type: "relation", collectionId: authors, maxSelect: 1 },
    ],
  });
  author = (await dashboard.app.create("authors", { name: "Ann" })).id;
  second = (await dashboard.app.create("authors", { name: "Bob" })).id;
  for (const [index, title] of ["One", "Two", "Three"].entries())
    await dashboard.app.create("books", { name: title, pages: index * 100, by: author });
}, START_MS);

afterAll(() => dashboard[Symbol.asyncDispose](), START_MS);

test(
  "a view is saved for all, chosen, and deleted with a way back",
  async () => {
    const { page, errors, table } = await dashboard.openCollection("books");
    await table.getByText("Three").waitFor();
    await page.getByLabel("Filter", { exact: true }).click();
    await page.keyboard.type("pages > 50");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Enter");
    await page.getByText("2 records", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Views" }).click();
    await page.getByRole("menuitem", { name: "Save what is shown…" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Long ones");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Views: Long ones" }).waitFor();
    expect(await inspect(page, "saved-views")).toEqual([]);

    // Another superuser's browser has it as well.
    const other = await dashboard.openCollection("books");
    await other.table.getByText("One").waitFor();
    await other.page.getByRole("button", { name: "Views" }).click();
    await other.page.getByRole("menuitem", { name: "Long ones" }).click();
    await other.page.getByText("2 records", { exact: true }).waitFor();
    await other.page.getByRole("button", { name: "Views: Long ones" }).click();
    await other.page.getByRole("menuitem", { name: "Delete Long ones" }).click();
    await other.page.getByRole("button", { name: "Undo" }).click();
    await other.page.getByRole("button", { name: "Views: Long ones" }).waitFor();
    expect([...errors, ...other.errors]).toEqual([]);
  },
  START_MS,
);

test(
  "the panel goes to the records beside, and shows what refers to a record",
  async () => {
    const { page, errors } = await dashboard.openSignedIn(`#/collections/authors?record=${second}`);
    const panel = page.getByRole("dialog", { name: /authors/ });
    const field = panel.getByLabel("name", { exact: true });
    const next = panel.getByRole("button", { name: "Next record" });
    // The newest is the first.
    expect(await panel.getByRole("button", { name: "Previous record" }).isDisabled()).toBe(true);
    await next.click();
    await page.waitForURL(new RegExp(author));
    await panel.getByText("Records that refer to this one").click();
    await panel.getByText("3 records").waitFor();
    expect(await inspect(page, "back-relations")).toEqual([]);
    // What is typed is not left behind.
    await field.fill("Anna");
    expect(await panel.getByRole("button", { name: "Previous record" }).isDisabled()).toBe(true);
    await field.fill("Ann");
    await panel.getByRole("link", { name: "books.by" }).click();
    await page
      .getByRole("button", { name: "Leave without saving" })
      .or(page.getByText("3 records", { exact: true }))
      .first()
      .waitFor();
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "the record beside may be on a page of rows that is not loaded yet",
  async () => {
    await dashboard.createCollection({ name: "many", type: "base", fields: [{ name: "title", type: "text" }] });
    await dashboard.app.context.database.run(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 150) INSERT INTO many (id, title) SELECT 'many' || printf('%011d', i), 'Row ' || i FROM n",
    );
    // The newest first: the hundredth of them is the last of the first page.
    const { page, errors } = await dashboard.openSignedIn("#/collections/many?record=many00000000051");
    const panel = page.getByRole("dialog", { name: /many/ });
    await panel.getByRole("button", { name: "Next record" }).click();
    await page.waitForURL(/many00000000050/);
    await panel.getByRole("button", { name: "Previous record" }).click();
    await page.waitForURL(/many00000000051/);
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "a deletion is undone where nothing would be lost by it",
  async () => {
    const { page, errors, table } = await dashboard.openCollection("books");
    const before = await dashboard.records("books");
    await table.getByText("Two").waitFor();
    await table.getByRole("checkbox").first().click();
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await page
      .getByRole("dialog")
      .getByRole("button", { name: /^Delete/ })
      .click();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("3 records are back.").waitFor();
    await table.getByText("Two").waitFor();
    const after = await dashboard.records("books");
    const byId = (records: Record<string, unknown>[]) =>
      records.toSorted((a, b) => (String(a["id"]) < String(b["id"]) ? -1 : 1));
    expect(byId(after)).toEqual(byId(before));

    // Of an author that books refer to, they would lose the reference.
    await page.goto(`${dashboard.url}/_/#/collections/authors?record=${author}`);
    await page.getByRole("button", { name: "Actions for this record" }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await page
      .getByRole("button", { name: /^Delete/ })
      .last()
      .click();
    await page
      .getByText("The record was deleted.")
      .or(page.getByText(/deleted/))
      .first()
      .waitFor();
    expect(await page.getByRole("button", { name: "Undo" }).count()).toBe(0);
    expect(errors).toEqual([]);
  },
  START_MS,
);
