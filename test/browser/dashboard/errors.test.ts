// What each page does when the server refuses, fails or can't be reached: it says so, and keeps what was typed.
import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import {
  Dashboard,
  START_MS,
  SUPERUSER,
  UNREACHABLE,
  addField,
  breakServer,
  empty,
  inspect,
} from "./dashboard-page.ts";

const FAILS = "The disk is full.";

let dashboard: Dashboard;

beforeAll(async () => {
  dashboard = await Dashboard.start();
  const fields = [{ name: "title", type: "text" }];
  await dashboard.createCollection({ name: "books", type: "base", fields });
}, START_MS);

afterAll(() => dashboard[Symbol.asyncDispose](), START_MS);

async function go(page: Page, hash: string, heading: string): Promise<void> {
  await page.evaluate((to) => (location.hash = to), hash);
  await page.getByRole("heading", { name: heading, exact: true, level: 1 }).waitFor();
}

test(
  "what can't be loaded is said on each page, and comes with the next try",
  async () => {
    const { page, errors } = await dashboard.openSignedIn("#/collections/books");
    await page.getByRole("heading", { name: "books" }).waitFor();
    for (const [hash, path, heading, shown] of [
      ["#/settings/superusers", "**/_superusers/records?*", "Superusers", SUPERUSER.email],
      ["#/settings/crons", "**/api/crons*", "Cron jobs", "__pbOTPCleanup__"],
      ["#/settings/plugins", "**/api/plugins", "Plugins", "No plugins."],
      ["#/settings/channels", "**/api/realtime/channels", "Realtime channels", "No rules yet."],
      ["#/settings/batch", "**/api/settings*", "Batch requests", "Enable batch requests"],
      ["#/settings/backups", "**/api/backups*", "Backups", "No backups yet."],
      ["#/logs", "**/api/logs?*", "Logs", /^\d+ entr(?:y|ies)$/],
      ["#/collections/books", "**/books/records?*", "books", "No records yet."],
    ] as const) {
      const repair = await breakServer(page, path);
      await go(page, hash, heading);
      const alert = page.getByRole("alert").filter({ hasText: FAILS });
      await alert.waitFor();
      await repair();
      await page.getByRole("button", { name: "Try again" }).click();
      await page.getByText(shown).first().waitFor();
      await alert.waitFor({ state: "detached" });
    }
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "settings: the server's error is at its field, and what was typed stays",
  async () => {
    const { page, errors } = await dashboard.openSignedIn("#/settings");
    const save = page.getByRole("button", { name: "Save", exact: true });
    for (const [hash, heading, label, path, typed] of [
      ["#/settings/batch", "Batch requests", "Max requests per batch", "batch.maxRequests", "41"],
      ["#/settings/logs", "Logs", "Days to keep", "logs.maxDays", "42"],
      ["#/settings/mail", "Mail", "Address", "meta.senderAddress", "post@example.com"],
    ] as const) {
      await go(page, hash, heading);
      await page.getByLabel(label).fill(typed);
      const data = { [path.split(".")[0] ?? ""]: { [path.split(".")[1] ?? ""]: { code: "no", message: "Not this." } } };
      await page.route("**/api/settings", (route) =>
        route.fulfill({ status: 400, json: { status: 400, message: "Refused.", data } }),
      );
      await save.click();
      await page.locator(".field", { hasText: label }).getByText("Not this.").waitFor();
      expect(await page.getByLabel(label).inputValue()).toBe(typed);
      await page.unroute("**/api/settings");
      await save.click();
      await page.getByText("All changes saved").waitFor();
    }
    await go(page, "#/settings/proxy", "Trusted proxy");
    await page.getByRole("button", { name: "Add X-Forwarded-For" }).click();
    const repair = await breakServer(page, "**/api/settings");
    await save.click();
    await page.getByRole("alert").getByText(FAILS).waitFor();
    await repair();
    await save.click();
    await page.getByText("All changes saved").waitFor();
    const { batch, logs, meta, trustedProxy } = dashboard.app.context.settings.current();
    expect([batch.maxRequests, logs.maxDays, meta.senderAddress, trustedProxy.headers]).toEqual([
      41,
      42,
      "post@example.com",
      ["X-Forwarded-For"],
    ]);
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "a superuser, a job, a query, a collection and an import that the server does not take stay to be sent again",
  async () => {
    const { page, errors } = await dashboard.openSignedIn("#/settings/superusers");
    await page.getByRole("button", { name: "New superuser" }).click();
    const panel = page.getByRole("dialog", { name: "New superuser" });
    await panel.getByLabel("Email").fill(SUPERUSER.email);
    await panel.getByLabel("Password", { exact: true }).fill("long-enough");
    await panel.getByLabel("Confirm password").fill("long-enough");
    await panel.getByRole("button", { name: "Save" }).click();
    await panel.locator(".field", { hasText: "Email" }).getByText("Value must be unique").waitFor();
    await panel.getByLabel("Email").fill("second@example.com");
    let repair = await breakServer(page);
    await panel.getByRole("button", { name: "Save" }).click();
    await panel.getByRole("alert").getByText(FAILS).waitFor();
    await repair();
    await panel.getByRole("button", { name: "Save" }).click();
    await page.locator(".entry", { hasText: "second@example.com" }).waitFor();

    await go(page, "#/settings/crons", "Cron jobs");
    repair = await breakServer(page);
    const job = page.getByRole("listitem").filter({ hasText: "__pbMFACleanup__" });
    await job.getByRole("button", { name: "Run now" }).click();
    await job.getByText(FAILS).waitFor();
    await repair();
    await job.getByRole("button", { name: "Run now" }).click();
    await job.getByText(/^Done in/).waitFor();

    await go(page, "#/sql", "SQL console");
    await page.getByRole("textbox", { name: "SQL" }).fill("SELECT 7 AS seven");
    repair = await breakServer(page);
    await page.getByRole("button", { name: /^Run/ }).click();
    await page.getByRole("alert").getByText(FAILS).waitFor();
    await repair();
    await page.getByRole("button", { name: /^Run/ }).click();
    await page.getByText(/^1 row ·/).waitFor();

    await go(page, "#/collections/new", "New collection");
    await page.getByLabel("Name", { exact: true }).fill("books");
    await addField(page, "Number", "pages");
    await page.locator(".field", { hasText: "Name" }).getByText("Collection name must be unique").waitFor();
    await page.getByLabel("Name", { exact: true }).fill("shelves");
    await page.route("**/api/collections", (route) => route.abort());
    await page.getByRole("button", { name: "Create collection" }).click();
    await page.getByRole("alert").getByText(UNREACHABLE).waitFor();
    await page.unroute("**/api/collections");
    expect(await page.getByLabel("Field name (Number)").inputValue()).toBe("pages");
    await page.getByRole("button", { name: "Create collection" }).click();
    await page.getByRole("heading", { name: "shelves" }).waitFor();

    await go(page, "#/collections/import", "Import and export");
    await page.getByRole("tab", { name: "Import" }).click();
    const json = page.getByRole("textbox", { name: "Collections as JSON" });
    await json.fill(JSON.stringify([{ name: "wrong name!", type: "base", fields: [] }]));
    await page.getByRole("button", { name: "Import", exact: true }).click();
    await page
      .getByRole("alert")
      .getByText(/collection "wrong name!"[^]*must be in a valid format/)
      .waitFor();
    expect(await json.textContent()).toContain("wrong name!");
    await empty(json);
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "an answer to the sign-in of before, which comes late, does not end the new one",
  async () => {
    const { page } = await dashboard.openSignedIn("#/collections");
    const [asked, signedIn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    await page.route("**/api/logs?*", async (route) => {
      const response = await route.fetch();
      asked.resolve();
      await signedIn.promise;
      await route.fulfill({ response });
    });
    await dashboard.app.context.database.run(
      'UPDATE _superusers SET "tokenKey" = hex(randomblob(20)) WHERE email = ?',
      [SUPERUSER.email],
    );
    await page.evaluate(() => (location.hash = "#/logs"));
    await asked.promise;
    const again = page.getByRole("dialog", { name: "Sign in" });
    await again.getByLabel("Password", { exact: true }).fill(SUPERUSER.password);
    await again.getByRole("button", { name: "Sign in" }).click();
    await again.waitFor({ state: "detached" });
    const late = page.waitForResponse((response) => response.url().includes("/api/logs?"));
    signedIn.resolve();
    expect((await late).status()).toBe(401);
    await go(page, "#/settings/mail", "Mail");
    expect(await again.count()).toBe(0);
  },
  START_MS,
);

test(
  "a sign-in that ends meanwhile is renewed over the page, and what was typed is still there",
  async () => {
    const { page, errors } = await dashboard.openSignedIn("#/collections/books/edit");
    await page.getByLabel("Name", { exact: true }).fill("volumes");
    // As it is when the password is changed elsewhere: the tokens from before are good for nothing.
    await dashboard.app.context.database.run("UPDATE _superusers SET tokenKey = hex(randomblob(20)) WHERE email = ?", [
      SUPERUSER.email,
    ]);
    await page.keyboard.press("ControlOrMeta+s");
    const changes = page.getByRole("dialog", { name: "Save these changes?" });
    await changes.getByRole("button", { name: "Save changes" }).click();
    const again = page.getByRole("dialog", { name: "Sign in" });
    await again.getByText("Your session expired.").waitFor();
    expect(await again.getByLabel("Email").inputValue()).toBe(SUPERUSER.email);
    expect(await inspect(page, "sign-in-again")).toEqual([]);
    await again.getByLabel("Password", { exact: true }).fill(SUPERUSER.password);
    await again.getByRole("button", { name: "Sign in" }).click();
    await again.waitFor({ state: "detached" });
    expect(await page.getByLabel("Name", { exact: true }).inputValue()).toBe("volumes");
    await page.keyboard.press("ControlOrMeta+s");
    await changes.getByRole("button", { name: "Save changes" }).click();
    await page.getByRole("heading", { name: "volumes" }).waitFor();
    expect(errors).toEqual([]);
  },
  START_MS,
);
