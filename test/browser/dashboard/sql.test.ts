import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { Dashboard, START_MS, inspect } from "./dashboard-page.ts";

let dashboard: Dashboard;

beforeAll(async () => {
  dashboard = await Dashboard.start();
  const fields = [
    { name: "title", type: "text" },
    { name: "amount", type: "number" },
  ];
  await dashboard.createCollection({ name: "things", type: "base", fields });
  for (const title of ["one", "two", "three"]) await dashboard.app.create("things", { title, amount: title.length });
}, START_MS);

afterAll(() => dashboard[Symbol.asyncDispose](), START_MS);

async function type(page: Page, query: string): Promise<void> {
  await page.getByRole("textbox", { name: "SQL" }).click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type(query);
  await page.keyboard.press("Escape");
}

test(
  "queries are completed, run and kept; results are copied and downloaded",
  async () => {
    const { page, errors } = await dashboard.openSignedIn("#/sql");
    await page.getByRole("textbox", { name: "SQL" }).click();
    await page.keyboard.type("SELECT title FROM thi");
    await page.getByRole("option", { name: "things" }).waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.type(" ORDER BY title");
    await page.keyboard.press("Escape");
    await page.keyboard.press("ControlOrMeta+Enter");
    const results = page.getByRole("grid", { name: "Results" });
    await page.getByText(/^3 rows · [\d,]+ ms$/).waitFor();
    expect(await results.getByRole("gridcell").allTextContents()).toEqual(["one", "three", "two"]);
    expect(await inspect(page, "sql")).toEqual([]);

    await page.getByRole("button", { name: "Export results" }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("menuitem", { name: "Download as CSV" }).click(),
    ]);
    expect(await Bun.file(await download.path()).text()).toBe("title\r\none\r\nthree\r\ntwo\r\n");

    await type(page, "SELECT 1 AS a, NULL AS b");
    await page.getByRole("button", { name: /^Run/ }).click();
    await results.getByText("NULL").waitFor();
    await page.getByRole("button", { name: "History" }).click();
    const history = page.getByRole("dialog", { name: "History" });
    await history.getByLabel("Search").fill("order");
    expect(await history.getByRole("listitem").count()).toBe(1);
    expect(await inspect(page, "sql-history")).toEqual([]);
    await history.getByRole("button", { name: /ORDER BY title/ }).click();
    await page.keyboard.press("ControlOrMeta+Enter");
    // The query that was chosen is in the editor and runs again.
    await page.getByRole("textbox", { name: "SQL" }).click();
    await page.keyboard.press("ControlOrMeta+Enter");
    await page.getByText(/^3 rows/).waitFor();
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "an error is said with its place, and what destroys asks first",
  async () => {
    const { page, errors } = await dashboard.openSignedIn("#/sql");
    await type(page, "SELECT title, nonsense FROM things");
    await page.keyboard.press("ControlOrMeta+Enter");
    const alert = page.getByRole("alert");
    await alert.getByText("no such column: nonsense").waitFor();
    await alert.getByText("Line 1, column 15.").waitFor();
    expect(await alert.locator("mark").textContent()).toBe("nonsense");
    expect(await inspect(page, "sql-error")).toEqual([]);

    await type(page, "UPDATE things SET amount = 0; -- DROP TABLE things\n");
    await page.keyboard.press("ControlOrMeta+Enter");
    const question = page.getByRole("dialog", { name: "Run statements that change data?" });
    await question.getByText("UPDATE things", { exact: true }).waitFor();
    await question.getByText("No WHERE clause: all rows are affected.").waitFor();
    expect(await question.getByText("DROP").count()).toBe(0);
    expect(await inspect(page, "sql-question")).toEqual([]);
    await question.getByRole("button", { name: "Cancel" }).click();
    expect((await dashboard.records("things")).every(({ amount }) => amount !== 0)).toBe(true);
    await page.getByRole("button", { name: /^Run/ }).click();
    await question.getByRole("button", { name: "Run" }).click();
    await page.getByText(/^3 rows changed/).waitFor();
    expect((await dashboard.records("things")).every(({ amount }) => amount === 0)).toBe(true);
    expect(errors).toEqual([]);
  },
  START_MS,
);
