import { afterAll, beforeAll, expect, test } from "bun:test";
import { Dashboard, START_MS, inspect, tabTo } from "./dashboard-page.ts";

let dashboard: Dashboard;

beforeAll(async () => {
  dashboard = await Dashboard.start();
}, START_MS);

afterAll(() => dashboard[Symbol.asyncDispose](), START_MS);

test(
  "the page about the API shows the routes of each collection and sends requests, to superusers alone",
  async () => {
    const closed = await dashboard.open("reference.html");
    await closed.page.getByText("is for superusers").waitFor();
    expect(await inspect(closed.page, "reference-closed")).toEqual([]);

    const { page, errors } = await dashboard.openSignedIn();
    await page.goto(`${dashboard.url}/api/openapi`);
    const group = page.getByRole("main").getByRole("link", { name: /^users/ });
    await group.waitFor();
    expect(await inspect(page, "reference-start")).toEqual([]);
    await tabTo(page, group);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "(users)", level: 1 }).waitFor();
    await page.getByLabel("Filter by path").fill("users create");
    await page.getByRole("link", { name: "POST Creates a record (users)" }).click();
    await page.getByRole("heading", { name: "Creates a record (users)" }).waitFor();
    expect(await inspect(page, "reference-create")).toEqual([]);

    const body = { email: "ada@example.com", password: "12345678", passwordConfirm: "12345678" };
    expect(JSON.parse(await page.getByLabel("Body").inputValue())).toEqual(body);
    await page.getByRole("button", { name: "Send POST" }).click();
    await page.getByText(/^200 after [\d.,]+ m?s$/).waitFor();
    expect(await page.locator("pre.answer").innerText()).toContain('"collectionName": "users"');
    await page.getByLabel("Body").fill("{");
    await page.getByRole("button", { name: "Send POST" }).click();
    await page.getByText("The body is not valid JSON.").waitFor();

    await page.getByLabel("Filter by path").fill("listrecordsofusers");
    await page.getByRole("link", { name: "GET Lists the records" }).click();
    await page.getByLabel("filter", { exact: true }).fill("email ~ 'ada'");
    expect(await page.getByLabel("Command").innerText()).toContain("filter=email+%7E+%27ada%27");
    await page.getByRole("button", { name: "Send GET" }).click();
    await page.getByText(/^200 after/).waitFor();
    expect(await page.locator("pre.answer").innerText()).toContain('"totalItems": 1');
    expect(errors).toEqual([]);
  },
  START_MS,
);
