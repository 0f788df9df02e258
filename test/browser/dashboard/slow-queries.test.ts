import { afterAll, beforeAll, expect, test } from "bun:test";
import { createNotes, storeSlowList } from "../../support/slow-queries.ts";
import { Dashboard, START_MS, breakServer, inspect } from "./dashboard-page.ts";

let dashboard: Dashboard;

beforeAll(async () => {
  dashboard = await Dashboard.start();
}, START_MS);

afterAll(() => dashboard[Symbol.asyncDispose](), START_MS);

const indexes = (): readonly string[] => dashboard.app.collection("notes").indexes;

test(
  "without figures the page says when there will be some",
  async () => {
    const { page, errors } = await dashboard.openSignedIn("#/overview");
    // A busy machine makes any query slow.
    const json = { isWatched: true, watchedSince: "", queries: [], proposals: [], unused: [] };
    await page.route("**/api/slow-queries", (route) => route.fulfill({ json }));
    await page.getByRole("link", { name: "Slow queries" }).click();
    await page.getByRole("heading", { name: "No slow queries yet" }).waitFor();
    expect(await inspect(page, "slow-queries-none")).toEqual([]);
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "an index is added and taken back with the keyboard, and one without a use is removed after a question",
  async () => {
    const { app } = dashboard;
    await createNotes(app, await app.superuserToken(), 4000);
    await storeSlowList(app, { filter: `author = "a1"`, sort: "-created" });
    await storeSlowList(app, { filter: `title ~ "1"`, totalMs: 10_000 });
    const { page, errors } = await dashboard.openSignedIn("#/overview/queries");
    await page.getByRole("heading", { name: "notes: author, created" }).waitFor();
    // The overview does not wait for advice; now it is known.
    await page.getByRole("link", { name: "Overview" }).last().click();
    await page.getByRole("row", { name: "List · notes author = ?, -created 100 600 ms 900 ms" }).waitFor();
    await page.getByText("Some queries are slow: an index would help.", { exact: true }).waitFor();
    await page.getByRole("link", { name: /^Open ?: Some queries are slow/ }).click();

    const proposals = page.getByRole("region", { name: "Proposed indexes" });
    await proposals.getByRole("heading", { name: "notes: author, created" }).waitFor();
    await proposals.getByText("reads up to 4,000 rows one by one; with it, about 2.").waitFor();
    await proposals.getByText("Helps 1 query below: 60 s in all, 900 ms at most.").waitFor();
    const slowest = page.getByRole("region", { name: "Slowest queries" });
    await slowest.getByText("No index helps: ~ looks for a text anywhere in another one.").first().waitFor();
    const details = slowest.getByText("Statement and plan").first();
    await details.focus();
    await page.keyboard.press("Enter");
    await slowest
      .getByText(/^SCAN notes\s+USE TEMP B-TREE FOR ORDER BY$/)
      .first()
      .waitFor();
    expect(await inspect(page, "slow-queries")).toEqual([]);

    await proposals.getByRole("button", { name: "Add index idx_notes_author_created" }).focus();
    await page.keyboard.press("Enter");
    const undo = proposals.getByRole("button", { name: "Undo: remove index idx_notes_author_created again" });
    await undo.waitFor();
    await slowest.getByText("Uses another index since").first().waitFor();
    expect(indexes()).toEqual([expect.stringContaining("idx_notes_author_created")]);
    expect(await inspect(page, "slow-queries-added")).toEqual([]);
    await undo.focus();
    await page.keyboard.press("Enter");
    await proposals.getByRole("button", { name: "Add index idx_notes_author_created" }).waitFor();
    expect(indexes()).toEqual([]);

    const unused = "CREATE INDEX idx_title ON notes (title)";
    const body = { indexes: [unused] };
    await app.request("PATCH", "/api/collections/notes", { token: await app.superuserToken(), body });
    await page.getByRole("button", { name: "Refresh" }).click();
    await page.getByRole("button", { name: "Remove index idx_title" }).click();
    const question = page.getByRole("dialog", { name: "Remove the index idx_title?" });
    expect(await inspect(page, "slow-queries-question")).toEqual([]);
    await question.getByRole("button", { name: "Remove" }).click();
    await page.getByText("The index idx_title is removed.").waitFor();
    expect(indexes()).toEqual([]);
    await page.getByRole("button", { name: "Undo", exact: true }).click();
    await page.getByRole("button", { name: "Remove index idx_title" }).waitFor();
    expect(indexes()).toEqual([unused]);
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "a server that fails is told, what was shown stays, and figures are forgotten after a question",
  async () => {
    const { page } = await dashboard.openSignedIn("#/overview/queries");
    const add = page.getByRole("button", { name: "Add index idx_notes_author_created" });
    await add.waitFor();
    const mend = await breakServer(page, "**/api/collections/notes");
    await add.click();
    await page.getByRole("alert").getByText("The disk is full.").waitFor();
    await mend();
    const mendReport = await breakServer(page, "**/api/slow-queries");
    await page.getByRole("button", { name: "Refresh" }).click();
    await page.getByRole("alert").getByText("The disk is full.").first().waitFor();
    await add.waitFor();
    await mendReport();
    await page.getByRole("button", { name: "Start anew" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Start anew" }).click();
    await page.getByText("Counting starts from zero.", { exact: true }).waitFor();
    await add.waitFor({ state: "detached" });
  },
  START_MS,
);
