import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync, utimesSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Dashboard, START_MS, breakServer, inspect } from "./dashboard-page.ts";

let dashboard: Dashboard;
let [collection, record] = ["", ""];

beforeAll(async () => {
  dashboard = await Dashboard.start();
  const fields = [
    { name: "title", type: "text" },
    { name: "paper", type: "file", maxSelect: 1, protected: true },
  ];
  collection = await dashboard.createCollection({ name: "letters", type: "base", fields });
  const { app } = dashboard;
  const form = new FormData();
  form.append("title", "Kept");
  form.append("paper", new File(["A file of 5 KB".padEnd(5000)], "kept.txt"));
  const token = await app.superuserToken();
  const { json } = await app.request("POST", "/api/collections/letters/records", { token, body: form });
  record = (json as { id: string }).id;
  await put(`${collection}/${record}/lost_abc.txt`, 300);
  await put(`${collection}/gone00000000000/gone_abc.txt`, 20_000);
  await put("pbc_0000000001/gone00000000000/old_abc.txt", 40);
}, START_MS);

afterAll(() => dashboard[Symbol.asyncDispose](), START_MS);

function fileOf(key: string): string {
  return join(dashboard.app.context.options.dataDir, "storage", key);
}

/** Stored two hours ago, without a record. */
async function put(key: string, bytes: number): Promise<void> {
  await mkdir(dirname(fileOf(key)), { recursive: true });
  await Bun.write(fileOf(key), "x".repeat(bytes));
  const modified = new Date(Date.now() - 2 * 60 * 60 * 1000);
  utimesSync(fileOf(key), modified, modified);
}

test(
  "stored files by collection and size; orphans are found and deleted after a question, with the keyboard alone",
  async () => {
    const { page, errors } = await dashboard.openSignedIn("#/settings/files");
    await page.getByText("4 files, 25 KB.").waitFor();
    await page.getByRole("row", { name: "letters 3 25 KB" }).waitFor();
    await page.getByRole("row", { name: "pbc_0000000001 (no collection) 1 40 B" }).waitFor();
    expect(await inspect(page, "stored-files")).toEqual([]);
    await page.getByRole("tab", { name: "By collection" }).focus();
    await page.keyboard.press("ArrowRight");
    const largest = page.getByRole("list", { name: "Largest" });
    expect(await largest.getByRole("listitem").first().textContent()).toContain("gone_abc.txt");
    await largest.getByRole("link", { name: `letters / ${record}` }).waitFor();
    expect(await inspect(page, "stored-files-largest")).toEqual([]);
    // Protected files need a token.
    const link = largest.getByRole("link", { name: /^Open kept_/ });
    await page.waitForFunction(() => document.querySelector('a[href*="token=ey"]') !== null);
    const file = await fetch((await link.getAttribute("href")) ?? "");
    expect((await file.text()).trim()).toBe("A file of 5 KB");
    await page.getByRole("tab", { name: "Largest" }).press("ArrowRight");
    await page.getByRole("tab", { name: "Orphans (3)" }).waitFor();
    await page.getByLabel("The collection does not exist: 1, 40 B").press("Space");
    expect(await inspect(page, "orphans")).toEqual([]);
    await page.getByRole("button", { name: "Delete 2 orphans" }).press("Enter");
    const question = page.getByRole("dialog", { name: "Delete 2 orphans?" });
    await question.getByText("This frees 20 KB").waitFor();
    expect(await inspect(page, "orphans-question")).toEqual([]);
    await page.keyboard.press("Escape");
    await question.waitFor({ state: "detached" });
    expect(existsSync(fileOf(`${collection}/${record}/lost_abc.txt`))).toBe(true);

    await page.getByRole("button", { name: "Delete 2 orphans" }).press("Enter");
    // A server that fails says so, and nothing is lost.
    const repair = await breakServer(page, "**/api/stored-files/**");
    await question.getByRole("button", { name: "Delete 2 orphans" }).press("Enter");
    await question.getByText("The disk is full.").waitFor();
    await repair();
    await question.getByRole("button", { name: "Delete 2 orphans" }).press("Enter");
    await page.getByText("2 orphans were deleted.").waitFor();
    await page.getByRole("tab", { name: "Orphans (1)" }).waitFor();
    expect(existsSync(fileOf(`${collection}/${record}/lost_abc.txt`))).toBe(false);
    expect(existsSync(fileOf(`${collection}/gone00000000000`))).toBe(false);
    expect(existsSync(fileOf("pbc_0000000001/gone00000000000/old_abc.txt"))).toBe(true);
    const paper = (await dashboard.records("letters"))[0]?.["paper"];
    expect(existsSync(fileOf(`${collection}/${record}/${String(paper)}`))).toBe(true);
    await page.getByRole("button", { name: "Refresh" }).press("Enter");
    await page.getByText("2 files, 5 KB.").waitFor();
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "a store that can't be read is said, and can be tried again",
  async () => {
    const { page } = await dashboard.openSignedIn("#/settings");
    const repair = await breakServer(page, "**/api/stored-files*");
    await page.evaluate(() => (location.hash = "#/settings/files"));
    await page.getByText("The disk is full.").waitFor();
    await page.getByText("0 files, 0 B so far.").waitFor();
    await repair();
    await page.getByRole("button", { name: "Look at more" }).press("Enter");
    await page.getByText(/^\d files, [\d.]+ KB\.$/).waitFor();
  },
  START_MS,
);
