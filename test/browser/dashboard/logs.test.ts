import { afterAll, beforeAll, expect, test } from "bun:test";
import { Dashboard, START_MS, inspect } from "./dashboard-page.ts";

/** More than the list loads at once. */
const ROWS = 700;
const HOUR_MS = 3_600_000;

let dashboard: Dashboard;

async function addLog(number: number, { level = 0, atMs = Date.now(), status = 200 } = {}): Promise<void> {
  const data = {
    auth: "users",
    execTime: 1.5,
    method: "GET",
    status,
    type: "request",
    url: `/api/things/${number % 7}?n=${number}`,
  };
  await dashboard.app.context.auxiliary.run(
    "INSERT INTO _logs (id, level, message, data, created) VALUES (?, ?, ?, ?, ?)",
    [
      `row${String(number).padStart(12, "0")}`,
      level,
      `GET /api/things/${number % 7}?n=${number}`,
      JSON.stringify(data),
      new Date(atMs).toISOString().replace("T", " "),
    ],
  );
}

beforeAll(async () => {
  dashboard = await Dashboard.start();
  const start = Date.now() - 6 * HOUR_MS;
  for (let number = 1; number <= ROWS; number++) {
    const isError = number % 10 === 0;
    const atMs = start + (number * 5 * HOUR_MS) / ROWS;
    await addLog(number, { atMs, ...(isError ? { level: 8, status: 400 } : {}) });
  }
}, START_MS);

afterAll(() => dashboard[Symbol.asyncDispose](), START_MS);

test(
  "logs are read: chart, levels, filter, details, similar requests, what is new",
  async () => {
    const { page, errors } = await dashboard.openSignedIn("#/logs");
    const list = page.getByRole("grid", { name: "Logs" });
    await list.getByText(`?n=${ROWS}`).waitFor();
    await page.getByRole("img", { name: /Entries over time: .* 70 error/ }).waitFor();
    // Only what is in sight is in the page.
    expect(await list.getByRole("row").count()).toBeLessThan(60);
    expect(await inspect(page, "logs")).toEqual([]);
    await list.focus();
    await page.keyboard.press("End");
    await list
      .getByText("?n=1", { exact: true })
      .or(list.getByText(/\?n=1$/))
      .first()
      .waitFor();

    // Levels and filters.
    await page.getByRole("button", { name: /^Info/ }).click();
    await page.getByText("70 entries", { exact: true }).waitFor();
    const filter = page.getByLabel("Filter", { exact: true });
    await filter.click();
    await page.keyboard.type("data.st");
    await page.getByRole("option", { name: /data\.status/ }).waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.type(" >= 400 && data.url ~ '/things/0'");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Enter");
    await page.getByText("10 entries", { exact: true }).waitFor();

    // With the keyboard to the details, and from there to its like.
    await list.focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    const panel = page.getByRole("dialog", { name: "Log entry" });
    await panel.getByText("data.status").waitFor();
    expect(await inspect(page, "log-entry")).toEqual([]);
    await panel.getByRole("button", { name: "Older entry" }).click();
    await panel.getByRole("button", { name: "Similar requests" }).click();
    await panel.waitFor({ state: "detached" });
    await page.getByRole("button", { name: /^Info/ }).click();
    await page.getByText("100 entries", { exact: true }).waitFor();

    await page.getByRole("button", { name: "Clear the filter" }).click();
    await page.getByText(/^70\d entries$/).waitFor();
    await addLog(ROWS + 1);
    await list.getByText(`?n=${ROWS + 1}`).waitFor();
    // Paused, nothing moves until it is asked for.
    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByText("Paused", { exact: true }).waitFor();
    await addLog(ROWS + 2);
    await page.getByRole("button", { name: "Refresh" }).click();
    await list.getByText(`?n=${ROWS + 2}`).waitFor();
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "a part of the time is zoomed into by drawing over the chart, and an unreadable filter is said",
  async () => {
    const { page, errors } = await dashboard.openSignedIn("#/logs");
    const chart = page.locator(".time-chart .u-over");
    await chart.waitFor();
    const box = await chart.boundingBox();
    if (box === null) throw new Error("the chart is not shown");
    await page.mouse.move(box.x + box.width * 0.1, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.35, box.y + 20, { steps: 5 });
    await page.mouse.up();
    const zoomOut = page.getByRole("button", { name: "Zoom out" });
    await zoomOut.waitFor();
    const state = page.locator(".table-state");
    await state.getByText(/^[1-5]\d\d entries$/).waitFor();
    expect(await page.getByRole("button", { name: "Follow live" }).isDisabled()).toBe(true);
    await zoomOut.click();
    await state.getByText(/^70\d entries$/).waitFor();

    await page.getByLabel("Filter", { exact: true }).click();
    await page.keyboard.type("nothing = = this");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Enter");
    await page.getByText("Invalid filter.").waitFor();
    expect(await inspect(page, "logs-error")).toEqual([]);
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "all entries that match are exported",
  async () => {
    const { page, errors } = await dashboard.openSignedIn(
      `#/logs?filter=${encodeURIComponent("level >= 8 && id ~ 'row'")}`,
    );
    await page.getByText("70 entries", { exact: true }).waitFor();
    for (const format of ["json", "csv"]) {
      await page.getByRole("button", { name: "More", exact: true }).click();
      await page.getByRole("menuitem", { name: "Export" }).click();
      const dialog = page.getByRole("dialog", { name: "Export logs" });
      await dialog.getByLabel("Format").selectOption(format);
      if (format === "json") expect(await inspect(page, "logs-export")).toEqual([]);
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        dialog.getByRole("button", { name: "Export" }).click(),
      ]);
      const text = await new Response(Bun.file(await download.path())).text();
      if (format === "json") {
        expect(JSON.parse(text)).toHaveLength(70);
        expect(JSON.parse(text)).toContainEqual(
          expect.objectContaining({ level: 8, data: expect.objectContaining({ status: 400 }) }),
        );
      } else expect(text.trim().split("\r\n")).toHaveLength(71);
    }
    expect(errors).toEqual([]);
  },
  START_MS,
);
