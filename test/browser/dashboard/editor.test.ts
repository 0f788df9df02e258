import { afterAll, beforeAll, expect, test } from "bun:test";
import { Dashboard, START_MS, addField, empty, inspect } from "./dashboard-page.ts";

let dashboard: Dashboard;

beforeAll(async () => {
  dashboard = await Dashboard.start();
}, START_MS);

afterAll(() => dashboard[Symbol.asyncDispose](), START_MS);

/** As stored. */
async function collection(name: string): Promise<Record<string, unknown>> {
  const token = await dashboard.app.superuserToken();
  const { json } = await dashboard.app.request("GET", `/api/collections/${name}`, { token });
  return json as Record<string, unknown>;
}

test(
  "collections with fields of all types, a relation, rules and an index are made, and the server's errors are at their place",
  async () => {
    const { page, errors } = await dashboard.openSignedIn("#/collections/new");
    const name = page.getByLabel("Name", { exact: true });
    await name.fill("My täsk-list");
    expect(await name.inputValue()).toBe("My_task_list");
    await name.fill("topics");
    await addField(page, "Plain text", "label");
    await page.getByRole("button", { name: "Create collection" }).click();
    await page.getByRole("heading", { name: "topics" }).waitFor();

    await page.getByRole("link", { name: "New collection" }).click();
    await page.getByLabel("Name", { exact: true }).fill("posts");
    for (const [type, name] of [
      ["Plain text", "title"],
      ["Rich text", "body"],
      ["Number", "amount"],
      ["Yes or no", "done"],
      ["Email", "contact"],
      ["URL", "link"],
      ["Date and time", "due"],
      ["File", "cover"],
      ["JSON", "data"],
      ["Geo point", "place"],
      ["Select", "kind"],
      ["Relation", "topic"],
    ] as const) {
      await addField(page, type, name);
    }
    await page.getByLabel("Choices").fill("small\nlarge");
    // The relation has no collection yet: the server says so, at its place, while nothing is saved.
    await page.locator("li", { hasText: "Cascade delete" }).getByText("Cannot be blank").waitFor();
    await page.getByLabel("Collection", { exact: true }).selectOption("topics");
    await page.getByRole("button", { name: "Add an index" }).click();
    const index = page.getByRole("dialog", { name: "Index" });
    await index.getByText("Unique").click();
    await index.getByRole("button", { name: "title" }).click();
    await index.getByRole("button", { name: "Apply" }).click();
    await page.getByRole("tab", { name: "API rules" }).click();
    await page.getByRole("button", { name: "Set a rule" }).first().click();
    const rule = page.getByRole("textbox", { name: "List and search" });
    await rule.fill("nope = 1");
    await page.getByText(/Invalid left operand "nope"/).waitFor();
    await empty(rule);
    await rule.fill("done = true || @request.auth.id != ''");
    await page.getByText(/Invalid left operand "nope"/).waitFor({ state: "detached" });
    expect(await inspect(page, "editor-rules")).toEqual([]);
    await page.getByRole("button", { name: "Create collection" }).click();
    await page.getByRole("heading", { name: "posts" }).waitFor();
    const stored = await collection("posts");
    expect((stored["fields"] as { name: string }[]).map(({ name }) => name)).toEqual(
      expect.arrayContaining(["title", "body", "amount", "done", "contact", "link", "due", "cover", "data", "place"]),
    );
    expect(stored["indexes"]).toEqual([expect.stringMatching(/^CREATE UNIQUE INDEX .* ON `posts` \(`title`\)$/)]);
    expect(stored["listRule"]).toBe("done = true || @request.auth.id != ''");
    expect(stored["createRule"]).toBeNull();
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "what a save changes is said first: a renamed field keeps its values and its index, a removed one can be taken back",
  async () => {
    await dashboard.createCollection({
      name: "books",
      type: "base",
      fields: [
        { name: "title", type: "text" },
        { name: "pages", type: "number" },
        { name: "notes", type: "text" },
      ],
      indexes: ["CREATE INDEX idx_books_title ON books (title)"],
    });
    await dashboard.app.create("books", { title: "One", pages: 3, notes: "kept" });
    const { page, errors } = await dashboard.openSignedIn("#/collections/books/edit");
    await page.getByLabel("Field name (Plain text)").nth(1).fill("name");
    await page.getByRole("button", { name: "More for pages" }).click();
    await page.getByRole("menuitem", { name: "Remove" }).click();
    await page.getByRole("button", { name: "More for notes" }).click();
    await page.getByRole("menuitem", { name: "Remove" }).click();
    await page.getByRole("button", { name: "Keep" }).last().click();
    expect(await inspect(page, "editor-fields")).toEqual([]);
    await page.keyboard.press("ControlOrMeta+s");
    const dialog = page.getByRole("dialog", { name: "Save these changes?" });
    await dialog.getByText("Field title is renamed to name.").waitFor();
    await dialog.getByText("Field pages is removed with all its values.").waitFor();
    expect(await dialog.getByText("notes").count()).toBe(0);
    await dialog.getByRole("button", { name: "Save changes" }).click();
    await page.getByRole("heading", { name: "books" }).waitFor();
    expect(await dashboard.records("books")).toMatchObject([{ name: "One", notes: "kept" }]);
    expect((await collection("books"))["indexes"]).toEqual(["CREATE INDEX `idx_books_title` ON `books` (`name`)"]);
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "a page with unsaved changes asks before it is left",
  async () => {
    const { page } = await dashboard.openSignedIn("#/collections/books/edit");
    await page.getByLabel("Name", { exact: true }).fill("volumes");
    await page.getByRole("link", { name: "Diagram" }).click();
    await page.getByRole("button", { name: "Cancel" }).click();
    expect(await page.getByLabel("Name", { exact: true }).inputValue()).toBe("volumes");
    await page.getByRole("button", { name: "Discard changes" }).click();
    await page.getByRole("link", { name: "Diagram" }).click();
    await page.getByRole("heading", { name: "Diagram" }).waitFor();
    await page.getByRole("link", { name: /posts.*topic refers to a record of topics/s }).waitFor();
    expect(await inspect(page, "diagram")).toEqual([]);
  },
  START_MS,
);

test(
  "an auth collection gets its ways to sign in, a provider and its mails; stored secrets stay",
  async () => {
    await dashboard.createCollection({ name: "members", type: "auth" });
    const { page, errors } = await dashboard.openSignedIn("#/collections/members/edit");
    await page.getByRole("tab", { name: "Sign-in" }).click();
    await page.getByText("One-time password by email").click();
    expect(await inspect(page, "editor-auth")).toEqual([]);
    await page.getByRole("tab", { name: "OAuth2" }).click();
    await page.getByRole("button", { name: "Add a provider" }).click();
    const providers = page.getByRole("dialog", { name: "Add a provider" });
    // Its own mark; a provider whose owner does not want that has a letter.
    await providers.getByRole("button", { name: "GitLab" }).locator("svg.mark").waitFor();
    await providers.getByRole("button", { name: "Microsoft" }).locator(".letter").waitFor();
    expect(await inspect(page, "editor-providers")).toEqual([]);
    await providers.getByRole("button", { name: "GitLab" }).click();
    // One that is given up is not there half made.
    await page.getByRole("dialog", { name: "GitLab" }).getByRole("button", { name: "Cancel" }).click();
    expect(await page.getByRole("button", { name: /GitLab/ }).count()).toBe(0);
    await page.getByRole("button", { name: "Add a provider" }).click();
    await providers.getByLabel("Search providers").fill("no such provider");
    await providers.getByText("No provider has this name.").waitFor();
    await providers.getByLabel("Search providers").fill("gith");
    await page.keyboard.press("Enter");
    const panel = page.getByRole("dialog", { name: "GitHub" });
    await panel.getByLabel("Client ID").fill("my-client");
    await panel.getByRole("button", { name: "Apply" }).click();
    await page.getByRole("tab", { name: "OAuth2 !" }).waitFor();
    await page
      .getByRole("button", { name: "GitHub Not configured" })
      .or(page.getByRole("button", { name: "GitHub github" }))
      .click();
    await panel.getByText("Cannot be blank").waitFor();
    await panel.getByLabel("Client secret").fill("my-secret");
    await panel.getByRole("button", { name: "Apply" }).click();
    expect(await inspect(page, "editor-oauth2")).toEqual([]);
    await page.getByRole("tab", { name: "Mails" }).click();
    await page.getByLabel("Subject").fill("Welcome to {APP_NAME}");
    expect(await inspect(page, "editor-mails")).toEqual([]);
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("heading", { name: "members" }).waitFor();
    const stored = await collection("members");
    expect(stored["otp"]).toMatchObject({ enabled: true });
    expect(stored["oauth2"]).toMatchObject({ enabled: true, providers: [{ name: "github", clientId: "my-client" }] });
    expect(stored["verificationTemplate"]).toMatchObject({ subject: "Welcome to {APP_NAME}" });
    const { context } = dashboard.app;
    expect(context.collections.current().find("members")?.options).toMatchObject({
      oauth2: { providers: [{ clientSecret: "my-secret" }] },
    });
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "a view shows what its query gives and what is wrong with it",
  async () => {
    const { page, errors } = await dashboard.openSignedIn("#/collections/new");
    await page.getByLabel("Name", { exact: true }).fill("book_names");
    await page.getByText("Read-only rows of an SQL query.").click();
    const query = page.getByRole("textbox", { name: "Query of the view" });
    await query.fill("SELECT id, nope FROM books");
    await page
      .getByText(/no such column/)
      .first()
      .waitFor();
    await empty(query);
    await query.fill("SELECT id, name FROM books");
    await page.getByRole("cell", { name: "One" }).waitFor();
    expect(await inspect(page, "editor-view")).toEqual([]);
    await page.getByRole("button", { name: "Create collection" }).click();
    await page.getByRole("heading", { name: "book_names" }).waitFor();
    expect((await collection("book_names"))["viewQuery"]).toBe("SELECT id, name FROM books");
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "an import says what it changes, and what it destroys has to be confirmed",
  async () => {
    const { page, errors } = await dashboard.openSignedIn("#/collections/import");
    await page.getByRole("heading", { name: "Import and export" }).waitFor();
    expect(await inspect(page, "export")).toEqual([]);
    await page.getByRole("tab", { name: "Import" }).click();
    const json = page.getByRole("textbox", { name: "Collections as JSON" });
    await json.fill("[{]");
    await page
      .getByRole("alert")
      .getByText(/not valid JSON/)
      .waitFor();
    const books = await collection("books");
    const fields = (books["fields"] as { name: string }[]).filter(({ name }) => name !== "notes");
    const added = { name: "shelves", type: "base", fields: [{ name: "place", type: "text" }] };
    await empty(json);
    await json.fill(JSON.stringify([{ ...books, fields }, added]));
    await page.getByText("No change").waitFor();
    await page.getByText("Delete missing", { exact: true }).click();
    const plan = page.getByRole("region", { name: "Changes" });
    await plan.getByText("posts").waitFor();
    expect(await inspect(page, "import")).toEqual([]);
    await page.getByText("Delete missing", { exact: true }).click();
    await page.getByRole("button", { name: "Import", exact: true }).click();
    await page.getByText("2 collections were imported.").waitFor();
    expect((await collection("shelves"))["name"]).toBe("shelves");
    expect((await collection("posts"))["name"]).toBe("posts");
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "an import of before v0.23 says what became of it",
  async () => {
    const { page, errors } = await dashboard.openSignedIn("#/collections/import");
    await page.getByRole("tab", { name: "Import" }).click();
    const json = page.getByRole("textbox", { name: "Collections as JSON" });
    const field = {
      name: "owner",
      type: "relation",
      options: { collectionId: "_pb_users_auth_", displayFields: ["x"] },
    };
    const old = { id: "oldones00000000", name: "old_ones", type: "base", schema: [field], options: {} };
    await json.fill(JSON.stringify([{ ...old, schema: [{ name: "owner", type: "user" }] }]));
    await page
      .getByRole("alert")
      .getByText(/has the type "user".*make it a relation/)
      .waitFor();
    await empty(json);
    await json.fill(JSON.stringify([old]));
    const notes = page.getByRole("region", { name: "Converted from before PocketBase v0.23" });
    await notes.getByText("schema became fields: 1 field").waitFor();
    await notes.getByText('Not imported: displayFields of the field "owner"').waitFor();
    expect(await inspect(page, "import-old")).toEqual([]);
    await page.getByRole("button", { name: "Import", exact: true }).click();
    await page.getByText("1 collection was imported.").waitFor();
    const fields = (await collection("old_ones"))["fields"] as { name: string }[];
    expect(fields.map(({ name }) => name)).toEqual(["id", "owner", "created", "updated"]);
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "a collection is copied, and deleted once its name was typed",
  async () => {
    const { page, errors } = await dashboard.openSignedIn("#/collections/books/edit");
    await page.getByRole("button", { name: "More for this collection" }).click();
    await page.getByRole("menuitem", { name: "Duplicate" }).click();
    await page.getByRole("button", { name: "Create collection" }).click();
    await page.getByRole("heading", { name: "books_copy" }).waitFor();
    expect((await collection("books_copy"))["indexes"]).toEqual([expect.stringContaining("ON `books_copy` (`name`)")]);
    await page.getByRole("link", { name: "Edit collection" }).click();
    await page.getByRole("button", { name: "More for this collection" }).click();
    await page.getByRole("menuitem", { name: "Delete collection" }).click();
    const dialog = page.getByRole("dialog", { name: "Delete books_copy?" });
    expect(await dialog.getByRole("button", { name: "Delete collection" }).isDisabled()).toBe(true);
    await dialog.getByRole("textbox").fill("books_copy");
    await dialog.getByRole("button", { name: "Delete collection" }).click();
    await page.getByText("The collection books_copy was deleted.").waitFor();
    const token = await dashboard.app.superuserToken();
    expect((await dashboard.app.request("GET", "/api/collections/books_copy", { token })).status).toBe(404);
    expect(errors).toEqual([]);
  },
  START_MS,
);
