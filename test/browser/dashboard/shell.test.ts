import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Locator } from "playwright-core";
import { Dashboard, START_MS, inspect } from "./dashboard-page.ts";

let dashboard: Dashboard;

beforeAll(async () => {
  dashboard = await Dashboard.start();
  const fields = [{ name: "name", type: "text", presentable: true }];
  await dashboard.createCollection({ name: "authors", type: "base", fields });
  await dashboard.createCollection({ name: "books", type: "base", fields });
}, START_MS);

afterAll(() => dashboard[Symbol.asyncDispose](), START_MS);

test(
  "the command palette goes to collections, records by their id, and does what the page can do",
  async () => {
    const { id } = await dashboard.app.create("books", { name: "A book" });
    const { page, errors } = await dashboard.openCollection("authors");
    const search = page.getByRole("combobox", { name: "Command menu" });
    await page.keyboard.press("ControlOrMeta+k");
    await search.fill("bo");
    await page.getByRole("option", { name: /^books/ }).waitFor();
    expect(await inspect(page, "palette")).toEqual([]);
    await search.press("Enter");
    await page.getByRole("heading", { name: "books" }).waitFor();
    await page.keyboard.press("ControlOrMeta+k");
    await search.fill("diagram");
    await search.press("Enter");
    await page.getByRole("heading", { name: "Diagram" }).waitFor();
    await page.keyboard.press("ControlOrMeta+k");
    await search.fill("edit books");
    await search.press("Enter");
    await page.getByRole("heading", { name: "Edit collection" }).waitFor();
    await page.keyboard.press("ControlOrMeta+k");
    await search.fill(id);
    await page.getByRole("option", { name: id }).click();
    const record = page.getByRole("dialog", { name: "Edit books record" });
    await record.getByRole("heading", { name: "A book" }).waitFor();
    await page.keyboard.press("Escape");
    await record.waitFor({ state: "detached" });
    await page.keyboard.press("ControlOrMeta+k");
    await search.fill("presence");
    const opened = page.context().waitForEvent("page");
    await search.press("Enter");
    const docs = await opened;
    await docs
      .getByRole("link", { name: /^Channels and presence/ })
      .first()
      .waitFor();
    await docs.close();
    await page.keyboard.press("ControlOrMeta+k");
    await search.fill("light and dark");
    await search.press("Enter");
    await page.locator('html[data-theme="dark"]').waitFor({ state: "attached" });
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "shortcuts are listed, work from the keyboard alone, and those of single keys can be turned off",
  async () => {
    const { page, errors, table } = await dashboard.openCollection("books");
    await table.getByText("A book").waitFor();
    // Nothing that the page has shown by itself comes before what is at its top.
    await page.keyboard.press("Tab");
    await page.getByRole("button", { name: "Skip to content" }).and(page.locator(":focus")).waitFor();
    await page.keyboard.press("?");
    const list = page.getByRole("dialog", { name: "Keyboard shortcuts" });
    await list.getByText("Focus the filter").waitFor();
    expect(await inspect(page, "shortcuts")).toEqual([]);
    await page.keyboard.press("Escape");
    await page.keyboard.press("/");
    expect(await page.getByLabel("Filter", { exact: true }).evaluate((element) => element.matches(":focus"))).toBe(
      true,
    );
    await page.keyboard.press("Tab");
    await page.keyboard.press("j");
    expect(await table.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: "Edit books record" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    // The focus is where it was.
    expect(await table.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press("g");
    await page.keyboard.press("c");
    await page.waitForFunction(() => location.hash === "#/collections");

    await page.getByRole("button", { name: "Keyboard shortcuts" }).click();
    await list.getByLabel("Single-key shortcuts").uncheck();
    await page.keyboard.press("Escape");
    await page.keyboard.press("n");
    await page.keyboard.press("ControlOrMeta+k");
    await page.getByRole("combobox", { name: "Command menu" }).waitFor();
    expect(await page.getByRole("dialog").count()).toBe(1);
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "pinned collections come first; the accent colour of the settings is readable in both themes",
  async () => {
    const token = await dashboard.app.superuserToken();
    // As light as can be: white text on it could not be read.
    const body = { meta: { accentColor: "#ffee58" } };
    expect((await dashboard.app.request("PATCH", "/api/settings", { body, token })).status).toBe(200);
    const { page, errors } = await dashboard.openCollection("authors");
    await page.waitForFunction(() => document.documentElement.style.getPropertyValue("--accent") !== "");
    await page.getByRole("link", { name: "books" }).hover();
    await page.getByRole("button", { name: "Pin books" }).click();
    const names = async () => page.getByRole("navigation", { name: "Collections" }).getByRole("link").allTextContents();
    expect((await names()).slice(0, 2)).toEqual(["books", "authors"]);
    expect(await inspect(page, "accent")).toEqual([]);
    await page.reload();
    await page.getByText("Pinned").waitFor();
    expect((await names()).slice(0, 2)).toEqual(["books", "authors"]);
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "the values that a cell has no room for are shown when the keyboard comes to it",
  async () => {
    await dashboard.createCollection({
      name: "tagged",
      type: "base",
      fields: [{ name: "tags", type: "select", values: ["oak", "pine", "yew"], maxSelect: 3 }],
    });
    await dashboard.app.create("tagged", { tags: ["oak", "pine", "yew"] });
    const { page, errors, table } = await dashboard.openCollection("tagged");
    await table.getByText("+2").waitFor();
    await page.keyboard.press("Tab");
    await table.focus();
    await page.keyboard.press("ArrowRight");
    await page.locator(".tooltip").getByText("pine, yew").waitFor();
    await page.keyboard.press("ArrowLeft");
    await page.locator(".tooltip").waitFor({ state: "hidden" });
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "the active cell of a wide table is in sight, whichever way the keys go",
  async () => {
    const names = Array.from({ length: 9 }, (_, index) => `column${index + 1}`);
    await dashboard.createCollection({
      name: "wide",
      type: "base",
      fields: names.map((name) => ({ name, type: "text" })),
    });
    await dashboard.app.create("wide", Object.fromEntries(names.map((name) => [name, `value of ${name}`])));
    const { page, errors, table } = await dashboard.openCollection("wide");
    await table.getByText("value of column1").waitFor();
    await table.focus();
    const isInSight = (words: string) =>
      table.evaluate((grid, text) => {
        const cell = [...grid.querySelectorAll("[role=gridcell]")].find((one) => one.textContent.includes(text));
        const boxes = grid.querySelector(".select-cell")?.getBoundingClientRect();
        const [all, own] = [grid.getBoundingClientRect(), cell?.getBoundingClientRect()];
        return own !== undefined && own.left >= (boxes?.right ?? 0) - 1 && own.right <= all.right + 1;
      }, words);
    expect(await isInSight("value of column9")).toBe(false);
    for (const _ of names) await page.keyboard.press("ArrowRight");
    expect(await isInSight("value of column9")).toBe(true);
    expect(await isInSight("value of column1")).toBe(false);
    for (const _ of names) await page.keyboard.press("ArrowLeft");
    const [record] = await dashboard.records("wide");
    expect(await isInSight(String(record?.["id"]))).toBe(true);
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "the focus is never lost: it goes on beside what was removed, and back to where a dialog came from",
  async () => {
    const fields = ["first", "second", "third"].map((name) => ({ name, type: "text" }));
    await dashboard.createCollection({ name: "rows", type: "base", fields });
    const { page, errors } = await dashboard.openSignedIn("#/collections/rows/edit");
    const hasFocus = (locator: Locator) => locator.and(page.locator(":focus")).waitFor();
    await page.getByRole("button", { name: "More for second" }).press("Enter");
    await page.getByRole("menuitem", { name: "Remove" }).press("Enter");
    await hasFocus(page.getByRole("button", { name: "Keep" }));
    await page.keyboard.press("Enter");
    await hasFocus(page.getByRole("button", { name: "Options of second" }));
    await page.getByRole("tab", { name: "API rules" }).press("Enter");
    await page.getByRole("button", { name: "Set a rule", exact: true }).first().press("Enter");
    await page.waitForFunction(() => document.activeElement?.matches(".code-editor"));
    await page.getByRole("button", { name: "Discard changes" }).press("Enter");
    await hasFocus(page.getByRole("button", { name: "More for this collection" }));

    await page.evaluate(() => (location.hash = "#/settings/addresses"));
    const addresses = page.getByLabel("Addresses and networks");
    await addresses.fill("10.0.0.1");
    await addresses.press("Enter");
    await page.getByRole("button", { name: "Remove 10.0.0.1" }).press("Enter");
    await hasFocus(addresses);
    // A click on nothing is no loss.
    await page.locator(".page-hint").click();
    await hasFocus(page.locator("#main"));
    expect(errors).toEqual([]);
  },
  START_MS,
);
