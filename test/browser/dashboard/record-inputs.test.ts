import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { Dashboard, START_MS, empty, inspect } from "./dashboard-page.ts";

let dashboard: Dashboard;

beforeAll(async () => {
  dashboard = await Dashboard.start();
  await dashboard.createCollection({
    name: "places",
    type: "base",
    fields: [
      { name: "name", type: "text" },
      { name: "data", type: "json" },
      { name: "at", type: "geoPoint" },
    ],
  });
}, START_MS);

afterAll(() => dashboard[Symbol.asyncDispose](), START_MS);

async function openRecord(values: Record<string, unknown>): Promise<{ page: Page; errors: string[] }> {
  const { id } = await dashboard.app.create("places", values);
  return dashboard.openSignedIn(`#/collections/places?record=${id}`);
}

async function stored(): Promise<Record<string, unknown>> {
  return (await dashboard.records("places"))[0] ?? {};
}

/** What was copied last. The clipboard itself is not for pages of tests. */
async function watchClipboard(page: Page): Promise<() => Promise<string>> {
  await page.evaluate(() => {
    const copied = window as unknown as { copied: string };
    navigator.clipboard.writeText = (text) => {
      copied.copied = text;
      return Promise.resolve();
    };
  });
  return () => page.evaluate(() => (window as unknown as { copied: string }).copied);
}

test(
  "JSON as a tree: opened and closed, a value edited, its path copied, with the keyboard alone",
  async () => {
    const data = { title: "Map", tags: ["a", "b"], size: { width: 3, height: null }, old: true };
    const { page, errors } = await openRecord({ name: "One", data });
    const panel = page.getByRole("dialog", { name: "Edit places record" });
    await panel.getByRole("button", { name: "Tree" }).click();
    const tree = panel.getByRole("tree", { name: "data" });
    await tree.getByRole("treeitem", { name: "width 3" }).waitFor();
    const copied = await watchClipboard(page);
    await tree.focus();
    await page.keyboard.press("End");
    expect(await inspect(page, "json-tree")).toEqual([]);
    // From the last value to the list before it, which closes; then down to the second value of the second one.
    const keys = ["End", "ArrowUp", "ArrowLeft", "ArrowLeft", "Home", ...Array<string>(4).fill("ArrowDown")];
    for (const key of keys) await page.keyboard.press(key);
    expect(await tree.getByRole("treeitem", { name: "tags" }).getAttribute("aria-expanded")).toBe("false");
    expect(await tree.getByRole("treeitem", { name: "width" }).getAttribute("aria-selected")).toBe("true");
    await panel.getByRole("button", { name: "Copy path" }).press("Enter");
    expect(await copied()).toBe("data.size.width");
    await tree.focus();
    await page.keyboard.press("Enter");
    const input = tree.getByRole("textbox", { name: "width" });
    await input.fill("wide");
    await input.press("Enter");
    expect(await input.getAttribute("aria-invalid")).toBe("true");
    await input.fill("12345678901234567890");
    await input.press("Enter");
    await tree.getByRole("treeitem", { name: "width 12345678901234567890" }).waitFor();
    expect(await tree.evaluate((element) => element === document.activeElement)).toBe(true);
    // The text is the same but for that value.
    await panel.getByRole("button", { name: "Text", exact: true }).click();
    await panel.getByRole("textbox", { name: "data" }).getByText("12345678901234567890").waitFor();
    await panel.getByRole("button", { name: "Tree" }).click();
    await tree.getByText("12345678901234567890").dblclick();
    await input.fill("7");
    await input.press("Enter");
    await page.keyboard.press("ControlOrMeta+s");
    await panel.waitFor({ state: "detached" });
    expect((await stored())["data"]).toEqual({ ...data, size: { width: 7, height: null } });
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "JSON that can't be read is said, and a list of 20,000 objects opens as fast as it is scrolled",
  async () => {
    const data = Array.from({ length: 20_000 }, (_, index) => ({ id: index, name: `Number ${index}` }));
    const { page, errors } = await openRecord({ name: "Many", data });
    const panel = page.getByRole("dialog", { name: "Edit places record" });
    await panel.getByRole("button", { name: "Tree" }).click();
    const tree = panel.getByRole("tree", { name: "data" });
    await tree.focus();
    await page.keyboard.press("ArrowRight");
    await tree.getByRole("treeitem", { name: /^3 / }).waitFor();
    await page.keyboard.press("End");
    await tree.getByRole("treeitem", { name: /^19999 / }).waitFor();
    expect(await tree.getByRole("treeitem").count()).toBeLessThan(60);
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("End");
    await tree.getByRole("treeitem", { name: 'name "Number 19999"' }).waitFor();

    await panel.getByRole("button", { name: "Text", exact: true }).click();
    await empty(panel.getByRole("textbox", { name: "data" }));
    await panel.getByRole("textbox", { name: "data" }).pressSequentially("[1, ");
    await panel.getByRole("button", { name: "Tree" }).click();
    await panel.getByText("This is not valid JSON. Correct it as text first.").waitFor();
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "a position on the map: by a click, a drag, and the arrow keys; nobody else is asked for it",
  async () => {
    const { page, errors } = await openRecord({ name: "Berlin", at: { lon: 13.4, lat: 52.5 } });
    const asked: string[] = [];
    page.on("request", (request) => asked.push(new URL(request.url()).origin));
    const panel = page.getByRole("dialog", { name: "Edit places record" });
    const map = panel.getByRole("application", { name: "Map of at" });
    await map.scrollIntoViewIfNeeded();
    const [lat, lon] = [panel.getByLabel("Latitude"), panel.getByLabel("Longitude")];
    expect(await inspect(page, "map")).toEqual([]);
    await map.focus();
    await page.keyboard.press("ArrowUp");
    expect(Number(await lat.inputValue())).toBeCloseTo(53.5, 5);
    await page.keyboard.press("Shift+ArrowLeft");
    expect(Number(await lon.inputValue())).toBeCloseTo(13.3, 5);
    await page.keyboard.press("+");
    await page.keyboard.press("0");
    await page.waitForFunction(() => document.querySelector('[aria-label="Zoom out"]')?.matches(":disabled"));
    const box = await map.boundingBox();
    if (box === null) throw new Error("there is no map");
    const at = (x: number, y: number): [number, number] => [box.x + box.width * x, box.y + box.height * y];
    await page.mouse.click(...at(0.75, 0.25));
    expect(Number(await lon.inputValue())).toBeCloseTo(90, 0);
    expect(Number(await lat.inputValue())).toBeCloseTo(45, 0);
    await page.mouse.move(...at(0.75, 0.25));
    await page.mouse.down();
    await page.mouse.move(...at(0.5, 0.5));
    await page.mouse.move(...at(0.25, 0.75));
    await page.mouse.up();
    expect(Number(await lon.inputValue())).toBeCloseTo(-90, 0);
    expect(Number(await lat.inputValue())).toBeCloseTo(-45, 0);
    await panel.getByRole("button", { name: "Save" }).click();
    await panel.waitFor({ state: "detached" });
    const { at: saved } = await stored();
    expect((saved as { lon: number }).lon).toBeCloseTo(-90, 0);
    expect(new Set(asked)).toEqual(new Set([dashboard.url]));
    expect(errors).toEqual([]);
  },
  START_MS,
);
