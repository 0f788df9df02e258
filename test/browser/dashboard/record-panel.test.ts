import { afterAll, beforeAll, expect, test } from "bun:test";
import { Mailbox } from "../../support/mailbox.ts";
import { Dashboard, START_MS, inspect } from "./dashboard-page.ts";

let dashboard: Dashboard;

beforeAll(async () => {
  dashboard = await Dashboard.start();
  const name = { name: "name", type: "text", required: true };
  const authors = await dashboard.createCollection({ name: "authors", type: "base", fields: [name] });
  await dashboard.createCollection({
    name: "articles",
    type: "base",
    fields: [
      { name: "title", type: "text" },
      { name: "body", type: "editor" },
      { name: "data", type: "json" },
      { name: "papers", type: "file", maxSelect: 3 },
      { name: "place", type: "geoPoint" },
      { name: "author", type: "relation", collectionId: authors, maxSelect: 1 },
    ],
  });
}, START_MS);

afterAll(() => dashboard[Symbol.asyncDispose](), START_MS);

test(
  "what was typed outlives a reload, and is gone once it is given up; a save can be undone",
  async () => {
    await dashboard.app.create("articles", { title: "First" });
    const { page, errors, table } = await dashboard.openCollection("articles");
    await table.getByText("First").click();
    const panel = page.getByRole("dialog", { name: "Edit articles record" });
    await panel.getByLabel("title").fill("Typed");
    const data = panel.getByRole("textbox", { name: "data" });
    await data.press("ControlOrMeta+a");
    await data.press("Delete");
    await data.pressSequentially("{ not yet");
    // It is kept with the next frame.
    await page.waitForFunction(() => Object.values(localStorage).some((kept) => String(kept).includes("{ not yet")));
    await page.reload();
    await panel.getByText("Restored what you typed").waitFor();
    expect(await panel.getByLabel("title").inputValue()).toBe("Typed");
    await data.getByText("{ not yet").waitFor();
    expect(await inspect(page, "record-restored")).toEqual([]);
    await panel.getByRole("button", { name: "Start over" }).click();
    expect(await panel.getByLabel("title").inputValue()).toBe("First");

    await panel.getByLabel("title").fill("Second");
    await page.keyboard.press("ControlOrMeta+s");
    await table.getByText("Second").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await table.getByText("First").waitFor();
    expect((await dashboard.records("articles")).map(({ title }) => title)).toEqual(["First"]);
    await page.reload();
    await table.getByText("First").click();
    await panel.getByLabel("title").waitFor();
    expect(await panel.getByText("was kept").count()).toBe(0);
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "a lost connection loses nothing that was typed",
  async () => {
    const { page } = await dashboard.openCollection("articles");
    await page.getByRole("button", { name: "New record" }).click();
    const panel = page.getByRole("dialog", { name: "New record in articles" });
    await panel.getByLabel("title").fill("Written on a train");
    const { port } = new URL(dashboard.url);
    await dashboard.app.server.stop(0);
    await panel.getByRole("button", { name: "Save" }).click();
    await panel.getByText("The server can't be reached.").waitFor();
    expect(await panel.getByLabel("title").inputValue()).toBe("Written on a train");
    dashboard.app.server.listen({ hostname: "127.0.0.1", port: Number(port) });
    await panel.getByRole("button", { name: "Save" }).click();
    await panel.waitFor({ state: "detached" });
    expect((await dashboard.records("articles"))[0]).toMatchObject({ title: "Written on a train" });
  },
  START_MS,
);

test(
  "rich text that the visual editor would cut is edited as HTML, and its preview runs nothing",
  async () => {
    const html = '<table><tbody><tr><td>cell</td></tr></tbody></table><img src="x" alt="" onerror="window.ran = true">';
    await dashboard.app.create("articles", { title: "Foreign", body: html });
    const { page, errors, table } = await dashboard.openCollection("articles");
    await table.getByText("Foreign").click();
    const panel = page.getByRole("dialog", { name: "Edit articles record" });
    await panel.getByText("This text contains HTML that the visual editor would remove").waitFor();
    await panel.getByRole("button", { name: "Preview" }).click();
    await panel.getByRole("document", { name: "body" }).getByText("cell").waitFor();
    expect(await panel.getByRole("document").locator("img").getAttribute("onerror")).toBeNull();
    expect(await page.evaluate(() => "ran" in window)).toBe(false);
    expect(await inspect(page, "rich-preview")).toEqual([]);
    await panel.getByLabel("title").fill("Still foreign");
    await panel.getByRole("button", { name: "Save" }).click();
    await panel.waitFor({ state: "detached" });
    expect((await dashboard.records("articles"))[0]).toMatchObject({ title: "Still foreign", body: html });
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "a related record is made on the way; positions are pasted; a duplicate is a new record; the relation leads to its record",
  async () => {
    const { page, errors, table } = await dashboard.openCollection("articles");
    await page.getByRole("button", { name: "New record" }).click();
    const panel = page.getByRole("dialog", { name: "New record in articles" });
    await panel.getByLabel("title").fill("With an author");
    await panel.getByLabel("place: paste a position").fill("https://www.openstreetmap.org/#map=12/52.52/13.405");
    expect(await panel.getByLabel("Longitude").inputValue()).toBe("13.405");
    await panel.getByRole("button", { name: "Choose a record" }).click();
    const picker = page.getByRole("dialog", { name: "Choose from authors" });
    await picker.getByRole("button", { name: "New record" }).click();
    const author = page.getByRole("dialog", { name: "New record in authors" });
    await author.getByRole("button", { name: "Save" }).click();
    await author.getByText("Cannot be blank").waitFor();
    // The field that is wrong has the focus.
    expect(await author.getByLabel("name").evaluate((element) => element === document.activeElement)).toBe(true);
    await author.getByLabel("name").fill("Ada");
    await author.getByRole("button", { name: "Save" }).click();
    await picker.getByLabel("Ada").waitFor();
    expect(await picker.getByLabel("Ada").isChecked()).toBe(true);
    expect(await inspect(page, "relation-picker")).toEqual([]);
    await picker.getByRole("button", { name: "Done" }).click();
    await panel.getByRole("button", { name: "Save" }).click();
    await panel.waitFor({ state: "detached" });

    await table.getByText("With an author").click();
    // The browser's back button closes what is open and no more.
    await page.getByRole("button", { name: "Actions for this record" }).waitFor();
    await page.goBack();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await table.getByText("With an author").click();
    await page.getByRole("button", { name: "Actions for this record" }).click();
    await page.getByRole("menuitem", { name: "Duplicate" }).click();
    await panel.getByRole("button", { name: "Save" }).click();
    await panel.waitFor({ state: "detached" });
    const [copy, original] = await dashboard.records("articles");
    expect(copy).toMatchObject({ title: "With an author", author: original?.["author"], place: { lon: 13.405 } });

    await table.getByRole("link", { name: "Ada" }).first().click();
    await page.getByRole("dialog", { name: "Edit authors record" }).waitFor();
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "files show how far they are while they are sent",
  async () => {
    const { page, errors, table } = await dashboard.openCollection("articles");
    await table.getByText("First").click();
    const panel = page.getByRole("dialog", { name: "Edit articles record" });
    const file = (name: string, size: number) => ({ name, mimeType: "text/plain", buffer: Buffer.alloc(size, "a") });
    await panel.getByLabel("papers: Choose files").setInputFiles([file("a.txt", 1_500_000), file("b.txt", 20)]);
    await panel.getByText("1.5 MB").waitFor();
    await panel.getByText("20 B").waitFor();
    // Files can't be kept in the browser: to leave the page asks first.
    await page.evaluate(() => (location.hash = "#/collections/authors"));
    const question = page.getByRole("dialog", { name: "Leave without saving?" });
    await question.waitFor();
    expect(await inspect(page, "leave")).toEqual([]);
    await question.getByRole("button", { name: "Cancel" }).click();
    await panel.getByText("1.5 MB").waitFor();
    // The answer waits until the page has shown it.
    const shown = Promise.withResolvers<void>();
    const unbind = dashboard.app.context.hooks.onRecordUpdateRequest.bind({
      run: async (event) => {
        await shown.promise;
        await event.next();
      },
    });
    await panel.getByRole("button", { name: "Save" }).click();
    await panel.getByRole("progressbar", { name: "Uploading…" }).waitFor();
    shown.resolve();
    await panel.waitFor({ state: "detached" });
    unbind();
    const stored = (await dashboard.records("articles")).find(({ title }) => title === "First");
    expect(stored?.["papers"]).toHaveLength(2);
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "what superusers do for accounts: mails, verification, a token, signing out everywhere, sign-ins",
  async () => {
    const mailbox = new Mailbox(dashboard.app);
    const account = { email: "user@example.com", password: "1234567890" };
    const user = await dashboard.app.create("users", account);
    const path = "/api/collections/users/auth-with-password";
    const { json } = await dashboard.app.request("POST", path, {
      body: { identity: account.email, password: account.password },
    });
    const { token } = json as { token: string };
    await mailbox.take();
    const { page, errors, table } = await dashboard.openCollection("users");
    await table.getByText(account.email).click();
    const panel = page.getByRole("dialog", { name: "Edit users record" });
    const choose = async (action: string): Promise<void> => {
      await panel.getByRole("button", { name: "Actions for this record" }).click();
      await panel.getByRole("menuitem", { name: action }).click();
    };
    await panel.getByRole("button", { name: "Actions for this record" }).click();
    await panel.getByRole("menuitem", { name: "Mark as verified" }).waitFor();
    await page.keyboard.press("Escape");
    await choose("Send verification email");
    await page.getByText(`An email to ${account.email} is on its way.`).waitFor();
    expect((await mailbox.takeOne()).subject).toContain("Verify");
    await choose("Mark as verified");
    await page.getByText("The account is verified.").waitFor();
    await choose("Sign out everywhere");
    await page.getByText("All tokens of this account were revoked.").waitFor();
    expect((await dashboard.app.request("GET", `/api/collections/users/records/${user.id}`, { token })).status).toBe(
      404,
    );
    await choose("Sign in as this account");
    await page.getByRole("button", { name: "Create token" }).click();
    const made = await page.locator(".token code").textContent();
    expect(await inspect(page, "impersonate")).toEqual([]);
    const read = await dashboard.app.request("GET", `/api/collections/users/records/${user.id}`, { token: made ?? "" });
    expect([read.status, (read.json as { verified: boolean }).verified]).toEqual([200, true]);
    await page.keyboard.press("Escape");
    await panel.getByRole("tab", { name: "Sign-ins" }).click();
    await panel.getByRole("button", { name: /^Remove / }).click();
    await panel.getByText("No sign-ins yet.").waitFor();
    expect(await inspect(page, "sign-ins")).toEqual([]);
    expect(errors).toEqual([]);
  },
  START_MS,
);
