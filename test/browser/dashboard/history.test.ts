import { afterAll, beforeAll, expect, test } from "bun:test";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import "../../../src/plugin.ts";
import { Dashboard, START_MS, inspect } from "./dashboard-page.ts";

let dashboard: Dashboard;
let folder: string;
let record = "";

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "baobox-history-"));
  copyFileSync(join(import.meta.dir, "../../../plugins/audit-log.ts"), join(folder, "audit-log.ts"));
  process.env["AUDIT_COLLECTIONS"] = "*";
  dashboard = await Dashboard.start({ plugins: { folder, watches: false, hookTimeoutMs: 15_000, builtIn: [] } });
  delete process.env["AUDIT_COLLECTIONS"];
  const { app } = dashboard;
  await dashboard.createCollection({
    name: "posts",
    type: "base",
    fields: [
      { name: "title", type: "text", presentable: true },
      { name: "count", type: "number" },
    ],
    updateRule: "",
  });
  const token = await app.superuserToken();
  const path = "/api/collections/posts/records";
  const { json } = await app.request("POST", path, { token, body: { title: "First", count: 1 } });
  record = (json as { id: string }).id;
  await app.request("PATCH", `${path}/${record}`, { body: { title: "Second" } });
  await app.request("PATCH", `${path}/${record}`, { token, body: { count: 3 } });
}, START_MS);

afterAll(async () => {
  await dashboard[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
}, START_MS);

test(
  "the history of a record says who changed what, and an earlier version comes back",
  async () => {
    const { page, errors } = await dashboard.openSignedIn(`#/collections/posts?record=${record}`);
    await page.getByRole("button", { name: "Actions for this record" }).click();
    await page.getByRole("menuitem", { name: "History" }).click();
    const panel = page.getByRole("dialog", { name: "History of the record" });
    const entries = panel.getByRole("listitem");
    await entries.nth(2).waitFor();
    expect(await entries.count()).toBe(3);
    await entries.nth(1).getByText("by a guest").waitFor();
    await entries.nth(1).getByRole("row", { name: "title First Second" }).waitFor();
    await entries
      .nth(0)
      .getByText(/^by .*@example\.com \(_superusers\)$/)
      .waitFor();
    expect(await inspect(page, "history")).toEqual([]);

    await entries.nth(2).getByRole("button", { name: "Back to this version" }).click();
    const question = page.getByRole("dialog", { name: "Back to this version?" });
    await question.getByText(/^Sets title, count\./).waitFor();
    await question.getByRole("button", { name: "Set these values" }).click();
    await entries.nth(3).waitFor();
    expect(await dashboard.records("posts")).toMatchObject([{ title: "First", count: 1 }]);
    await page.keyboard.press("Escape");
    await panel.waitFor({ state: "detached" });
    // The record that is open has the values too.
    await page.waitForFunction(() =>
      [...document.querySelectorAll("textarea, input")].some((one) => "value" in one && one.value === "First"),
    );
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "what was there before the log began comes back",
  async () => {
    const { id } = await dashboard.app.create("posts", { title: "Older than the log", count: 7 });
    const token = await dashboard.app.superuserToken();
    const body = { title: "Changed", count: 8 };
    await dashboard.app.request("PATCH", `/api/collections/posts/records/${id}`, { token, body });
    const { page, errors } = await dashboard.openSignedIn(`#/collections/posts?record=${id}`);
    await page.getByRole("button", { name: "Actions for this record" }).click();
    await page.getByRole("menuitem", { name: "History" }).click();
    const start = page.getByRole("listitem").filter({ hasText: "Before these changes" });
    await start.getByRole("button", { name: "Back to this version" }).press("Enter");
    await page.getByRole("button", { name: "Set these values" }).press("Enter");
    await page.getByText("The earlier version is back.").waitFor();
    expect((await dashboard.records("posts")).find((one) => one["id"] === id)).toMatchObject({
      title: "Older than the log",
      count: 7,
    });
    await dashboard.app.request("DELETE", `/api/collections/posts/records/${id}`, { token });
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "the audit log is filtered, and a deleted record comes back with its id",
  async () => {
    const token = await dashboard.app.superuserToken();
    const path = "/api/collections/posts/records";
    const { json } = await dashboard.app.request("POST", path, { token, body: { title: "Lost", count: 7 } });
    const lost = (json as { id: string }).id;
    await dashboard.app.request("DELETE", `${path}/${lost}`, { token });
    const { page, errors } = await dashboard.openSignedIn("#/settings/audit");
    const deletion = page
      .getByRole("listitem")
      .filter({ hasText: `posts / ${lost}` })
      .filter({ hasText: "Deleted" });
    await deletion.waitFor();
    await page.getByLabel("Record’s id").fill(record);
    await deletion.waitFor({ state: "detached" });
    await page
      .getByRole("listitem")
      .filter({ hasText: `posts / ${record}` })
      .first()
      .waitFor();
    expect(await inspect(page, "audit")).toEqual([]);
    await page.getByLabel("Until").fill("2001-01-01");
    await page.getByText("No change matches.").waitFor();
    await page.getByRole("button", { name: "Show all" }).click();
    await page.getByLabel("Change").selectOption("Deleted");
    await deletion.getByRole("button", { name: "Bring back" }).click();
    await page.getByRole("button", { name: "Set these values" }).click();
    await page.getByText("The earlier version is back.").waitFor();
    expect(await dashboard.records("posts")).toMatchObject([{ id: lost, title: "Lost", count: 7 }, { id: record }]);
    expect(errors).toEqual([]);
  },
  START_MS,
);
