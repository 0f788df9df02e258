// Restoring needs a real server, because it starts anew.
import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { STEP_MS, launchBrowser } from "../../support/browser.ts";
import { FreshServer, SUPERUSER } from "../../support/fresh-server.ts";
import { START_MS, inspect } from "./dashboard-page.ts";

let server: FreshServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([FreshServer.start(), launchBrowser()]);
}, START_MS);

afterAll(async () => {
  await browser.close();
  await server[Symbol.asyncDispose]();
}, START_MS);

test(
  "a backup is made, downloaded, uploaded again, restored until the server is back, and deleted",
  async () => {
    const admin = await server.admin();
    const fields = [{ name: "text", type: "text" }];
    await admin.collections.create({ name: "notes", type: "base", fields });
    const note = await admin.collection("notes").create({ text: "before" });
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, locale: "en-US" });
    const page = await context.newPage();
    page.setDefaultTimeout(STEP_MS);
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    await page.goto(`${server.process.url}/_/`);
    await page.getByLabel("Email").fill(SUPERUSER.email);
    await page.getByLabel("Password", { exact: true }).fill(SUPERUSER.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("link", { name: "Settings" }).click();
    await page.getByRole("link", { name: "Backups" }).click();
    await page.getByText("No backups yet.").waitFor();

    await page.getByRole("button", { name: "New backup" }).click();
    const making = page.getByRole("dialog", { name: "New backup" });
    await making.getByLabel("Name").fill("Not A Name");
    await making.getByRole("button", { name: "Start" }).click();
    await making.locator(".field").getByText("Must be in a valid format.").waitFor();
    expect(await inspect(page, "backup-create")).toEqual([]);
    await making.getByLabel("Name").fill("first.zip");
    await making.getByRole("button", { name: "Start" }).click();
    const row = page.getByRole("listitem").filter({ hasText: "first.zip" });
    await row.waitFor();
    expect(await inspect(page, "backups")).toEqual([]);

    const [download] = await Promise.all([
      page.waitForEvent("download"),
      row.getByRole("button", { name: "Download first.zip" }).click(),
    ]);
    const buffer = Buffer.from(await Bun.file(await download.path()).arrayBuffer());
    const chooser = page.getByLabel("Upload a backup");
    await chooser.setInputFiles({ name: "copy.txt", mimeType: "text/plain", buffer: Buffer.from("no archive") });
    await page.getByRole("alert").getByText("mime type must be one of").waitFor();
    expect(await inspect(page, "backup-upload")).toEqual([]);
    await page.getByRole("button", { name: "Close", exact: true }).click();
    await chooser.setInputFiles({ name: "copy.zip", mimeType: "application/zip", buffer });
    await page.getByRole("listitem").filter({ hasText: "copy.zip" }).waitFor();

    await row.getByRole("button", { name: "More for first.zip" }).click();
    await page.getByRole("menuitem", { name: "Verify" }).click();
    const verifying = page.getByRole("dialog", { name: "Verify this backup" });
    await verifying.getByText("Complete: it can be restored.").waitFor();
    expect(await inspect(page, "backup-verify")).toEqual([]);
    await verifying.getByRole("button", { name: "Close" }).click();

    await admin.collection("notes").update(note.id, { text: "after" });
    await row.getByRole("button", { name: "More for first.zip" }).click();
    await page.getByRole("menuitem", { name: "Restore" }).click();
    const question = page.getByRole("dialog", { name: "Restore this backup?" });
    await question.getByText("Everything written since then is lost").waitFor();
    expect(await question.getByRole("button", { name: "Replace everything" }).isDisabled()).toBe(true);
    expect(await inspect(page, "backup-restore")).toEqual([]);
    await question.getByLabel("Type first.zip to confirm").fill("first.zip");
    await question.getByRole("button", { name: "Replace everything" }).click();
    const progress = page.getByRole("dialog", { name: "Restoring" });
    await progress.waitFor();
    await page.getByText("first.zip was restored.").waitFor();
    await progress.waitFor({ state: "detached" });
    expect((await admin.collection("notes").getOne(note.id))["text"]).toBe("before");

    await page
      .getByRole("listitem")
      .filter({ hasText: "copy.zip" })
      .getByRole("button", { name: "More for copy.zip" })
      .click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    const removal = page.getByRole("dialog", { name: "Delete this backup?" });
    await removal.getByRole("button", { name: "Delete backup" }).click();
    await page.getByRole("listitem").filter({ hasText: "copy.zip" }).waitFor({ state: "detached" });

    // The schedule, with its next runs.
    await page.getByLabel("Schedule automatic backups").check();
    expect(await page.getByRole("row").count()).toBe(3);
    await page.getByLabel("When").fill("nonsense");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.locator(".field", { hasText: "When" }).getByText("invalid cron expression").waitFor();
    expect(await inspect(page, "backups-error")).toEqual([]);
    await page.getByLabel("When").fill("0 3 * * *");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("All changes saved").waitFor();
    expect(await admin.settings.getAll()).toMatchObject({ backups: { cron: "0 3 * * *", cronMaxKeep: 3 } });
    expect(errors).toEqual([]);
    await context.close();
  },
  2 * START_MS,
);
