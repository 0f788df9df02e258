import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import type { Locator, Page } from "playwright-core";
import { Dashboard, START_MS, cutNetwork, inspect } from "./dashboard-page.ts";

let dashboard: Dashboard;
let author = "";

beforeAll(async () => {
  dashboard = await Dashboard.start();
  const name = { name: "name", type: "text", required: true };
  const authors = await dashboard.createCollection({ name: "authors", type: "base", fields: [name] });
  author = (await dashboard.app.create("authors", { name: "Ada" })).id;
  await dashboard.createCollection({
    name: "books",
    type: "base",
    fields: [
      { name: "title", type: "text", required: true, max: 20 },
      { name: "price", type: "number" },
      { name: "sold", type: "bool" },
      { name: "contact", type: "email" },
      { name: "link", type: "url" },
      { name: "out", type: "date" },
      { name: "kind", type: "select", values: ["novel", "poem"], maxSelect: 1 },
      { name: "tags", type: "select", values: ["red", "green", "blue"], maxSelect: 3 },
      { name: "author", type: "relation", collectionId: authors, maxSelect: 1 },
      { name: "data", type: "json" },
      { name: "cover", type: "file", maxSelect: 1 },
      { name: "made", type: "autodate", onCreate: true },
    ],
  });
}, START_MS);

beforeEach(async () => {
  for (const { id } of await dashboard.records("books")) {
    const token = await dashboard.app.superuserToken();
    await dashboard.app.request("DELETE", `/api/collections/books/records/${String(id)}`, { token });
  }
  await dashboard.app.create("books", { title: "Emma", price: 5, kind: "novel" });
});

afterAll(() => dashboard[Symbol.asyncDispose](), START_MS);

/** The cell of a column in the first row. */
function cellOf(table: Locator, column: string): Locator {
  const columns = ["id", "title", "price", "sold", "contact", "link", "out", "kind", "tags", "author", "data", "cover"];
  return table.locator(`.table-row [data-column="${columns.indexOf(column)}"]`).first();
}

async function stored(): Promise<Record<string, unknown>> {
  return (await dashboard.records("books"))[0] ?? {};
}

/** Moves from the first cell to another with the arrow keys. */
async function goTo(page: Page, table: Locator, steps: number): Promise<void> {
  await table.focus();
  for (let step = 0; step < steps; step++) await page.keyboard.press("ArrowRight");
}

test(
  "a double click edits in the cell, what the server refuses stays with its reason, Escape undoes",
  async () => {
    const { page, errors, table } = await dashboard.openCollection("books");
    await cellOf(table, "title").getByText("Emma").dblclick();
    const title = table.getByRole("textbox", { name: "title" });
    await title.waitFor();
    expect(await page.getByRole("dialog").count()).toBe(0);
    expect(await title.evaluate((element) => element === document.activeElement)).toBe(true);
    await title.fill("A title that is far too long for it");
    await title.press("Enter");
    await table.getByText(/no more than 20/).waitFor();
    expect(await title.inputValue()).toBe("A title that is far too long for it");
    expect(await title.getAttribute("aria-invalid")).toBe("true");
    expect(await inspect(page, "cell-refused")).toEqual([]);
    // What was typed is there again after a reload.
    await page.reload();
    await cellOf(table, "title").getByText("Emma").dblclick();
    expect(await title.inputValue()).toBe("A title that is far too long for it");
    await title.press("Escape");
    await title.waitFor({ state: "detached" });
    expect(await table.evaluate((element) => element === document.activeElement)).toBe(true);
    await cellOf(table, "title").getByText("Emma").waitFor();
    expect((await stored())["title"]).toBe("Emma");

    await cellOf(table, "title").getByText("Emma").dblclick();
    await title.fill("Persuasion");
    const sent = page.waitForRequest((request) => request.method() === "PATCH");
    await title.press("Enter");
    expect((await sent).postDataJSON()).toEqual({ title: "Persuasion" });
    await title.waitFor({ state: "detached" });
    await cellOf(table, "title").getByText("Persuasion").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await cellOf(table, "title").getByText("Emma").waitFor();
    // A single click still opens the record, and so does a double click where nothing can be edited.
    const panel = page.getByRole("dialog", { name: "Edit books record" });
    await cellOf(table, "title").getByText("Emma").click();
    await panel.getByLabel("title").waitFor();
    await page.keyboard.press("Escape");
    await panel.waitFor({ state: "detached" });
    await cellOf(table, "id").dblclick();
    await panel.getByLabel("title").waitFor();
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "with the keyboard alone each simple type is edited; Tab goes on to the next cell; others open the record",
  async () => {
    const { page, errors, table } = await dashboard.openCollection("books");
    await cellOf(table, "title").waitFor();
    await goTo(page, table, 1);
    await page.keyboard.press("Enter");
    const title = table.getByRole("textbox", { name: "title" });
    await title.fill("Sanditon");
    await title.press("Tab");
    await title.waitFor({ state: "detached" });
    await page.keyboard.press("F2");
    await table.getByRole("spinbutton", { name: "price" }).fill("7.5");
    await page.keyboard.press("Tab");
    await table.getByRole("spinbutton", { name: "price" }).waitFor({ state: "detached" });
    await page.keyboard.press("Enter");
    await table.getByRole("switch", { name: "sold" }).press("Space");
    await page.keyboard.press("Tab");
    await table.getByRole("switch", { name: "sold" }).waitFor({ state: "detached" });
    await page.keyboard.press("Enter");
    await table.getByRole("textbox", { name: "contact" }).fill("jane@example.com");
    await page.keyboard.press("Tab");
    await table.getByRole("textbox", { name: "contact" }).waitFor({ state: "detached" });
    await page.keyboard.press("Enter");
    await table.getByRole("textbox", { name: "link" }).fill("https://example.com");
    await page.keyboard.press("Enter");
    await table.getByRole("textbox", { name: "link" }).waitFor({ state: "detached" });
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await table.getByLabel("out", { exact: true }).fill("2026-02-03T04:05:06");
    expect(await inspect(page, "cell-date")).toEqual([]);
    await page.keyboard.press("Enter");
    await table.getByLabel("out", { exact: true }).waitFor({ state: "detached" });
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await table.getByRole("combobox", { name: "kind" }).selectOption("poem");
    await page.keyboard.press("Tab");
    await table.getByRole("combobox", { name: "kind" }).waitFor({ state: "detached" });
    await page.keyboard.press("Enter");
    await table.getByRole("checkbox", { name: "green" }).check();
    await table.getByRole("checkbox", { name: "red" }).check();
    expect(await table.getByText("Someone else").count()).toBe(0);
    expect(await inspect(page, "cell-tags")).toEqual([]);
    await page.keyboard.press("Enter");
    await table.getByRole("checkbox", { name: "green" }).waitFor({ state: "detached" });
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await table.getByRole("button", { name: "Choose a record" }).press("Enter");
    const picker = page.getByRole("dialog", { name: "Choose from authors" });
    await picker.getByText("Ada").click();
    await picker.getByRole("button", { name: "Done" }).press("Enter");
    await table.getByRole("button", { name: "Remove Ada" }).waitFor();
    await page.keyboard.press("ControlOrMeta+s");
    await table.getByRole("button", { name: "Remove Ada" }).waitFor({ state: "detached" });
    expect(await stored()).toMatchObject({
      title: "Sanditon",
      price: 7.5,
      sold: true,
      contact: "jane@example.com",
      link: "https://example.com",
      kind: "poem",
      tags: ["green", "red"],
      author,
    });
    expect(new Date(String((await stored())["out"])).getTime()).toBe(new Date("2026-02-03T04:05:06").getTime());

    // The panel opens at the field of the cell.
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    const panel = page.getByRole("dialog", { name: "Edit books record" });
    await panel.getByRole("textbox", { name: "data" }).waitFor();
    await page.waitForFunction(() => document.activeElement?.closest('[data-field="data"]') !== null);
    await page.keyboard.press("Escape");
    await panel.waitFor({ state: "detached" });
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Shift+Enter");
    await panel.waitFor();
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "to click elsewhere saves, a lost connection keeps what was typed, and others' changes are told",
  async () => {
    const { page, errors, table } = await dashboard.openCollection("books");
    await cellOf(table, "title").hover();
    await cellOf(table, "title").locator('[data-mark="edit"]').click();
    const title = table.getByRole("textbox", { name: "title" });
    await title.fill("Lady Susan");
    const restore = await cutNetwork(page);
    await title.press("Enter");
    await table.getByText("The server can't be reached.").waitFor();
    await restore();
    await page.getByRole("heading", { level: 1 }).click();
    await title.waitFor({ state: "detached" });
    await cellOf(table, "title").getByText("Lady Susan").waitFor();
    expect((await stored())["title"]).toBe("Lady Susan");

    await cellOf(table, "title").getByText("Lady Susan").dblclick();
    await title.pressSequentially("Mine");
    // Another record comes before this one, and this one is changed.
    const { id } = await stored();
    await dashboard.app.create("books", { title: "Newer" });
    const token = await dashboard.app.superuserToken();
    const path = `/api/collections/books/records/${String(id)}`;
    await dashboard.app.request("PATCH", path, { token, body: { title: "Theirs" } });
    await table.getByText("Someone else changed this record.").waitFor();
    await table.getByText("Newer").waitFor();
    expect(await table.locator(".cell-layer").getAttribute("aria-rowindex")).toBe("3");
    expect(await title.inputValue()).toBe("Mine");
    await title.press("Enter");
    await table.getByText("Mine").waitFor();
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "in the last row of a small screen the editor and its message are in sight, and scrolling away loses nothing",
  async () => {
    for (let number = 0; number < 60; number++) await dashboard.app.create("books", { title: `Book ${number}` });
    const { page, errors, table } = await dashboard.openCollection("books");
    await table.getByText("Book 59").waitFor();
    await page.setViewportSize({ width: 390, height: 600 });
    await table.focus();
    await page.keyboard.press("End");
    await table.getByText("Emma").waitFor();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    const title = table.getByRole("textbox", { name: "title" });
    await title.fill("A title that is far too long for it");
    await title.press("Enter");
    const message = table.getByText(/no more than 20/);
    await message.waitFor();
    const isInSight = (): Promise<boolean> =>
      page.evaluate(() => {
        const box = document.querySelector(".cell-editor")?.getBoundingClientRect();
        const frame = document.querySelector(".table")?.getBoundingClientRect();
        if (box === undefined || frame === undefined) return false;
        return box.bottom <= frame.bottom + 1 && box.right <= frame.right + 1 && box.left >= frame.left - 1;
      });
    expect(await isInSight()).toBe(true);
    // The row itself goes out of the page.
    await table.evaluate((element) => (element.scrollTop = 0));
    await table.getByText("Book 59").waitFor();
    expect(await title.inputValue()).toBe("A title that is far too long for it");
    await title.fill("Short");
    await title.press("Enter");
    await title.waitFor({ state: "detached" });
    expect((await dashboard.records("books")).at(-1)).toMatchObject({ title: "Short" });
    expect(errors).toEqual([]);
  },
  START_MS,
);
