// A server with 5,000 collections: the dashboard opens, finds one of them and stays quick at the keyboard.
import { Database } from "bun:sqlite";
import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { launchBrowser } from "../../support/browser.ts";
import { FreshServer, SUPERUSER } from "../../support/fresh-server.ts";
import { START_MS } from "./dashboard-page.ts";

const COUNT = 5000;

let server: FreshServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([FreshServer.start(), launchBrowser()]);
  const admin = await server.admin();
  await admin.collections.create({ name: "list_0", type: "base", fields: [{ name: "title", type: "text" }] });
  await server.process.stop();
  copyCollection(join(server.dir, "data.db"));
  await server.restart();
}, START_MS);

afterAll(async () => {
  await browser.close();
  await server[Symbol.asyncDispose]();
}, START_MS);

/** Straight into the tables of a stopped server. */
function copyCollection(file: string): void {
  using database = new Database(file, { strict: true });
  const { columns } = database
    .query<{ columns: string }, []>(
      "SELECT group_concat(name) AS columns FROM pragma_table_info('_collections') WHERE name NOT IN ('id', 'name')",
    )
    .get() ?? { columns: "" };
  const insert = database.query(
    `INSERT INTO _collections (id, name, ${columns}) SELECT $id, $name, ${columns} FROM _collections WHERE name = 'list_0'`,
  );
  database.transaction(() => {
    for (let n = 1; n < COUNT; n++) {
      database.run(`CREATE TABLE list_${n} AS SELECT * FROM list_0`);
      insert.run({ id: `pbc_list${n}`, name: `list_${n}` });
    }
  })();
}

test(
  "one of 5,000 collections is opened, found by search and by the command menu, and the list shows all on demand",
  async () => {
    const admin = server.client();
    const auth = await admin.collection("_superusers").authWithPassword(SUPERUSER.email, SUPERUSER.password);
    const context = await browser.newContext({
      locale: "en-US",
      storageState: {
        cookies: [],
        origins: [
          {
            origin: server.process.url,
            localStorage: [{ name: "baobox_superuser", value: JSON.stringify(auth) }],
          },
        ],
      },
    });
    const page = await context.newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    await page.goto(`${server.process.url}/_/#/collections/list_4321`);
    await page.getByRole("heading", { name: "list_4321" }).waitFor();
    const side = page.getByRole("navigation", { name: "Collections" });
    // The open one is in the list, which does not show all.
    await side.getByRole("link", { name: "list_4321", exact: true }).waitFor();
    expect(await side.getByRole("link").count()).toBeLessThan(300);
    await page.getByLabel("Search collections").fill("list_499");
    await side.getByRole("link", { name: "list_4999", exact: true }).click();
    await page.getByRole("heading", { name: "list_4999" }).waitFor();
    await page.getByLabel("Search collections").fill("");
    await side.getByRole("button", { name: "Show all 5,001" }).click();
    await side.getByRole("link", { name: "list_3456", exact: true }).waitFor();

    await page.keyboard.press("ControlOrMeta+k");
    await page.getByRole("combobox").fill("list_777");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "list_777", exact: true }).waitFor();
    expect(errors).toEqual([]);
  },
  START_MS,
);
