// What the dashboard loads and when, and what it shows where a part of it can't be loaded.
import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { MAX_FIRST_SCRIPT_BYTES } from "../../../src/build/first-load.ts";
import { Dashboard, START_MS } from "./dashboard-page.ts";

let dashboard: Dashboard;

beforeAll(async () => {
  dashboard = await Dashboard.start();
  await dashboard.createCollection({ name: "books", type: "base", fields: [{ name: "title", type: "text" }] });
  await dashboard.app.create("books", { title: "Momo" });
}, START_MS);

afterAll(() => dashboard[Symbol.asyncDispose](), START_MS);

/** As after an update of the server: the scripts that the page would load next are gone. Gives a function that brings them back. */
async function loseScripts(page: Page): Promise<() => Promise<void>> {
  await page.route("**/_/*.js", (route) => route.fulfill({ status: 404, json: {} }));
  return () => page.unroute("**/_/*.js");
}

test(
  "the first rows come before the editor of the filter, and all scripts until then are within the budget",
  async () => {
    const { page, errors } = await dashboard.openSignedIn("#/settings");
    const rows = Promise.withResolvers<undefined>();
    await page.route("**/api/collections/books/records?**", async (route) => {
      await rows.promise;
      await route.continue();
    });
    await page.goto("about:blank");
    const loaded = new Map<string, number>();
    page.on("response", async (response) => {
      if (!response.url().endsWith(".js")) return;
      loaded.set(response.url(), 0);
      loaded.set(response.url(), Bun.gzipSync(new Uint8Array(await response.body())).length);
    });
    const asked = page.waitForRequest("**/api/collections/books/records?**");
    await page.goto(`${dashboard.url}/_/#/collections/books`);
    await asked;
    await page.getByText("Loading…").first().waitFor();
    await expectQuiet(page);
    const bytes = [...loaded.values()].reduce((sum, size) => sum + size, 0);
    expect(bytes).toBeGreaterThan(50 * 1024);
    expect(bytes).toBeLessThanOrEqual(MAX_FIRST_SCRIPT_BYTES);
    rows.resolve(undefined);
    await page.getByRole("grid").getByText("Momo").waitFor();
    await page.getByRole("textbox", { name: "Filter" }).waitFor();
    expect(errors).toEqual([]);
  },
  START_MS,
);

/** No script is loaded any more. */
function expectQuiet(page: Page): Promise<void> {
  return page.evaluate(async () => {
    const count = (): number => performance.getEntriesByType("resource").length;
    for (let before = -1; before !== count();) {
      before = count();
      await new Promise((resolve) => requestIdleCallback(resolve));
    }
  });
}

test(
  "a dialog whose script is gone says so and leaves the page as it is",
  async () => {
    const { page, errors } = await dashboard.openSignedIn("#/collections/books");
    await page.getByRole("grid").getByText("Momo").waitFor();
    const restore = await loseScripts(page);
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Import" }).click();
    const told = page.getByText("This could not be loaded: the connection was lost, or the server was updated.");
    await told.waitFor();
    expect(await page.getByRole("grid").getByText("Momo").isVisible()).toBe(true);
    await restore();
    await page.getByRole("button", { name: "Reload the dashboard" }).click();
    await page.getByRole("grid").getByText("Momo").waitFor();
    expect(await told.count()).toBe(0);
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "a page whose scripts are gone says so beside the navigation, which leads elsewhere",
  async () => {
    const { page } = await dashboard.openSignedIn("#/collections/books");
    await page.getByRole("grid").getByText("Momo").waitFor();
    const restore = await loseScripts(page);
    await page.getByRole("link", { name: "Settings" }).click();
    await page.locator("#main").getByText("This page could not be loaded.").waitFor();
    await page.getByRole("link", { name: "Collections", exact: true }).click();
    await page.getByRole("grid").getByText("Momo").waitFor();
    await page.getByRole("link", { name: "Settings" }).click();
    await restore();
    await page.locator("#main").getByRole("button", { name: "Reload the dashboard" }).click();
    await page.getByRole("heading", { name: "Application" }).waitFor();
  },
  START_MS,
);

/** The scripts that the page asks for from now on come when the function that is given is called. */
async function holdScripts(page: Page): Promise<() => void> {
  const held = Promise.withResolvers<undefined>();
  await page.route("**/_/*.js", async (route) => {
    await held.promise;
    await route.continue();
  });
  return () => held.resolve(undefined);
}

test(
  "what is typed before the command palette is loaded goes into it and not into the page",
  async () => {
    const { page, errors } = await dashboard.openSignedIn("#/collections/books");
    const filter = page.getByRole("textbox", { name: "Filter" });
    await filter.click();
    const release = await holdScripts(page);
    await page.keyboard.press("ControlOrMeta+k");
    await page.keyboard.type("new colk");
    await page.keyboard.press("Backspace");
    expect(await page.getByRole("combobox", { name: "Command menu" }).count()).toBe(0);
    release();
    const palette = page.getByRole("combobox", { name: "Command menu" });
    await palette.pressSequentially("l");
    expect(await palette.inputValue()).toBe("new coll");
    expect(await page.getByRole("option").allInnerTexts()).toEqual([
      "New collection\nPage",
      "Docs: “new coll”\nNew tab",
    ]);
    expect(await filter.textContent()).not.toContain("new");
    await palette.press("Escape");
    await page.keyboard.press("ControlOrMeta+k");
    expect(await palette.inputValue()).toBe("");
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "a rule that was just opened is typed before its editor is loaded, and goes on behind it",
  async () => {
    const { page, errors } = await dashboard.openSignedIn("#/collections/books/edit");
    await page.getByRole("tab", { name: "API rules" }).click();
    const release = await holdScripts(page);
    await page.getByRole("button", { name: "Set a rule" }).first().click();
    await page.keyboard.type("title = ");
    release();
    await page.locator(".code-editor").waitFor();
    await page.keyboard.type("1");
    const rule = page.getByRole("textbox", { name: "List and search" });
    expect(await rule.textContent()).toBe("title = 1");
    expect(errors).toEqual([]);
  },
  START_MS,
);
