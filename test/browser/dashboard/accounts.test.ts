import { afterAll, beforeAll, expect, test } from "bun:test";
import { Dashboard, START_MS, inspect } from "./dashboard-page.ts";

let dashboard: Dashboard;
let ann = "";

beforeAll(async () => {
  dashboard = await Dashboard.start();
  const { app } = dashboard;
  const account = { email: "ann@example.com", password: "1234567890", verified: true };
  ann = (await app.create("users", account)).id;
  await app.create("users", { email: "bob@example.com", password: "1234567890" });
  const link = { collectionRef: app.collection("users").id, recordRef: ann, provider: "github", providerId: "1" };
  await app.create("_externalAuths", link);
  const body = { identity: account.email, password: account.password };
  expect((await app.request("POST", "/api/collections/users/auth-with-password", { body })).status).toBe(200);
}, START_MS);

afterAll(() => dashboard[Symbol.asyncDispose](), START_MS);

test(
  "the accounts of a collection at a glance: new, verified, by provider, last seen",
  async () => {
    const { page, errors } = await dashboard.openCollection("users");
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Accounts at a glance" }).click();
    const panel = page.getByRole("dialog", { name: "Accounts of users" });
    const figure = (name: string) => panel.locator(".figure").filter({ has: page.getByText(name, { exact: true }) });
    await figure("Accounts").getByText("2", { exact: true }).waitFor();
    await figure("Verified").getByText("1", { exact: true }).waitFor();
    await figure("New in 7 days").getByText("2", { exact: true }).waitFor();
    await panel.getByRole("listitem").filter({ hasText: "github" }).getByText("1 account").waitFor();
    expect(await inspect(page, "accounts")).toEqual([]);
    await panel.getByRole("region", { name: "Latest sign-ins" }).getByRole("link", { name: ann }).waitFor();
    expect(errors).toEqual([]);
  },
  START_MS,
);
