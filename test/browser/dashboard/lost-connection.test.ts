// The network goes away while something is typed: the page says so, keeps all of it, and sends it once the network is back.
import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { Dashboard, START_MS, UNREACHABLE, cutNetwork } from "./dashboard-page.ts";

let dashboard: Dashboard;
let page: Page;
let errors: string[];

beforeAll(async () => {
  dashboard = await Dashboard.start();
  const author = { name: "name", type: "text" };
  const authors = await dashboard.createCollection({ name: "authors", type: "base", fields: [author] });
  await dashboard.app.create("authors", { name: "Ada" });
  await dashboard.createCollection({
    name: "articles",
    type: "base",
    fields: [
      { name: "title", type: "text" },
      { name: "data", type: "json" },
      { name: "papers", type: "file", maxSelect: 3 },
      { name: "count", type: "number" },
      { name: "author", type: "relation", collectionId: authors, maxSelect: 1 },
    ],
  });
  for (const title of ["First", "Second"]) {
    await dashboard.app.create("articles", { title });
    await dashboard.app.context.auxiliary.run(
      "INSERT INTO _logs (id, level, message, data, created) VALUES (?, 0, ?, '{}', ?)",
      [`row${title}`, `${title} entry`, new Date().toISOString().replace("T", " ")],
    );
  }
}, START_MS);

beforeEach(async () => {
  ({ page, errors } = await dashboard.openSignedIn());
  await loadScripts();
}, START_MS);

/** Those of a record's panel, which others share: browsers try none again that a lost network has kept away (whatwg/html#6768). */
async function loadScripts(): Promise<void> {
  await page.evaluate(() => (location.hash = "#/collections/articles"));
  await page.getByRole("button", { name: "New record" }).first().click();
  const panel = page.getByRole("dialog", { name: "New record in articles" });
  await panel.locator(".cm-content").waitFor();
  await page.keyboard.press("Escape");
  await panel.waitFor({ state: "detached" });
}

afterAll(() => dashboard[Symbol.asyncDispose](), START_MS);

test(
  "a record: text, JSON and a file that could not be sent are sent with the next try",
  async () => {
    await page.getByRole("grid").getByText("First").waitFor();
    await page.getByRole("button", { name: "New record" }).first().click();
    const panel = page.getByRole("dialog", { name: "New record in articles" });
    await panel.getByLabel("title").fill("Typed");
    const data = panel.getByRole("textbox", { name: "data" });
    await data.fill('{"a": 1}');
    const paper = { name: "paper.txt", mimeType: "text/plain", buffer: Buffer.from("on paper") };
    await panel.getByLabel("papers: Choose files").setInputFiles(paper);
    await panel.getByText("paper.txt").waitFor();
    const reconnect = await cutNetwork(page);
    await page.keyboard.press("ControlOrMeta+s");
    await panel.getByRole("alert").getByText(UNREACHABLE).waitFor();
    expect(await panel.getByLabel("title").inputValue()).toBe("Typed");
    expect(await data.textContent()).toBe('{"a": 1}');
    expect(await panel.getByText("paper.txt").count()).toBe(1);
    await reconnect();
    await page.keyboard.press("ControlOrMeta+s");
    await panel.waitFor({ state: "detached" });
    const [newest] = await dashboard.records("articles");
    expect(newest).toMatchObject({ title: "Typed", data: { a: 1 }, papers: [expect.stringMatching(/^paper_/)] });
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "a record: what is typed while a slow server saves is there to be saved next",
  async () => {
    await page.getByRole("grid").getByText("Second").click();
    const panel = page.getByRole("dialog", { name: "Edit articles record" });
    await panel.getByLabel("title").fill("Second, changed");
    const answer = Promise.withResolvers<undefined>();
    await page.route("**/articles/records/*", async (route) => {
      if (route.request().method() === "PATCH") await answer.promise;
      await route.continue();
    });
    await page.keyboard.press("ControlOrMeta+s");
    await panel.getByRole("button", { name: "Save" }).and(page.locator('[aria-busy="true"]')).waitFor();
    await panel.getByLabel("count").fill("7");
    answer.resolve(undefined);
    await panel.getByRole("button", { name: "Save" }).and(page.locator('[aria-busy="false"]')).waitFor();
    expect(await panel.getByLabel("count").inputValue()).toBe("7");
    expect(await panel.getByText("Someone else changed").count()).toBe(0);
    const stored = async () => (await dashboard.records("articles")).find(({ title }) => title === "Second, changed");
    expect(await stored()).toMatchObject({ count: 0 });
    await page.keyboard.press("ControlOrMeta+s");
    await panel.waitFor({ state: "detached" });
    expect(await stored()).toMatchObject({ count: 7 });
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "related records that can't be loaded are not said to be none, and come with the next try",
  async () => {
    await page.getByRole("grid").getByText("First").click();
    const panel = page.getByRole("dialog", { name: "Edit articles record" });
    const choose = panel.getByRole("button", { name: "Choose a record" });
    await choose.waitFor();
    // The editor of the field above moves the button as it comes.
    await panel.locator(".cm-content").waitFor();
    const reconnect = await cutNetwork(page);
    await choose.click();
    const picker = page.getByRole("dialog", { name: "Choose from authors" });
    await picker.waitFor();
    await picker.getByRole("alert").getByText(UNREACHABLE).waitFor();
    expect(await picker.getByText("No records found.").count()).toBe(0);
    await reconnect();
    await picker.getByRole("button", { name: "Try again" }).click();
    await picker.getByText("Ada").click();
    await picker.getByRole("button", { name: "Done" }).click();
    await panel.getByRole("button", { name: "Remove Ada" }).waitFor();
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "many records: an edit and an import that could not be sent stay as they were entered",
  async () => {
    const table = page.getByRole("grid");
    await table.getByText("First").waitFor();
    await table.focus();
    await page.keyboard.press("ControlOrMeta+a");
    await page.getByRole("button", { name: "Edit", exact: true }).click();
    const edit = page.getByRole("dialog");
    await edit.getByLabel("Field", { exact: true }).selectOption("count");
    await edit.getByLabel("Value").fill("5");
    let reconnect = await cutNetwork(page);
    await edit.getByRole("button", { name: /^Change / }).click();
    await edit.getByRole("alert").getByText(UNREACHABLE).first().waitFor();
    expect(await edit.getByLabel("Value").inputValue()).toBe("5");
    await reconnect();
    await edit.getByRole("button", { name: /^Change / }).click();
    await edit.waitFor({ state: "detached" });
    expect(new Set((await dashboard.records("articles")).map(({ count }) => count))).toEqual(new Set([5]));

    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Import" }).click();
    const panel = page.getByRole("dialog", { name: "Import into articles" });
    const buffer = Buffer.from("title,count\nImported,8\nImported,8\n");
    const file = { name: "rows.csv", mimeType: "text/csv", buffer };
    await panel.getByLabel("Choose a CSV or JSON file").setInputFiles(file);
    await panel.getByRole("button", { name: "Import 2 records" }).waitFor();
    reconnect = await cutNetwork(page);
    await panel.getByRole("button", { name: "Import 2 records" }).click();
    await panel.getByRole("alert").getByText(UNREACHABLE).first().waitFor();
    await reconnect();
    await panel.getByRole("button", { name: "Import 2 records" }).click();
    await panel.waitFor({ state: "detached" });
    expect((await dashboard.records("articles")).filter(({ title }) => title === "Imported").length).toBe(2);
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "filters of records and logs, and the name of a backup, stay while the server can't be reached",
  async () => {
    for (const [hash, field, found] of [
      ["#/collections/articles", "title", "Second"],
      ["#/logs", "message", "Second entry"],
    ] as const) {
      await page.evaluate((to) => (location.hash = to), hash);
      const rows = page.getByRole("grid").getByRole("row");
      await rows.nth(1).waitFor();
      const filter = page.getByLabel("Filter", { exact: true });
      await filter.click();
      const reconnect = await cutNetwork(page);
      await page.keyboard.type(`${field} ~ '${found}'`);
      await page.keyboard.press("Escape");
      await page.keyboard.press("Enter");
      await page.getByRole("alert").getByText(UNREACHABLE).first().waitFor();
      expect(await filter.textContent()).toBe(`${field} ~ '${found}'`);
      await reconnect();
      await page.getByRole("button", { name: "Try again" }).first().click();
      await page.getByRole("alert").waitFor({ state: "detached" });
      await page.getByRole("grid").getByText(found).first().waitFor();
    }
    await page.evaluate(() => (location.hash = "#/settings/backups"));
    await page.getByRole("button", { name: "New backup" }).click();
    const making = page.getByRole("dialog", { name: "New backup" });
    await making.getByLabel("Name").fill("mine.zip");
    const reconnect = await cutNetwork(page);
    await making.getByRole("button", { name: "Start" }).click();
    await making.getByRole("alert").getByText(UNREACHABLE).waitFor();
    expect(await making.getByLabel("Name").inputValue()).toBe("mine.zip");
    await reconnect();
    await making.getByRole("button", { name: "Start" }).click();
    await page.getByRole("listitem").filter({ hasText: "mine.zip" }).waitFor();
    expect(errors).toEqual([]);
  },
  START_MS,
);
