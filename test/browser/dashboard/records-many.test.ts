import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Download, Locator, Page } from "playwright-core";
import { Dashboard, START_MS, inspect } from "./dashboard-page.ts";

const ROWS = 100_000;

let dashboard: Dashboard;

beforeAll(async () => {
  dashboard = await Dashboard.start();
  const fields = [
    { name: "label", type: "text" },
    { name: "n", type: "number" },
  ];
  await dashboard.createCollection({ name: "many", type: "base", fields });
  const kind = { name: "kind", type: "select", values: ["small", "large"], maxSelect: 1 };
  const needed = { name: "title", type: "text", required: true };
  await dashboard.createCollection({ name: "few", type: "base", fields: [needed, ...fields.slice(1), kind] });
  const query = `INSERT INTO many (id, label, n) WITH RECURSIVE numbers(n) AS
    (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${ROWS}) SELECT printf('r%014d', n), 'row ' || n, n FROM numbers`;
  const token = await dashboard.app.superuserToken();
  const { status } = await dashboard.app.request("POST", "/api/sql", { body: { query }, token });
  expect(status).toBe(200);
  for (let n = 1; n <= 6; n++) await dashboard.app.create("few", { title: `title ${n}`, n, kind: "small" });
}, START_MS);

afterAll(() => dashboard[Symbol.asyncDispose](), START_MS);

/**
 * Runs in the page. Rows that are scrolled into sight take the elements of others; when the table is still, they are read in their order,
 * each with its own values, and the one with the number is among them.
 */
function rowsAreInOrder(shown: number): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>(".table-row")];
  const numbers = rows.map((row) => Number(row.getAttribute("aria-rowindex")) - 1);
  const isWhole = rows.every((row, place) =>
    [...row.querySelectorAll(".cell")].some(({ textContent }) => textContent === `row ${numbers[place]}`),
  );
  return isWhole && numbers.includes(shown) && numbers.every((one, place) => one === (numbers[0] ?? 0) + place);
}

test(
  "100,000 records: scrolled, sorted, filtered and searched by the server; columns stay as they were chosen",
  async () => {
    const { page, errors, table } = await dashboard.openCollection("many");
    await page.getByText("100,000 records", { exact: true }).waitFor();
    await table.getByText(`row ${ROWS}`, { exact: true }).waitFor();
    await table.focus();
    await page.keyboard.press("End");
    await table.getByText("row 1", { exact: true }).waitFor();
    // Only what is in sight is in the page.
    expect(await table.getByRole("row").count()).toBeLessThan(60);
    await page.keyboard.press("Home");
    await table.getByRole("button", { name: "Sort by n" }).click();
    await table.getByRole("row").nth(1).getByText("row 1", { exact: true }).waitFor();
    for (let step = 0; step < 10; step++) await table.evaluate((element) => (element.scrollTop += 290));
    await page.waitForFunction(rowsAreInOrder, 74);
    await table.evaluate((element) => (element.scrollTop = 0));
    await page.waitForFunction(rowsAreInOrder, 1);

    const filter = page.getByLabel("Filter", { exact: true });
    await applyFilter(filter, "n > 10 && n <= 12");
    await page.getByText("2 records", { exact: true }).waitFor();
    expect(await filter.evaluate((element) => element.matches(":focus"))).toBe(true);
    await applyFilter(filter, "row 59999");
    await page.getByText("1 record", { exact: true }).waitFor();
    await applyFilter(filter, "nothing = = this");
    await page.getByText(/^Invalid filter or sort order\. Expected right operand .*, got "=" \(sign\)/).waitFor();
    // What was found before stays in sight.
    await table.getByText("row 59999", { exact: true }).waitFor();
    await applyFilter(filter, "nonsense > 1");
    await page.getByText('Invalid left operand "nonsense" - unknown field "nonsense".').waitFor();
    expect(await page.locator("mark").textContent()).toBe("nonsense");
    expect(await inspect(page, "wrong-filter")).toEqual([]);
    expect(await inspect(page, "records-error")).toEqual([]);
    await page.getByRole("button", { name: "Clear the filter" }).click();
    await page.getByText("100,000 records", { exact: true }).waitFor();

    await page.getByRole("button", { name: "Columns" }).click();
    await page.getByRole("dialog").getByLabel("label").uncheck();
    expect(await inspect(page, "columns")).toEqual([]);
    await page.keyboard.press("Escape");
    const sortById = table.getByRole("button", { name: "Sort by id" });
    await sortById.focus();
    const width = () =>
      sortById.evaluate((element) => element.closest<HTMLElement>("[role=columnheader]")?.offsetWidth);
    const before = await width();
    await sortById.press("Alt+ArrowRight");
    const wider = Number(before) + 20;
    expect(await width()).toBe(wider);
    await page.reload();
    await table.getByRole("columnheader", { name: "n" }).waitFor();
    expect(await table.getByRole("columnheader").allTextContents()).toEqual(["", "id", "n"]);
    expect(await width()).toBe(wider);
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "the filter is completed from fields, operators and values; Enter sends what is typed",
  async () => {
    const { page, errors } = await dashboard.openCollection("few");
    const filter = page.getByLabel("Filter", { exact: true });
    await filter.pressSequentially("ki");
    await page.getByRole("option", { name: "kind" }).waitFor();
    await filter.press("Tab");
    await filter.pressSequentially(" ");
    await page.getByRole("option", { name: "not equal" }).first().waitFor();
    await filter.pressSequentially("= ");
    await page.getByRole("option", { name: "'large'" }).waitFor();
    expect(await inspect(page, "filter-completion")).toEqual([]);
    await filter.pressSequentially("'larg");
    await filter.press("Enter");
    await page.getByText("No records match the filter.").waitFor();
    expect(await page.evaluate(() => location.hash)).toContain("larg");
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "many records are selected, changed, undone, exported, deleted and imported",
  async () => {
    const { page, errors, table } = await dashboard.openCollection("few");
    const box = (row: number) => table.getByRole("row").nth(row).getByRole("checkbox");
    await box(1).click();
    await box(3).click({ modifiers: ["Shift"] });
    await page.getByText("3 selected").waitFor();
    expect(await inspect(page, "selected")).toEqual([]);
    // Keys work on what was selected by clicks, without a way through the table first.
    await page.keyboard.press("Delete");
    await page.getByRole("button", { name: "Delete 3 records" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Edit", exact: true }).click();
    await page.getByLabel("Field", { exact: true }).selectOption("n");
    await page.getByLabel("Action", { exact: true }).selectOption("Increase by");
    await page.getByLabel("Value").fill("100");
    expect(await inspect(page, "bulk-edit")).toEqual([]);
    await page.getByRole("button", { name: "Change 3 records" }).click();
    await page.getByText("3 records were changed.").waitFor();
    expect((await dashboard.records("few")).map(({ n }) => n)).toEqual([106, 105, 104, 3, 2, 1]);
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("3 records were restored.").waitFor();
    expect((await dashboard.records("few")).map(({ n }) => n)).toEqual([6, 5, 4, 3, 2, 1]);

    const csv = await exportAs(page, "csv");
    expect(csv.split("\r\n")[0]).toBe("id,title,n,kind");
    expect(csv).toContain(",title 5,5,small");

    await table.focus();
    await page.keyboard.press("Delete");
    expect(await inspect(page, "bulk-delete")).toEqual([]);
    await page.getByRole("button", { name: "Delete 3 records" }).click();
    await page.getByText("3 records were deleted.").waitFor();
    await page.getByText("3 records", { exact: true }).waitFor();

    const faulty = `${csv.trimEnd()}\r\n,,7,small\r\n,title 8,eight,hüge\r\n,title 9\r\n`;
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Import" }).click();
    const file = { name: "few.csv", mimeType: "text/csv", buffer: Buffer.from(faulty, "latin1") };
    await page.getByLabel("Choose a CSV or JSON file").setInputFiles(file);
    await page.getByText("3 rows are ready, 3 have errors").waitFor();
    for (const why of [
      "A value is required.",
      "Not a number.",
      "“hüge” is not one of the options.",
      "The row has 2 values, but the file has 4 columns.",
      "was read as Windows-1252",
    ]) {
      await page.getByText(why).waitFor();
    }
    expect(await inspect(page, "import")).toEqual([]);
    await page.getByRole("button", { name: "Import 3 records" }).click();
    await page.getByText("6 records", { exact: true }).waitFor();
    const stored = (await dashboard.records("few")).map(({ id, title, n, kind }) => [id, title, n, kind].join(","));
    expect(stored.toSorted()).toEqual(expect.arrayContaining(csv.trimEnd().split("\r\n").slice(1)));
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "where batches are allowed many changes are a few requests, and one that the server refuses does not stop the others",
  async () => {
    const { app } = dashboard;
    const fields = [{ name: "code", type: "text", pattern: "^[a-z0-9]+$" }];
    await dashboard.createCollection({ name: "codes", type: "base", fields });
    for (let n = 1; n <= 7; n++) await app.create("codes", { code: `old${n}` });
    const body = { batch: { enabled: true, maxRequests: 4 } };
    await app.request("PATCH", "/api/settings", { body, token: await app.superuserToken() });
    const { page, errors, table } = await dashboard.openCollection("codes");
    await table.getByText("old7").waitFor();
    const sent: string[] = [];
    page.on("request", (request) => {
      if (request.method() !== "GET") sent.push(new URL(request.url()).pathname);
    });
    await table.focus();
    await page.keyboard.press("ControlOrMeta+a");
    await page.getByText("7 selected").waitFor();
    await page.getByRole("button", { name: "Edit", exact: true }).click();
    await page.getByLabel("Value").fill("new");
    await page.getByRole("button", { name: "Change 7 records" }).click();
    await page.getByText("7 records were changed.").waitFor();
    expect(sent).toEqual(["/api/batch", "/api/batch"]);
    expect((await dashboard.records("codes")).map(({ code }) => code)).toEqual(Array(7).fill("new"));

    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Import" }).click();
    const buffer = Buffer.from(["code", "one", "two", "NOT THIS", "four", "five"].join("\n"));
    const file = { name: "codes.csv", mimeType: "text/csv", buffer };
    await page.getByLabel("Choose a CSV or JSON file").setInputFiles(file);
    await page.getByRole("button", { name: "Import 5 records" }).click();
    const failures = page.getByRole("alert");
    await failures.getByText("Row 3").waitFor();
    expect(await failures.getByRole("listitem").count()).toBe(1);
    // Tried again, it is about what is left.
    await page.getByRole("button", { name: "Import 1 record", exact: true }).click();
    await page.getByText("0 records were imported.").waitFor();
    const codes = (await dashboard.records("codes")).map(({ code }) => String(code)).filter((code) => code !== "new");
    expect(codes.toSorted()).toEqual(["five", "four", "one", "two"]);
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "the API preview has examples for exactly this collection",
  async () => {
    const { page, errors } = await dashboard.openCollection("few");
    await page.getByRole("button", { name: "API preview" }).click();
    const panel = page.getByRole("dialog", { name: "few API" });
    await panel.getByRole("button", { name: "Create" }).click();
    // In colours, and the same text.
    await panel.locator("pre .code-string", { hasText: '"few"' }).first().waitFor();
    const example = panel.getByRole("tabpanel").first();
    expect(await example.textContent()).toContain('pb.collection("few").create');
    await panel
      .getByRole("table", { name: "Body parameters" })
      .getByRole("row", { name: /^n .*Number/ })
      .waitFor();
    await panel.getByRole("tab", { name: "400" }).click();
    await panel.getByText("Failed to save the record.").waitFor();
    expect(await inspect(page, "api")).toEqual([]);
    await panel.getByRole("tab", { name: "curl" }).click();
    const command = await panel.locator("pre").first().textContent();
    expect(command).toContain(`'${dashboard.url}/api/collections/few/records'`);
    // It is what it says: the server takes the body.
    const body = JSON.parse(/-d '(\{[^']*\})'/.exec(command ?? "")?.[1] ?? "") as object;
    const token = await dashboard.app.superuserToken();
    expect((await dashboard.app.request("POST", "/api/collections/few/records", { body, token })).status).toBe(200);
    await panel.getByRole("button", { name: "Realtime" }).click();
    await panel.getByRole("tab", { name: "WebSocket" }).click();
    await panel.getByText('client.subscribe("few/*"').waitFor();
    expect(errors).toEqual([]);
  },
  START_MS,
);

/** Exports what is selected. */
async function exportAs(page: Page, format: string): Promise<string> {
  await page.getByRole("button", { name: "Export", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Format").selectOption(format);
  const [download] = await Promise.all([
    page.waitForEvent("download") as Promise<Download>,
    dialog.getByRole("button", { name: "Export", exact: true }).click(),
  ]);
  return await Bun.file(await download.path()).text();
}

/** As people do: to replace a text in an editor at once would make the browser try inline styles, which the page forbids. */
async function applyFilter(filter: Locator, typed: string): Promise<void> {
  await filter.press("ControlOrMeta+a");
  await filter.press("Delete");
  await filter.pressSequentially(typed);
  await filter.press("Enter");
}
