// What was typed outlives a reload, a closed window and a slip: it is kept, or the page asks first.
import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { Dashboard, START_MS, addField, inspect } from "./dashboard-page.ts";

let dashboard: Dashboard;

beforeAll(async () => {
  dashboard = await Dashboard.start();
  await dashboard.createCollection({ name: "books", type: "base", fields: [{ name: "title", type: "text" }] });
  await dashboard.createCollection({
    name: "essays",
    type: "base",
    fields: [{ name: "words", type: "text", max: 300_000 }],
  });
  await dashboard.createCollection({ name: "members", type: "auth" });
}, START_MS);

afterAll(() => dashboard[Symbol.asyncDispose](), START_MS);

const nameOf = (page: Page) => page.getByLabel("Name", { exact: true });

/** The draft is written by the effect of what is typed. */
async function isKept(page: Page, words: string): Promise<void> {
  await page.waitForFunction((part) => Object.values(localStorage).some((kept) => String(kept).includes(part)), words);
}

test(
  "the editor of collections: what was changed is here again after a reload, and can be given up or saved",
  async () => {
    const { page, errors } = await dashboard.openSignedIn("#/collections/books/edit");
    await nameOf(page).fill("volumes");
    await addField(page, "Number", "pages");
    await isKept(page, '"pages"');
    await page.reload();
    const note = page.getByRole("status").filter({ hasText: "Restored what you typed" });
    await note.waitFor();
    expect(await nameOf(page).inputValue()).toBe("volumes");
    expect(await page.getByLabel("Field name (Number)").inputValue()).toBe("pages");
    expect(await inspect(page, "editor-restored")).toEqual([]);
    await note.getByRole("button", { name: "Start over" }).click();
    await note.waitFor({ state: "detached" });
    expect(await nameOf(page).inputValue()).toBe("books");
    await page.reload();
    await nameOf(page).waitFor();
    expect(await note.count()).toBe(0);

    await addField(page, "Number", "pages");
    await isKept(page, '"pages"');
    await page.reload();
    await note.waitFor();
    await page.keyboard.press("ControlOrMeta+s");
    // A field more breaks nothing: no question.
    await page.getByRole("heading", { name: "books" }).waitFor();
    await page.getByRole("link", { name: "Edit collection" }).click();
    await page.getByLabel("Field name (Number)").waitFor();
    expect(await note.count()).toBe(0);
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "a new collection, too; one that is left on purpose is gone, and a change by others meanwhile is said",
  async () => {
    const { page, errors } = await dashboard.openSignedIn("#/collections/new");
    await nameOf(page).fill("shelves");
    await isKept(page, "shelves");
    await page.reload();
    const note = page.getByRole("status").filter({ hasText: "Restored what you typed" });
    await note.waitFor();
    expect(await nameOf(page).inputValue()).toBe("shelves");
    await page.getByRole("link", { name: "Diagram" }).click();
    await page.getByRole("button", { name: "Leave without saving" }).click();
    await page.getByRole("heading", { name: "Diagram" }).waitFor();
    await page.getByRole("link", { name: "New collection" }).click();
    await nameOf(page).waitFor();
    expect(await nameOf(page).inputValue()).toBe("");
    expect(await note.count()).toBe(0);

    await page.evaluate(() => (location.hash = "#/collections/members/edit"));
    await addField(page, "Plain text", "city");
    await isKept(page, '"city"');
    const token = await dashboard.app.superuserToken();
    const body = { listRule: "" };
    await dashboard.app.request("PATCH", "/api/collections/members", { body, token });
    await page.reload();
    await note.getByText("The collection was changed in the meantime").waitFor();
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "a secret that was typed is not kept: a reload asks first",
  async () => {
    const { page } = await dashboard.openSignedIn("#/collections/members/edit");
    await page.getByRole("tab", { name: "OAuth2" }).click();
    await page.getByRole("button", { name: "Add a provider" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "GitHub" }).click();
    const panel = page.getByRole("dialog", { name: "GitHub" });
    await panel.getByLabel("Client ID").fill("my-client");
    await panel.getByLabel("Client secret").fill("never-keep-this");
    await panel.getByRole("button", { name: "Apply" }).click();
    await isKept(page, "my-client");
    expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain("never-keep-this");
    await stays(page);
    await page.getByRole("button", { name: "GitHub github" }).click();
    expect(await panel.getByLabel("Client secret").inputValue()).toBe("never-keep-this");
  },
  START_MS,
);

for (const [hash, label] of [
  ["#/settings", "Name"],
  ["#/settings/batch", "Max requests per batch"],
] as const) {
  test(
    `settings at ${hash}: a reload, another page and signing out ask first`,
    async () => {
      const { page, errors } = await dashboard.openSignedIn(hash);
      const field = page.getByLabel(label, { exact: true });
      await field.click();
      await field.fill("7");
      await stays(page);
      for (const leave of [
        page.getByRole("link", { name: "Logs" }).first(),
        page.getByRole("button", { name: "Sign out" }),
      ]) {
        await leave.click();
        const question = page.getByRole("dialog", { name: "Leave without saving?" });
        await question.getByRole("button", { name: "Cancel" }).click();
        await question.waitFor({ state: "detached" });
        expect(await field.inputValue()).toBe("7");
      }
      await page.getByRole("button", { name: "Sign out" }).click();
      await page.getByRole("button", { name: "Leave without saving" }).click();
      await page.getByRole("button", { name: "Sign in" }).waitFor();
      expect(errors).toEqual([]);
    },
    START_MS,
  );
}

/** Asked whether to leave, the reader stays. */
async function stays(page: Page): Promise<void> {
  const [question] = await Promise.all([
    page.waitForEvent("dialog"),
    page.evaluate(() => setTimeout(() => location.reload())),
  ]);
  expect(question.type()).toBe("beforeunload");
  await question.dismiss();
}

test(
  "a long text: what was typed just before is there after a reload, is asked about by Escape and saved by the shortcut",
  async () => {
    const words = "word ".repeat(40_000);
    const { id } = await dashboard.app.create("essays", { words });
    const { page, errors } = await dashboard.openSignedIn(`#/collections/essays?record=${id}`);
    const panel = page.getByRole("dialog", { name: "Edit essays record" });
    const editor = panel.getByRole("textbox", { name: "words" });
    const type = async (typed: string): Promise<void> => {
      await editor.press("ControlOrMeta+End");
      await page.keyboard.type(typed);
    };
    await type("one ");
    await page.reload();
    await panel.getByText("Restored what you typed").waitFor();
    await type("two ");
    await page.keyboard.press("Escape");
    const question = page.getByRole("dialog", { name: "Close without saving?" });
    await question.getByRole("button", { name: "Cancel" }).click();
    await type("three");
    await page.keyboard.press("ControlOrMeta+s");
    await panel.waitFor({ state: "detached" });
    const { json } = await dashboard.app.request("GET", `/api/collections/essays/records/${id}`, {
      token: await dashboard.app.superuserToken(),
    });
    expect(json).toMatchObject({ words: `${words}one two three` });
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "a long text that is pasted into an input goes on in an editor, behind what was pasted",
  async () => {
    const { page, errors } = await dashboard.openSignedIn("#/collections/essays?record=new");
    const panel = page.getByRole("dialog", { name: "New record in essays" });
    await panel.getByLabel("words").fill("word ".repeat(20_000));
    await panel.locator(".cm-content").waitFor();
    await page.keyboard.type("end");
    await page.keyboard.press("ControlOrMeta+s");
    await panel.waitFor({ state: "detached" });
    const { json } = await dashboard.app.request("GET", "/api/collections/essays/records?sort=-@rowid&perPage=1", {
      token: await dashboard.app.superuserToken(),
    });
    expect(json).toMatchObject({ items: [{ words: `${"word ".repeat(20_000)}end` }] });
    expect(errors).toEqual([]);
  },
  START_MS,
);
