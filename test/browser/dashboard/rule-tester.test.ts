import { afterAll, beforeAll, expect, test } from "bun:test";
import { Dashboard, START_MS, empty, inspect, tabTo } from "./dashboard-page.ts";

let dashboard: Dashboard;
let record = "";

beforeAll(async () => {
  dashboard = await Dashboard.start();
  const users = dashboard.app.collection("users").id;
  await dashboard.createCollection({
    name: "posts",
    type: "base",
    fields: [
      { name: "title", type: "text", presentable: true },
      { name: "owner", type: "relation", collectionId: users, maxSelect: 1 },
    ],
    listRule: "owner = @request.auth.id",
    viewRule: "owner = @request.auth.id && (title = 'Secret' || @request.query.key = 'k')",
    createRule: "@request.body.title = 'Fine'",
  });
  const ann = await dashboard.app.create("users", { email: "ann@example.com", password: "1234567890", name: "Ann" });
  record = (await dashboard.app.create("posts", { title: "Mine", owner: ann.id })).id;
}, START_MS);

afterAll(() => dashboard[Symbol.asyncDispose](), START_MS);

test(
  "from a record: what a guest and an account may, and which part of the rule decides",
  async () => {
    const { page, errors } = await dashboard.openSignedIn(`#/collections/posts?record=${record}`);
    await page.getByRole("button", { name: "Actions for this record" }).click();
    await page.getByRole("menuitem", { name: "Test the rules" }).click();
    const panel = page.getByRole("dialog", { name: "Rules of posts" });
    const outcome = (name: string) => panel.getByRole("listitem").filter({ has: page.getByRole("heading", { name }) });
    await outcome("View").getByText("Refused", { exact: true }).waitFor();
    await outcome("View").getByText("Status 404").waitFor();
    await outcome("Delete").getByText("Only superusers may do this.").waitFor();
    await panel.getByText("A list has 0 of 1 records.").waitFor();

    await panel.getByLabel("As", { exact: true }).selectOption("An account of users");
    await panel.getByRole("button", { name: /^Choose ?: Account/ }).click();
    const picker = page.getByRole("dialog").filter({ has: page.getByRole("radio") });
    await picker.getByText("Ann", { exact: true }).click();
    await picker.getByRole("button", { name: "Done" }).click();
    await panel.getByText("A list has 1 of 1 records.").waitFor();
    // Marked in the text of the rule: the group that does not hold decides, with both of its parts.
    const view = outcome("View");
    await view.getByText('title → "Mine"').waitFor();
    const marks = view.locator("mark");
    expect(await marks.allTextContents()).toEqual([
      "Holds: owner = @request.auth.id",
      "Does not hold: decides: title = 'Secret'",
      "Does not hold: decides: @request.query.key = 'k'",
    ]);
    expect(await view.locator("pre").evaluate((rule) => rule.textContent)).toMatch(
      / && \(Does not hold: decides: title = 'Secret' \|\| Does not hold: decides: @request\.query\.key = 'k'\)$/,
    );

    await panel.getByText("Body, query and headers of the request").click();
    await panel.getByLabel("Query", { exact: true }).click();
    await page.keyboard.type("key");
    await panel.getByText(/^Write a JSON object/).waitFor();
    await empty(panel.getByLabel("Query", { exact: true }));
    // The editor closes the braces and quotes itself.
    await page.keyboard.type('{"key": "k');
    await view.getByText("Allowed", { exact: true }).waitFor();
    expect(await inspect(page, "rule-tester")).toEqual([]);
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "from the rule editor: rules as they are typed, before they are saved",
  async () => {
    const { page, errors } = await dashboard.openSignedIn("#/collections/posts/edit");
    await page
      .getByRole("tab", { name: "API rules" })
      .or(page.getByRole("tab", { name: "Rules" }))
      .click();
    const rules = page.getByRole("group", { name: "Create", exact: true });
    await rules.getByLabel("Create", { exact: true }).click();
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type("@request.auth.id = ''");
    await page.getByRole("button", { name: "Test the rules" }).click();
    const panel = page.getByRole("dialog", { name: "Rules of posts" });
    const create = panel.getByRole("listitem").filter({ has: page.getByRole("heading", { name: "Create" }) });
    await create.getByText("Allowed", { exact: true }).waitFor();
    await create.locator("mark", { hasText: "@request.auth.id = ''" }).waitFor();
    await page.keyboard.press("Escape");
    await panel.waitFor({ state: "detached" });
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "with the keyboard alone: an account is chosen, a query is written, and the panel gives the focus back",
  async () => {
    const { page, errors } = await dashboard.openSignedIn("#/collections/posts/edit");
    await page.getByRole("tab", { name: "Fields" }).waitFor();
    await tabTo(page, page.getByRole("tab", { name: "Fields" }));
    await page.keyboard.press("ArrowRight");
    const opener = page.getByRole("button", { name: "Test the rules" });
    await opener.waitFor();
    await tabTo(page, opener);
    await page.keyboard.press("Enter");
    const panel = page.getByRole("dialog", { name: "Rules of posts" });
    // Its script may be on the way: the Tab key would move the focus on from the button meanwhile.
    await panel.waitFor();
    await tabTo(page, panel.getByLabel("As", { exact: true }));
    await page.keyboard.type("An account of u");
    await tabTo(page, panel.getByRole("button", { name: /^Choose ?: Account/ }));
    await page.keyboard.press("Enter");
    const picker = page.getByRole("dialog").filter({ has: page.getByRole("radio") });
    await picker.getByText("Ann", { exact: true }).waitFor();
    await tabTo(page, picker.getByRole("radio"));
    await page.keyboard.press("Space");
    await tabTo(page, picker.getByRole("button", { name: "Done" }));
    await page.keyboard.press("Enter");
    await panel.getByText("A list has 1 of 1 records.").waitFor();
    await tabTo(page, panel.getByText("Body, query and headers of the request"));
    await page.keyboard.press("Enter");
    await panel.getByLabel("Query", { exact: true }).waitFor();
    await tabTo(page, panel.getByLabel("Query", { exact: true }));
    await page.keyboard.type('{"key": "k');
    // The Tab key leaves the editor, in both directions.
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Escape");
    await panel.waitFor({ state: "detached" });
    await page.locator("button:focus", { hasText: "Test the rules" }).waitFor();
    expect(errors).toEqual([]);
  },
  START_MS,
);
