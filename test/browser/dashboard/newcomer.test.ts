// Everything that somebody new does on the first day, in one go, with the program as it is started: from the link that it prints on.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import PocketBase from "pocketbase";
import type { Browser, Page } from "playwright-core";
import { STEP_MS, launchBrowser } from "../../support/browser.ts";
import { ServerProcess, TemporaryDirectory } from "../../support/server-process.ts";
import { RED, drawPng } from "../../support/test-image.ts";
import { START_MS, SUPERUSER, addField } from "./dashboard-page.ts";

let folder: TemporaryDirectory;
let server: ServerProcess;
let browser: Browser;

beforeAll(async () => {
  folder = new TemporaryDirectory();
  [server, browser] = await Promise.all([
    ServerProcess.start({ dir: join(folder.path, "pb_data"), args: ["--pluginsDir", join(folder.path, "plugins")] }),
    launchBrowser(),
  ]);
}, START_MS);

afterAll(async () => {
  await browser.close();
  await server[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
}, START_MS);

/** The address that the program prints for who has no superuser yet. */
async function installLink(): Promise<string> {
  for (;;) {
    const link = /http:\S+pbinstal\S+/.exec(await server.output())?.[0];
    if (link !== undefined) return link;
    await Bun.sleep(5);
  }
}

test(
  "from the one-time link to records, rules, live changes, logs, settings, a restored backup and signing out",
  async () => {
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, locale: "en-US" });
    const page = await context.newPage();
    page.setDefaultTimeout(STEP_MS);
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));

    await page.goto(await installLink());
    await page.getByLabel("Email").fill(SUPERUSER.email);
    await page.getByLabel("Password", { exact: true }).fill("short");
    await page.getByLabel("Confirm password").fill("short");
    await page.getByRole("button", { name: "Create and sign in" }).click();
    await page.getByText("Must be at least 8 character(s).").waitFor();
    // A field says what is wrong; that a record was not created says nothing to somebody new.
    expect(await page.getByText("Failed to create record.").count()).toBe(0);
    await page.getByLabel("Password", { exact: true }).fill(SUPERUSER.password);
    await page.getByLabel("Confirm password").fill(SUPERUSER.password);
    await page.getByRole("button", { name: "Create and sign in" }).click();
    await page.getByRole("heading", { name: "users" }).waitFor();

    await makeCollections(page);
    const sdk = new PocketBase(server.url).autoCancellation(false);
    await makeRecords(page);
    // The rule lets everyone see what is done.
    expect((await sdk.collection("tasks").getFullList()).map(({ title }) => String(title))).toEqual(["Water the tree"]);
    await filterAndSort(page);
    await sdk.collection("_superusers").authWithPassword(SUPERUSER.email, SUPERUSER.password);
    await seeChanges(page, sdk);
    await readLogs(page);
    await changeSettings(page);
    await restoreBackup(page, sdk);

    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await page.goto(`${server.url}/_/#/collections/tasks`);
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(errors).toEqual([]);
    await context.close();
  },
  3 * START_MS,
);

async function makeCollections(page: Page): Promise<void> {
  await page.getByRole("link", { name: "New collection" }).click();
  await page.getByLabel("Name", { exact: true }).fill("projects");
  expect(await page.getByLabel("Field name (Automatic date)").last().inputValue()).toBe("updated");
  await addField(page, "Plain text", "name");
  await page.getByRole("button", { name: "Create collection" }).click();
  await page.getByRole("heading", { name: "projects" }).waitFor();

  await page.getByRole("link", { name: "New collection" }).click();
  await page.getByLabel("Name", { exact: true }).fill("tasks");
  for (const [type, name] of [
    ["Plain text", "title"],
    ["Rich text", "notes"],
    ["Number", "hours"],
    ["Yes or no", "done"],
    ["Email", "contact"],
    ["URL", "link"],
    ["Date and time", "due"],
    ["File", "photo"],
    ["JSON", "data"],
    ["Geo point", "place"],
    ["Automatic date", "changed"],
    ["Select", "kind"],
    ["Relation", "project"],
  ] as const) {
    await addField(page, type, name);
  }
  await page.getByLabel("Choices").fill("small\nlarge");
  await page.getByLabel("Collection", { exact: true }).selectOption("projects");
  await page.getByRole("tab", { name: "API rules" }).click();
  for (const name of ["List and search", "View"]) {
    const rule = page.getByRole("group", { name, exact: true });
    await rule.getByRole("button", { name: "Set a rule", exact: true }).click();
    await rule.getByRole("textbox").fill("done = true");
  }
  await page.getByRole("button", { name: "Create collection" }).click();
  await page.getByRole("heading", { name: "tasks" }).waitFor();
}

async function makeRecords(page: Page): Promise<void> {
  const panel = page.getByRole("dialog", { name: "New record in tasks" });
  await page.getByRole("button", { name: "New record" }).click();
  await panel.getByLabel("title").fill("Water the tree");
  await panel.getByRole("textbox", { name: "notes" }).fill("Slowly.");
  await panel.getByLabel("hours").fill("1.5");
  await panel.getByLabel("done").check();
  await panel.getByLabel("contact").fill("gardener@example.com");
  await panel.getByRole("textbox", { name: "link" }).fill("https://example.com");
  await panel.getByLabel("due").fill("2026-02-03T04:05:06");
  const buffer = Buffer.from(await drawPng(40, 20, () => RED));
  await panel.getByLabel("photo: Choose a file").setInputFiles({ name: "tree.png", mimeType: "image/png", buffer });
  await panel.getByRole("textbox", { name: "data" }).fill('{"litres":10}');
  await panel.getByLabel("Longitude").fill("47.5");
  await panel.getByLabel("Latitude").fill("-18.9");
  await panel.getByLabel("kind").selectOption("large");
  await panel.getByRole("button", { name: "Choose a record" }).click();
  const picker = page.getByRole("dialog", { name: "Choose from projects" });
  // There is no project yet: it is made on the way.
  await picker.getByRole("button", { name: "New record" }).click();
  const project = page.getByRole("dialog", { name: "New record in projects" });
  await project.getByLabel("name").fill("Garden");
  await project.getByRole("button", { name: "Save" }).click();
  await project.waitFor({ state: "detached" });
  await picker.getByRole("button", { name: "Done" }).click();
  await panel.getByRole("button", { name: "Save" }).click();
  await panel.waitFor({ state: "detached" });

  await page.getByRole("button", { name: "New record" }).click();
  await panel.getByLabel("title").fill("Buy a spade");
  await panel.getByLabel("hours").fill("4");
  await panel.getByRole("button", { name: "Save" }).click();
  await panel.waitFor({ state: "detached" });
  const row = page.getByRole("grid").getByRole("row", { name: /Water the tree/ });
  await row.getByText("Garden", { exact: true }).waitFor();
  await row.locator("img.thumb").waitFor();
}

async function filterAndSort(page: Page): Promise<void> {
  const table = page.getByRole("grid");
  await table.getByRole("button", { name: "Sort by hours" }).click();
  await table.getByRole("row").nth(1).getByText("Water the tree").waitFor();
  await table.getByRole("button", { name: "Sort by hours" }).click();
  await table.getByRole("row").nth(1).getByText("Buy a spade").waitFor();
  const filter = page.getByLabel("Filter", { exact: true });
  await filter.fill("hours < 2 && project.name = 'Garden'");
  await filter.press("Enter");
  await page.getByText("1 record", { exact: true }).waitFor();
  await table.getByText("Buy a spade").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Clear the filter" }).click();
  await page.getByText("2 records", { exact: true }).waitFor();
}

async function seeChanges(page: Page, sdk: PocketBase): Promise<void> {
  await page.getByText("Live", { exact: true }).waitFor();
  const task = await sdk.collection("tasks").getFirstListItem("title ~ 'spade'");
  await sdk.collection("tasks").update(task.id, { title: "Borrow a spade" });
  await page.locator(".table-row.changed", { hasText: "Borrow a spade" }).waitFor();
}

async function readLogs(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Logs", exact: true }).click();
  await page.getByLabel("Include superuser requests").check();
  const updates = page.getByRole("grid", { name: "Logs" }).getByRole("row").filter({ hasText: "PATCH" });
  await updates.getByText("/api/collections/tasks/records/").first().click();
  await page.getByRole("dialog", { name: "Log entry" }).getByText("data.status").waitFor();
  await page.keyboard.press("Escape");
}

async function changeSettings(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Tree house");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("All changes saved").waitFor();
}

async function restoreBackup(page: Page, sdk: PocketBase): Promise<void> {
  await page.getByRole("link", { name: "Backups" }).click();
  await page.getByRole("button", { name: "New backup" }).click();
  const making = page.getByRole("dialog", { name: "New backup" });
  await making.getByLabel("Name").fill("first.zip");
  await making.getByRole("button", { name: "Start" }).click();
  await page.getByRole("listitem").filter({ hasText: "first.zip" }).waitFor();
  await sdk.collection("tasks").create({ title: "Written after the backup" });
  await page.getByLabel("Schedule automatic backups").check();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("All changes saved").waitFor();
  await page.getByRole("button", { name: "More for first.zip" }).click();
  await page.getByRole("menuitem", { name: "Restore" }).click();
  const question = page.getByRole("dialog", { name: "Restore this backup?" });
  await question.getByLabel("Type first.zip to confirm").fill("first.zip");
  await question.getByRole("button", { name: "Replace everything" }).click();
  await page.getByText("first.zip was restored.").waitFor();
  // The page has the restored settings too.
  await page.getByRole("switch", { name: "Schedule automatic backups", checked: false }).waitFor();
  const titles = (await sdk.collection("tasks").getFullList()).map(({ title }) => String(title));
  expect(titles.toSorted()).toEqual(["Borrow a spade", "Water the tree"]);
  expect((await sdk.settings.getAll())["meta"]).toMatchObject({ appName: "Tree house" });
}
