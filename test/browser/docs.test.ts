import { afterAll, beforeAll, expect, test } from "bun:test";
import { Dashboard, START_MS, inspect } from "./dashboard/dashboard-page.ts";

let dashboard: Dashboard;

beforeAll(async () => {
  dashboard = await Dashboard.start();
}, START_MS);

afterAll(() => dashboard[Symbol.asyncDispose](), START_MS);

test(
  "the docs are read, searched and walked through by keyboard, in both themes and on a phone",
  async () => {
    const { page, errors } = await dashboard.open("docs/");
    await page.getByRole("heading", { name: "Baobox docs" }).waitFor();
    expect(await inspect(page, "docs-first")).toEqual([]);

    await page.keyboard.press("/");
    await page.keyboard.type("presence chan");
    await page
      .getByRole("link", { name: /^Channels and presence/ })
      .first()
      .waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Channels and presence", level: 1 }).waitFor();
    expect(new URL(page.url()).pathname).toBe("/_/docs/channels");
    expect(await inspect(page, "docs-channels")).toEqual([]);

    await page.keyboard.press("/");
    await page.keyboard.type("zzzz");
    await page.getByText("Nothing found for “zzzz”.").waitFor();
    await page.keyboard.press("Escape");

    // What the reader chooses is the dashboard's theme, too.
    await page.getByRole("button", { name: "Theme" }).click();
    expect(await page.evaluate(() => localStorage.getItem("baobox_theme"))).toBe("dark");
    await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Limits" }).click();
    await page.getByRole("heading", { name: "Limits", level: 1 }).waitFor();
    expect(await page.evaluate(() => document.documentElement.dataset["theme"])).toBe("dark");
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "the dashboard leads to the docs",
  async () => {
    const { page } = await dashboard.openSignedIn();
    const [docs] = await Promise.all([
      page.context().waitForEvent("page"),
      page.getByRole("link", { name: "Docs (new tab)" }).click(),
    ]);
    await docs.getByRole("heading", { name: "Baobox docs" }).waitFor();
  },
  START_MS,
);
