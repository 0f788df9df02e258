import { afterAll, beforeAll, expect, test } from "bun:test";
import { Dashboard, START_MS, inspect, tabTo } from "./dashboard-page.ts";

let dashboard: Dashboard;

beforeAll(async () => {
  dashboard = await Dashboard.start();
  await dashboard.createCollection({ name: "notes", type: "base", fields: [{ name: "body", type: "editor" }] });
}, START_MS);

afterAll(() => dashboard[Symbol.asyncDispose](), START_MS);

test(
  "a long text is written, formatted, linked and saved with the keyboard alone",
  async () => {
    const { page, errors } = await dashboard.openSignedIn("#/collections/notes?record=new");
    const panel = page.getByRole("dialog", { name: "New record in notes" });
    const body = panel.getByRole("textbox", { name: "body" });
    await body.waitFor();
    await tabTo(page, body);
    await page.keyboard.type("A title");
    // Back to the tools, which are one stop of the Tab key, and along them.
    await page.keyboard.press("Shift+Tab");
    const tools = panel.getByRole("toolbar");
    expect(await tools.getByRole("button", { name: "Bold" }).evaluate((tool) => tool.matches(":focus"))).toBe(true);
    for (let step = 0; step < 5; step++) await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await body.getByRole("heading", { name: "A title", level: 1 }).waitFor();
    expect(await inspect(page, "rich-visual")).toEqual([]);

    // The focus is in the text again, which has a paragraph after the title by now.
    await page.keyboard.press("ArrowDown");
    await page.keyboard.type("see");
    await page.keyboard.press("Shift+Home");
    // The editor learns of a selection a moment after the browser has made it.
    await body.evaluate(selectionIsKnown);
    await page.keyboard.press("Shift+Tab");
    for (let step = 0; step < 4; step++) await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    const question = page.getByRole("dialog", { name: "Link", exact: true });
    await question.waitFor();
    expect(await inspect(page, "rich-link")).toEqual([]);
    await page.keyboard.type("https://example.com");
    await page.keyboard.press("Enter");
    await body.locator("a", { hasText: "see" }).waitFor();
    await page.keyboard.press("ControlOrMeta+s");
    await panel.waitFor({ state: "detached" });
    const [note] = await dashboard.records("notes");
    expect(note?.["body"]).toMatch(/^<h1>A title<\/h1><p><a [^>]*href="https:\/\/example\.com"[^>]*>see<\/a><\/p>$/);
    expect(errors).toEqual([]);
  },
  START_MS,
);

/** Runs in the page: resolves once the editor's own selection is not empty. */
async function selectionIsKnown(element: HTMLElement): Promise<void> {
  const { editor } = element as HTMLElement & {
    readonly editor: { readonly state: { selection: { empty: boolean } } };
  };
  while (editor.state.selection.empty) await new Promise((resolve) => requestAnimationFrame(resolve));
}
