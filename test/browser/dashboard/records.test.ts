import { afterAll, beforeAll, expect, test } from "bun:test";
import { RED, drawPng } from "../../support/test-image.ts";
import { Dashboard, START_MS, SUPERUSER, inspect } from "./dashboard-page.ts";

let dashboard: Dashboard;

const EVERY_FIELD = [
  { name: "title", type: "text", required: true, presentable: true },
  { name: "body", type: "editor" },
  { name: "amount", type: "number" },
  { name: "done", type: "bool" },
  { name: "contact", type: "email" },
  { name: "link", type: "url" },
  { name: "due", type: "date" },
  { name: "kind", type: "select", values: ["small", "large"], maxSelect: 1 },
  { name: "tags", type: "select", values: ["red", "green", "blue"], maxSelect: 3 },
  { name: "cover", type: "file", maxSelect: 1 },
  { name: "papers", type: "file", maxSelect: 5 },
  { name: "data", type: "json" },
  { name: "place", type: "geoPoint" },
  { name: "created", type: "autodate", onCreate: true },
];

beforeAll(async () => {
  dashboard = await Dashboard.start();
  const authors = await dashboard.createCollection({
    name: "authors",
    type: "base",
    fields: [{ name: "name", type: "text" }],
  });
  const author = { name: "author", type: "relation", collectionId: authors, maxSelect: 1 };
  await dashboard.createCollection({ name: "articles", type: "base", fields: [...EVERY_FIELD, author] });
  await dashboard.createCollection({ name: "titles", type: "view", viewQuery: "SELECT id, title FROM articles" });
  for (const name of ["Ada", "Grace"]) await dashboard.app.create("authors", { name });
}, START_MS);

afterAll(() => dashboard[Symbol.asyncDispose](), START_MS);

test(
  "a record with every type of field is made, found, changed and deleted",
  async () => {
    const { page, errors, table } = await dashboard.openCollection("articles");
    await page.getByText("No records yet.").waitFor();
    await page.getByRole("button", { name: "New record" }).click();
    const panel = page.getByRole("dialog", { name: "New record in articles" });
    await panel.getByRole("button", { name: "Save" }).click();
    // The server's words, at the field.
    await panel.locator(".field", { hasText: "title" }).getByText("Cannot be blank").waitFor();
    await panel.getByLabel("title").fill("First <b>article</b>");
    const body = panel.getByRole("textbox", { name: "body" });
    await body.fill("Hello");
    await body.press("ControlOrMeta+a");
    await panel.getByRole("button", { name: "Bold" }).click();
    await panel.getByLabel("amount").fill("12.5");
    await panel.getByLabel("done").check();
    await panel.getByLabel("contact").fill("someone@example.com");
    await panel.getByRole("textbox", { name: "link" }).fill("https://example.com");
    await panel.getByLabel("due").fill("2026-02-03T04:05:06");
    await panel.getByLabel("kind").selectOption("large");
    await panel.getByLabel("green").check();
    await panel.getByLabel("blue").check();
    const image = Buffer.from(await drawPng(40, 20, () => RED));
    await panel
      .getByLabel("cover: Choose a file")
      .setInputFiles({ name: "cover.png", mimeType: "image/png", buffer: image });
    const text = (name: string) => ({ name, mimeType: "text/plain", buffer: Buffer.from(name) });
    await panel.getByLabel("papers: Choose files").setInputFiles([text("one.txt"), text("two.txt")]);
    const dataTransfer = await page.evaluateHandle(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(["dropped"], "three.txt", { type: "text/plain" }));
      return transfer;
    });
    await panel.locator(".files").nth(1).dispatchEvent("drop", { dataTransfer });
    const data = panel.getByRole("textbox", { name: "data" });
    await data.fill("{ broken");
    await panel.getByText("This is not valid JSON.").waitFor();
    await data.fill('{"a":[1,2]}');
    await panel.getByLabel("Longitude").fill("13.4");
    await panel.getByLabel("Latitude").fill("52.5");
    await panel.getByRole("button", { name: "Choose a record" }).click();
    const picker = page.getByRole("dialog", { name: "Choose from authors" });
    await picker.getByLabel("Search").fill("gra");
    await picker.getByText("Ada").waitFor({ state: "detached" });
    await picker.getByLabel("Grace").check();
    await picker.getByRole("button", { name: "Done" }).click();
    expect(await inspect(page, "record")).toEqual([]);
    await panel.getByRole("button", { name: "Save" }).click();
    await panel.waitFor({ state: "detached" });

    const [stored] = await dashboard.records("articles");
    expect(stored).toMatchObject({
      title: "First <b>article</b>",
      body: "<p><strong>Hello</strong></p>",
      amount: 12.5,
      done: true,
      contact: "someone@example.com",
      link: "https://example.com",
      kind: "large",
      tags: ["green", "blue"],
      data: { a: [1, 2] },
      place: { lon: 13.4, lat: 52.5 },
      cover: expect.stringMatching(/^cover_\w+\.png$/),
      papers: ["one_", "two_", "three_"].map((name) => expect.stringContaining(name)),
    });
    expect(new Date(String(stored?.["due"])).getTime()).toBe(new Date("2026-02-03T04:05:06").getTime());
    const row = table.getByRole("row").nth(1);
    await row.getByText("First <b>article</b>").waitFor();
    await row.getByText("Grace").waitFor();
    await row.locator("img.thumb").waitFor();
    expect(await inspect(page, "records")).toEqual([]);

    // With the keyboard alone; only what was changed is sent.
    await table.focus();
    await page.keyboard.press("Enter");
    const edit = page.getByRole("dialog", { name: "Edit articles record" });
    await edit.getByLabel("title").fill("Second");
    await edit.getByRole("button", { name: /^Remove one_/ }).click();
    await edit.getByRole("button", { name: "Remove Grace" }).click();
    const sent = page.waitForRequest((request) => request.method() === "PATCH");
    await edit.getByRole("button", { name: "Save" }).click();
    expect((await sent).postDataJSON()).toEqual({
      title: "Second",
      "papers-": [expect.stringContaining("one_")],
      author: "",
    });
    await edit.waitFor({ state: "detached" });
    await row.getByText("Second").waitFor();
    expect(await table.evaluate((element) => element === document.activeElement)).toBe(true);

    await row.click();
    await edit.getByRole("button", { name: "Actions for this record" }).click();
    await edit.getByRole("menuitem", { name: "Delete" }).click();
    expect(await edit.getByText("Someone else changed").count()).toBe(0);
    const question = page.getByRole("dialog", { name: "Delete this record?" });
    expect(await inspect(page, "delete-record")).toEqual([]);
    await page.keyboard.press("Escape");
    await question.waitFor({ state: "detached" });
    await edit.getByRole("button", { name: "Actions for this record" }).click();
    await edit.getByRole("menuitem", { name: "Delete" }).click();
    await question.getByRole("button", { name: "Delete record" }).click();
    await page.getByText("No records yet.").waitFor();
    expect(await dashboard.records("articles")).toEqual([]);
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "what others change appears at once, with a mark, also while the record is open",
  async () => {
    const { page, errors, table } = await dashboard.openCollection("authors");
    await page.getByText("Live", { exact: true }).waitFor();
    const token = await dashboard.app.superuserToken();
    const change = (method: string, path: string, body?: object) =>
      dashboard.app.request(method, `/api/collections/authors/records${path}`, { token, ...(body && { body }) });
    const { id } = (await change("POST", "", { name: "Linus" })).json as { id: string };
    const row = table.getByRole("row", { name: /Linus/ });
    await row.waitFor();
    await page.locator(".table-row.changed", { hasText: "Linus" }).waitFor();
    await row.click();
    await page.getByRole("textbox", { name: "name" }).fill("My own words");
    await change("PATCH", `/${id}`, { name: "Linus the second" });
    await page.getByText("Someone else changed this record.").waitFor();
    await page.keyboard.press("Escape");
    // What was typed is not lost by a slip.
    await page.getByRole("dialog", { name: "Close without saving?" }).getByRole("button", { name: "Cancel" }).click();
    expect(await page.getByRole("textbox", { name: "name" }).inputValue()).toBe("My own words");
    await page.getByRole("button", { name: "Close", exact: true }).click();
    await page.getByRole("button", { name: "Close without saving" }).click();
    await table.getByText("Linus the second").waitFor();
    await change("DELETE", `/${id}`);
    await table.getByText("Linus the second").waitFor({ state: "detached" });
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "a lost connection is said, and what was missed is there once it is back",
  async () => {
    const { page, errors, table } = await dashboard.openCollection("authors");
    await page.getByText("Live", { exact: true }).waitFor();
    const { port } = new URL(dashboard.url);
    await dashboard.app.server.stop(0);
    await page.getByText("Connecting…", { exact: true }).waitFor();
    await dashboard.app.create("authors", { name: "Barbara" });
    dashboard.app.server.listen({ hostname: "127.0.0.1", port: Number(port) });
    await table.getByText("Barbara").waitFor();
    await page.getByText("Live", { exact: true }).waitFor();
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "accounts, views, the list of collections and a small screen",
  async () => {
    const { page, errors } = await dashboard.openCollection("users");
    await page.getByRole("button", { name: "New record" }).click();
    const panel = page.getByRole("dialog");
    await panel.getByLabel("password").fill("a-long-password");
    await panel.getByLabel("email", { exact: false }).first().fill("user@example.com");
    await panel.getByRole("button", { name: "Save" }).click();
    await page.getByRole("grid").getByText("user@example.com").waitFor();

    await page.getByLabel("Search collections").fill("title");
    await page.getByRole("link", { name: "titles" }).click();
    await page.getByRole("heading", { name: "titles" }).waitFor();
    expect(await page.getByRole("button", { name: "New record" }).count()).toBe(0);
    await page.getByLabel("Search collections").fill("super");
    await page.getByRole("link", { name: "_superusers" }).click();
    await page.getByRole("grid").getByText(SUPERUSER.email).waitFor();

    await page.setViewportSize({ width: 360, height: 740 });
    await page.getByRole("button", { name: "Open the menu" }).click();
    const menu = page.getByRole("dialog", { name: "Collections" });
    expect(await inspect(page, "menu")).toEqual([]);
    await page.setViewportSize({ width: 360, height: 740 });
    await menu.getByRole("link", { name: "authors" }).click();
    await page.getByRole("heading", { name: "authors" }).waitFor();
    await menu.waitFor({ state: "detached" });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    await page.goto(`${dashboard.url}/_/#/collections/unknown`);
    await page.getByText("Page not found.").waitFor();
    expect(errors).toEqual([]);
  },
  START_MS,
);
