// What runs stays in sight: Escape, however often it is pressed, and clicks beside a dialog do not close it.
import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import type { Locator, Page, Route } from "playwright-core";
import { Dashboard, START_MS } from "./dashboard-page.ts";

let dashboard: Dashboard;
let page: Page;
let errors: string[];

beforeAll(async () => {
  dashboard = await Dashboard.start();
  const fields = [
    { name: "title", type: "text" },
    { name: "paper", type: "file" },
  ];
  await dashboard.createCollection({ name: "articles", type: "base", fields });
  for (let number = 1; number <= 3; number++) await dashboard.app.create("articles", { title: `Article ${number}` });
  const token = await dashboard.app.superuserToken();
  await dashboard.app.request("POST", "/api/backups", { body: { name: "old.zip" }, token });
}, START_MS);

beforeEach(async () => {
  ({ page, errors } = await dashboard.openSignedIn());
}, START_MS);

afterAll(() => dashboard[Symbol.asyncDispose](), START_MS);

/** Requests to a path wait until they are let go. */
async function hold(path: string, method: string): Promise<() => void> {
  const isLetGo = Promise.withResolvers<undefined>();
  await page.route(path, async (route: Route) => {
    if (route.request().method() !== method) return route.fallback();
    await isLetGo.promise;
    // What was stopped meanwhile is gone.
    await route.continue().catch(() => undefined);
  });
  return () => isLetGo.resolve(undefined);
}

async function staysOpen(dialog: Locator): Promise<void> {
  for (let count = 0; count < 4; count++) await page.keyboard.press("Escape");
  await page.mouse.click(5, 5);
  // A dialog that the browser has closed is there still, but not open: its role is not found.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  expect(await dialog.isVisible()).toBe(true);
  expect(await dialog.evaluate((element) => element.matches(":modal"))).toBe(true);
}

async function go(hash: string): Promise<void> {
  await page.evaluate((to) => (location.hash = to), hash);
}

test(
  "a restore, an upload and the making of a backup",
  async () => {
    await go("#/settings/backups");
    const row = page.getByRole("listitem").filter({ hasText: "old.zip" });
    await row.getByRole("button", { name: "More for old.zip" }).click();
    await page.getByRole("menuitem", { name: "Restore" }).click();
    const question = page.getByRole("dialog", { name: "Restore this backup?" });
    await question.getByLabel("Type old.zip to confirm").fill("old.zip");
    const answer = Promise.withResolvers<undefined>();
    await page.route("**/old.zip/restore", async (route) => {
      await answer.promise;
      await route.fulfill({ status: 400, json: { status: 400, message: "Not this one.", data: {} } });
    });
    await question.getByRole("button", { name: "Replace everything" }).click();
    await staysOpen(page.getByRole("dialog", { name: "Restoring" }));
    answer.resolve(undefined);
    await question.getByRole("alert").getByText("Not this one.").waitFor();
    await page.keyboard.press("Escape");
    await question.waitFor({ state: "detached" });

    const letUpload = await hold("**/api/backups/upload", "POST");
    const file = { name: "no-archive.zip", mimeType: "application/zip", buffer: Buffer.from("nothing") };
    await page.getByLabel("Upload a backup").setInputFiles(file);
    const upload = page.getByRole("dialog", { name: "Upload a backup" });
    await staysOpen(upload);
    letUpload();
    await upload.getByRole("alert").waitFor();
    await page.keyboard.press("Escape");
    await upload.waitFor({ state: "detached" });

    const letMake = await hold("**/api/backups", "POST");
    let isFree = false;
    await page.route("**/api/health", (route) => route.fulfill({ json: { code: 200, data: { canBackup: isFree } } }));
    await page.getByRole("button", { name: "New backup" }).click();
    const making = page.getByRole("dialog", { name: "New backup" });
    await making.getByLabel("Name").fill("new.zip");
    await making.getByRole("button", { name: "Start" }).click();
    await making.getByRole("button", { name: "Continue in the background" }).waitFor();
    await staysOpen(making);
    await making.getByRole("button", { name: "Continue in the background" }).click();
    await making.waitFor({ state: "detached" });
    const state = page.getByRole("status").filter({ hasText: "The server is working on a backup" });
    await state.waitFor();
    letMake();
    await page.getByText("The backup was created.").waitFor();
    isFree = true;
    await state.waitFor({ state: "detached" });
    await page.getByRole("listitem").filter({ hasText: "new.zip" }).waitFor();
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "changes of many records go on, or are stopped by the button for it",
  async () => {
    await go("#/collections/articles");
    const table = page.getByRole("grid");
    await table.getByText("Article 3").waitFor();
    await table.focus();
    await page.keyboard.press("ControlOrMeta+a");
    await page.getByText("3 selected").waitFor();
    const letEdit = await hold("**/articles/records/*", "PATCH");
    await page.getByRole("button", { name: "Edit", exact: true }).click();
    const edit = page.getByRole("dialog", { name: "Edit 3 records" });
    await edit.getByLabel("Value").fill("Changed");
    await edit.getByRole("button", { name: "Change 3 records" }).click();
    await edit.getByRole("progressbar").waitFor();
    await staysOpen(edit);
    letEdit();
    await edit.waitFor({ state: "detached" });
    expect((await dashboard.records("articles")).map(({ title }) => title)).toEqual(Array(3).fill("Changed"));

    const letDelete = await hold("**/articles/records/*", "DELETE");
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    const removal = page.getByRole("dialog", { name: "Delete 3 records?" });
    await removal.getByRole("button", { name: "Delete 3 records" }).click();
    await removal.getByRole("progressbar").waitFor();
    await staysOpen(removal);
    await removal.getByRole("button", { name: "Stop" }).click();
    letDelete();
    await removal.waitFor({ state: "detached" });

    const letExport = await hold("**/articles/records?*", "GET");
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Export" }).click();
    const saving = page.getByRole("dialog", { name: /^Export/ });
    await saving.getByRole("button", { name: "Export", exact: true }).click();
    await saving.getByRole("progressbar").waitFor();
    await staysOpen(saving);
    letExport();
    await saving.waitFor({ state: "detached" });
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "a record: Escape asks each time before what was typed is given up; an upload goes on, or is stopped and sent again",
  async () => {
    await go("#/collections/articles?record=new");
    const panel = page.getByRole("dialog", { name: "New record in articles" });
    await panel.getByLabel("title").fill("With a paper");
    const question = page.getByRole("dialog", { name: "Close without saving?" });
    for (let count = 0; count < 3; count++) {
      await page.keyboard.press("Escape");
      await question.waitFor();
      await page.keyboard.press("Escape");
      await question.waitFor({ state: "detached" });
    }
    expect(await panel.evaluate((element) => element.matches(":modal"))).toBe(true);
    const paper = { name: "paper.txt", mimeType: "text/plain", buffer: Buffer.from("on paper") };
    await panel.getByLabel("paper: Choose a file").setInputFiles(paper);
    const send = await hold("**/articles/records*", "POST");
    await panel.getByRole("button", { name: "Save" }).click();
    await staysOpen(panel);
    await panel.getByRole("button", { name: "Stop" }).click();
    await panel.getByRole("alert").getByText("Stopped.").waitFor();
    send();
    expect(await panel.getByLabel("title").inputValue()).toBe("With a paper");
    await panel.getByRole("button", { name: "Save" }).click();
    await panel.waitFor({ state: "detached" });
    const [newest] = await dashboard.records("articles");
    expect(newest).toMatchObject({ title: "With a paper", paper: expect.stringMatching(/^paper_/) });
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "what was entered for a superuser is not lost by a slip",
  async () => {
    await go("#/settings/superusers");
    await page.getByRole("button", { name: "New superuser" }).click();
    const panel = page.getByRole("dialog", { name: "New superuser" });
    await panel.getByLabel("Email").fill("second@example.com");
    await page.mouse.click(5, 5);
    const question = page.getByRole("dialog", { name: "Close without saving?" });
    await question.getByRole("button", { name: "Cancel" }).click();
    expect(await panel.getByLabel("Email").inputValue()).toBe("second@example.com");
    await page.keyboard.press("Escape");
    await question.getByRole("button", { name: "Close without saving" }).click();
    await panel.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "New superuser" }).click();
    await page.keyboard.press("Escape");
    await panel.waitFor({ state: "detached" });
    expect(errors).toEqual([]);
  },
  START_MS,
);
