import { afterAll, beforeAll, expect, test } from "bun:test";
import { Dashboard, START_MS, inspect } from "./dashboard-page.ts";

let dashboard: Dashboard;

beforeAll(async () => {
  dashboard = await Dashboard.start();
  const makers = await dashboard.createCollection({
    name: "makers",
    type: "base",
    fields: [{ name: "name", type: "text" }],
  });
  const { id: maker } = await dashboard.app.create("makers", { name: "Ada" });
  await dashboard.createCollection({
    name: "things",
    type: "base",
    fields: [
      { name: "maker", type: "relation", collectionId: makers, maxSelect: 1 },
      { name: "title", type: "text", presentable: true },
      { name: "kind", type: "select", values: ["red", "green"], maxSelect: 1 },
      { name: "price", type: "number" },
      { name: "tags", type: "select", values: ["new", "rare"], maxSelect: 2 },
    ],
  });
  for (let number = 0; number < 6; number++)
    await dashboard.app.create("things", {
      title: `Thing number ${number}`,
      kind: number < 4 ? "red" : "green",
      price: 10,
      maker: number < 5 ? maker : "",
      tags: ["new", "rare"].slice(0, number % 3),
    });
}, START_MS);

afterAll(() => dashboard[Symbol.asyncDispose](), START_MS);

test(
  "counts and sums by a column lead to the records; the palette finds a record by its name",
  async () => {
    const { page, errors, table } = await dashboard.openCollection("things");
    await table.getByText("Thing number 5").waitFor();
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Counts and sums" }).click();
    const panel = page.getByRole("dialog", { name: "Counts of things" });
    await panel.getByRole("row", { name: "red 4" }).waitFor();
    await panel.getByLabel("Sum of").selectOption("price");
    await panel.getByRole("row", { name: "green 2 20" }).waitFor();
    await panel.getByRole("row", { name: "Total 6 60" }).waitFor();
    expect(await inspect(page, "summary")).toEqual([]);
    // Related records by their names; several values of a field are a group, which is found again.
    await panel.getByLabel("For each value of").selectOption("maker");
    await panel.getByRole("row", { name: "Ada 5 50" }).waitFor();
    await panel.getByRole("row", { name: "empty 1 10" }).waitFor();
    await panel.getByLabel("For each value of").selectOption("tags");
    await panel.getByRole("button", { name: "new, rare" }).click();
    await page.getByText("2 records", { exact: true }).waitFor();
    await table.getByText("Thing number 5").waitFor();
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Counts and sums" }).click();
    await panel.getByLabel("For each value of").selectOption("tags");
    await panel.getByRole("row", { name: "new, rare 2" }).waitFor();
    expect(await panel.getByRole("row").count()).toBe(2);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Clear the filter" }).click();
    await page.getByText("6 records", { exact: true }).waitFor();
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Counts and sums" }).click();
    await panel.getByLabel("For each value of").selectOption("kind");
    await panel.getByRole("button", { name: "green" }).click();
    await page.getByText("2 records", { exact: true }).waitFor();
    await panel.waitFor({ state: "detached" });

    await page.keyboard.press("ControlOrMeta+k");
    await page.getByRole("combobox", { name: "Command menu" }).fill("number 3");
    await page.getByRole("option", { name: /^Thing number 3/ }).click();
    await page
      .getByRole("dialog", { name: /things/ })
      .getByLabel("title", { exact: true })
      .waitFor();
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "who is connected is shown, and a test client shows what flows",
  async () => {
    const { page, errors } = await dashboard.openSignedIn("#/settings/realtime");
    await page.getByText("0 clients are connected.").waitFor();
    await page.getByLabel("Topic").fill("things/*");
    await page.getByRole("button", { name: "Subscribe", exact: true }).click();
    await page.getByText("Subscribed to things/*. No events yet.").waitFor();
    await dashboard.app.create("things", { title: "A new thing" });
    const events = page.getByRole("list", { name: "Events, the latest first" });
    await events.getByText('"title": "A new thing"').waitFor();
    // The page says at once that the test client is connected.
    const clients = page.getByRole("region", { name: "Connected clients" });
    await clients.getByText("1 client is connected.").waitFor();
    await clients.getByRole("link", { name: /^_superusers/ }).waitFor();
    await clients.getByText("things/*").waitFor();
    expect(await inspect(page, "realtime")).toEqual([]);
    await page.getByRole("button", { name: "Unsubscribe" }).click();
    await page.getByRole("button", { name: "Subscribe", exact: true }).waitFor();
    expect(errors).toEqual([]);
  },
  START_MS,
);
