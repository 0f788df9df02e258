import type { Page } from "playwright-core";

export interface Shot {
  readonly name: string;
  readonly address: string;
  /** Nobody is signed in. */
  readonly isGuest?: boolean;
  /** What is done on the page before its picture is taken. */
  readonly prepare?: (page: Page) => Promise<void>;
}

const press = (key: string) => (page: Page) => page.keyboard.press(key);
const click = (name: string | RegExp) => (page: Page) => page.getByRole("button", { name }).first().click();
const choose =
  (item: string) =>
  async (page: Page): Promise<void> => {
    await click("More actions")(page);
    await page.getByRole("menuitem", { name: item }).click();
  };
const openRow = (page: Page) => page.locator(".table .row-cells, .table [role=row]").nth(2).click();

export const SHOTS: readonly Shot[] = [
  { name: "login", address: "", isGuest: true },
  { name: "overview", address: "#/overview" },
  { name: "records-products", address: "#/collections/products" },
  { name: "records-orders", address: "#/collections/orders" },
  { name: "records-customers", address: "#/collections/customers" },
  { name: "records-view", address: "#/collections/sales_by_state" },
  { name: "records-wrong-filter", address: "#/collections/products?filter=price%20%3E%3E%204" },
  { name: "records-no-match", address: "#/collections/products?filter=price%20%3E%2099999" },
  {
    name: "records-selected",
    address: "#/collections/products",
    prepare: async (page) => {
      for (const row of [1, 2, 3]) await page.getByRole("checkbox").nth(row).click();
    },
  },
  { name: "record", address: "#/collections/products", prepare: openRow },
  { name: "record-customer", address: "#/collections/customers", prepare: openRow },
  { name: "record-new", address: "#/collections/orders?record=new" },
  { name: "summary", address: "#/collections/products", prepare: choose("Counts and sums") },
  { name: "accounts", address: "#/collections/customers", prepare: choose("Accounts at a glance") },
  { name: "import", address: "#/collections/products", prepare: choose("Import CSV or JSON") },
  { name: "api", address: "#/collections/products", prepare: click("API preview") },
  { name: "columns", address: "#/collections/products", prepare: click("Columns") },
  { name: "palette", address: "#/collections/products", prepare: press("ControlOrMeta+k") },
  { name: "shortcuts", address: "#/collections/products", prepare: press("?") },
  { name: "editor", address: "#/collections/products/edit" },
  {
    name: "editor-rules",
    address: "#/collections/products/edit",
    prepare: (page) => page.getByRole("tab").nth(1).click(),
  },
  {
    name: "editor-oauth2",
    address: "#/collections/customers/edit",
    prepare: async (page) => {
      await page.getByRole("tab").nth(3).click();
      await click("Add a provider")(page);
    },
  },
  {
    name: "editor-auth",
    address: "#/collections/customers/edit",
    prepare: (page) => page.getByRole("tab").nth(2).click(),
  },
  { name: "new-collection", address: "#/collections/new" },
  { name: "diagram", address: "#/collections/diagram" },
  { name: "transfer", address: "#/collections/import" },
  { name: "logs", address: "#/logs" },
  { name: "log", address: "#/logs", prepare: (page) => page.locator(".log-table [role=row]").nth(3).click() },
  {
    name: "sql",
    address: "#/sql",
    prepare: async (page) => {
      await page
        .getByRole("textbox", { name: "SQL" })
        .fill("SELECT id, title, state, price, site FROM products LIMIT 50");
      await page.keyboard.press("ControlOrMeta+Enter");
      await page.getByText(/rows/).first().waitFor();
    },
  },
  ...["application", "mail", "storage", "logs", "batch", "superusers", "rate-limits", "proxy", "channels"].map(
    settings,
  ),
  ...["backups", "files", "crons", "realtime", "plugins", "audit", "addresses"].map(settings),
  { name: "slow-queries", address: "#/overview/queries" },
  {
    name: "rule-tester",
    address: "#/collections/products/edit",
    prepare: async (page) => {
      await page.getByRole("tab").nth(1).click();
      await click("Test the rules")(page);
    },
  },
  { name: "reference", address: "reference.html" },
  { name: "not-found", address: "#/nowhere" },
];

function settings(page: string): Shot {
  return { name: `settings-${page}`, address: `#/settings/${page}` };
}
