// What others change or delete meanwhile, in another window or by the API.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { Dashboard, START_MS } from "./dashboard-page.ts";

let dashboard: Dashboard;

beforeAll(async () => {
  dashboard = await Dashboard.start();
  for (const name of ["books", "authors"]) {
    await dashboard.createCollection({ name, type: "base", fields: [{ name: "title", type: "text" }] });
  }
}, START_MS);

afterAll(() => dashboard[Symbol.asyncDispose](), START_MS);

async function remove(path: string): Promise<void> {
  const token = await dashboard.app.superuserToken();
  expect((await dashboard.app.request("DELETE", path, { token })).status).toBe(204);
}

test(
  "a record that is deleted while it is open says so at once, and what was typed stays to be copied",
  async () => {
    await dashboard.app.create("books", { title: "Old" });
    const { page, errors, table } = await dashboard.openCollection("books");
    await page.getByText("Live", { exact: true }).waitFor();
    await table.getByText("Old").click();
    const panel = page.getByRole("dialog", { name: "Edit books record" });
    await panel.getByLabel("title").fill("Typed");
    const [record] = await dashboard.records("books");
    await remove(`/api/collections/books/records/${String(record?.["id"])}`);
    const gone = panel.getByRole("alert").getByText("This record no longer exists.");
    await gone.waitFor();
    await page.keyboard.press("ControlOrMeta+s");
    await panel.getByRole("button", { name: "Save" }).and(page.locator('[aria-busy="false"]')).waitFor();
    expect(await gone.count()).toBe(1);
    expect(await panel.getByLabel("title").inputValue()).toBe("Typed");
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "collections that come and go elsewhere are there, or gone, when the reader comes back; selections stay",
  async () => {
    await dashboard.app.create("authors", { title: "Ada" });
    const { page, errors, table } = await dashboard.openCollection("authors");
    await table.getByText("Ada").waitFor();
    await table.getByRole("row").nth(1).getByRole("checkbox").click();
    const comeBack = (): Promise<boolean> => page.evaluate(() => dispatchEvent(new Event("focus")));
    await Promise.all([page.waitForResponse("**/api/collections?*"), comeBack()]);
    await page.getByText("1 selected").waitFor();
    await dashboard.createCollection({ name: "zebras", type: "base" });
    await comeBack();
    await page.getByRole("link", { name: "zebras" }).waitFor();

    await remove("/api/collections/books");
    // Nobody came back: the page finds out by itself.
    await page.getByRole("link", { name: "books" }).click();
    await page.getByText("Page not found.").waitFor();
    await page.getByRole("link", { name: "books" }).waitFor({ state: "detached" });
    expect(errors).toEqual([]);
  },
  START_MS,
);
