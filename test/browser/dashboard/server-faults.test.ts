// The server is stopped, restored, slow or hung, or a sign-in ends, while a page is open: nothing that was typed is lost, and nothing waits
// without an end.
import { Database } from "bun:sqlite";
import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import type PocketBase from "pocketbase";
import type { Browser, Locator, Page } from "playwright-core";
import { STEP_MS, launchBrowser } from "../../support/browser.ts";
import { freePort } from "../../support/free-port.ts";
import { FreshServer, SUPERUSER } from "../../support/fresh-server.ts";
import { START_MS, UNREACHABLE, inspect, tabTo } from "./dashboard-page.ts";

/** Of a filter, in seconds. */
const QUERY_TIMEOUT = "1";
const LONG = 1_000_000;

let server: FreshServer;
let browser: Browser;
let admin: PocketBase;
let page: Page;
let errors: string[];

beforeAll(async () => {
  [server, browser] = await Promise.all([FreshServer.start(), launchBrowser()]);
  admin = await server.admin();
  await admin.collections.create({
    name: "notes",
    type: "base",
    fields: [
      { name: "title", type: "text", max: 2 * LONG },
      { name: "data", type: "json", maxSize: 3 * LONG },
      { name: "count", type: "number" },
    ],
  });
  await admin.collection("notes").create({ title: "First" });
  await server.process.stop();
  fill(join(server.dir, "data.db"));
  // From here on it comes back at the same address.
  await server.restart(["--http", `127.0.0.1:${freePort()}`, "--queryTimeout", QUERY_TIMEOUT]);
  admin = await server.admin();
  await open();
}, START_MS);

afterAll(async () => {
  await browser.close();
  await server[Symbol.asyncDispose]();
}, START_MS);

/** Enough records that a filter over several of them each never ends. */
function fill(file: string): void {
  using database = new Database(file);
  database.run(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
     INSERT INTO notes (id, title, data, count) SELECT printf('note%011d', i), 'Note ' || i, 'null', i FROM n`,
  );
}

async function open(): Promise<void> {
  const auth = await admin.collection("_superusers").authWithPassword(SUPERUSER.email, SUPERUSER.password);
  const localStorage = [{ name: "baobox_superuser", value: JSON.stringify(auth) }];
  const context = await browser.newContext({
    viewport: { width: 1400, height: 900 },
    locale: "en-US",
    reducedMotion: "reduce",
    storageState: { cookies: [], origins: [{ origin: server.process.url, localStorage }] },
  });
  context.setDefaultTimeout(STEP_MS);
  page = await context.newPage();
  errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await page.goto(`${server.process.url}/_/#/collections/notes`);
  await page.getByRole("grid").getByText("Note 3000").waitFor();
}

/** A record of its own for each test, open in the panel. */
async function openRecord(values: object): Promise<{ panel: Locator; id: string }> {
  const { id } = await admin.collection("notes").create(values);
  await page.evaluate((hash) => (location.hash = hash), `#/collections/notes?record=${id}`);
  const panel = page.getByRole("dialog", { name: "Edit notes record" });
  await panel.getByRole("textbox", { name: "title" }).waitFor();
  return { panel, id };
}

async function close(panel: Locator): Promise<void> {
  await panel.waitFor({ state: "detached" });
}

test(
  "a server that is stopped and started again: what was typed is saved with the next try, and the page is live again",
  async () => {
    const { panel, id } = await openRecord({ title: "Before" });
    await panel.getByLabel("title").fill("Typed meanwhile");
    const [dir, address] = [server.dir, new URL(server.process.url).host];
    await server.process.stop();
    await page.keyboard.press("ControlOrMeta+s");
    await panel.getByRole("alert").getByText(UNREACHABLE).waitFor();
    expect(await panel.getByLabel("title").inputValue()).toBe("Typed meanwhile");
    expect(server.dir).toBe(dir);
    await server.restart(["--http", address, "--queryTimeout", QUERY_TIMEOUT]);
    await page.keyboard.press("ControlOrMeta+s");
    await close(panel);
    expect(await admin.collection("notes").getOne(id)).toMatchObject({ title: "Typed meanwhile" });
    await page.getByText("Live", { exact: true }).waitFor();
    await page.getByRole("grid").getByText("Typed meanwhile").waitFor();
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "a backup of before is restored by somebody else: the record that is gone says so, and what was typed stays",
  async () => {
    await admin.backups.create("before.zip");
    const { panel } = await openRecord({ title: "After the backup" });
    await panel.getByLabel("title").fill("Typed");
    await admin.backups.restore("before.zip");
    // The server goes, and comes back.
    const isGone = async (): Promise<boolean> => {
      const { totalItems } = await admin
        .collection("notes")
        .getList(1, 1, { filter: "title = 'After the backup'" })
        .catch(() => ({ totalItems: 1 }));
      return totalItems === 0;
    };
    while (!(await isGone())) await Bun.sleep(20);
    await page.keyboard.press("ControlOrMeta+s");
    await panel.getByRole("alert").first().waitFor();
    expect(await panel.getByLabel("title").inputValue()).toBe("Typed");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Close without saving" }).click();
    await close(panel);
    await page.getByRole("grid").getByText("Note 3000").waitFor();
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "a server that takes a request and never answers: the page says so, above the panel too, and waits no longer than is wanted",
  async () => {
    const { panel, id } = await openRecord({ title: "Slow" });
    await panel.getByLabel("title").fill("Typed");
    const isPatch = (url: URL): boolean => url.pathname.endsWith(`/records/${id}`);
    await page.route(isPatch, (route) => (route.request().method() === "PATCH" ? undefined : route.continue()));
    await page.keyboard.press("ControlOrMeta+s");
    await page.getByText("Still waiting for the server…").waitFor();
    expect(await inspect(page, "slow")).toEqual([]);
    await tabTo(page, page.getByRole("button", { name: "Stop waiting" }));
    await page.keyboard.press("Enter");
    await panel.getByRole("alert").getByText("Stopped. What you entered is still here.").waitFor();
    expect(await page.getByText("Still waiting for the server…").count()).toBe(0);
    expect(await panel.getByLabel("title").inputValue()).toBe("Typed");
    await page.unroute(isPatch);
    await page.keyboard.press("ControlOrMeta+s");
    await close(panel);
    expect(await admin.collection("notes").getOne(id)).toMatchObject({ title: "Typed" });
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "a filter that never ends is ended by the server, with its reason; the rows stay, and the next filter works",
  async () => {
    const filter = page.getByRole("textbox", { name: "Filter" });
    const each = ["a", "b", "c", "d"].map((alias) => `@collection.notes:${alias}.title ?~ 'nowhere'`);
    await filter.fill(each.join(" || "));
    await filter.press("Enter");
    await page.getByRole("alert").first().waitFor();
    expect(await page.getByRole("grid").getByText("Note 3000").isVisible()).toBe(true);
    await filter.fill("title = 'Note 7'");
    await filter.press("Enter");
    await page.getByText("1 record", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Clear the filter" }).click();
    await page.getByRole("grid").getByText("Note 3000").waitFor();
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "a record of a megabyte of text and one of JSON is shown, edited and saved whole",
  async () => {
    const title = "0123456789".repeat(LONG / 10);
    const data = Array.from({ length: 20_000 }, (_, n) => ({ id: n, name: `a name of some length, number ${n}` }));
    const { panel, id } = await openRecord({ title, data });
    await panel.getByLabel("count").fill("7");
    const editor = panel.getByRole("textbox", { name: "title" });
    await editor.press("ControlOrMeta+End");
    await editor.pressSequentially("!");
    await page.keyboard.press("ControlOrMeta+s");
    await close(panel);
    expect(await admin.collection("notes").getOne(id)).toMatchObject({ title: `${title}!`, data, count: 7 });
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "a sign-in that has ended is asked for again, also where the server answers as to a guest",
  async () => {
    await page.getByRole("grid").getByText("Note 3000").waitFor();
    // As it is when the password is changed elsewhere: the tokens from before are good for nothing.
    const { record } = await admin.collection("_superusers").authWithPassword(SUPERUSER.email, SUPERUSER.password);
    const { password } = SUPERUSER;
    await admin.collection("_superusers").update(record.id, { password, passwordConfirm: password });
    await page.getByRole("button", { name: "Refresh" }).click();
    const again = page.getByRole("dialog", { name: "Sign in" });
    await again.getByText("Your session expired.").waitFor();
    await again.getByLabel("Password", { exact: true }).fill(password);
    await again.getByRole("button", { name: "Sign in" }).click();
    await close(again);
    await page.getByRole("button", { name: "Refresh" }).click();
    await page.locator("#main").getByRole("alert").waitFor({ state: "detached" });
    await page.getByRole("grid").getByText("Note 3000").waitFor();
    expect(errors).toEqual([]);
  },
  START_MS,
);
