// The dashboard in German: no page has an English text on it, and dates and numbers are German.
import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { de } from "../../../admin/texts/de.ts";
import { editorDe } from "../../../admin/texts/editor/de.ts";
import { editorEn } from "../../../admin/texts/editor/en.ts";
import { en } from "../../../admin/texts/en.ts";
import { referenceDe } from "../../../admin/texts/reference/de.ts";
import { referenceEn } from "../../../admin/texts/reference/en.ts";
import { Dashboard, START_MS } from "./dashboard-page.ts";

let dashboard: Dashboard;
let page: Page;
let errors: string[];

beforeAll(async () => {
  dashboard = await Dashboard.start({}, "de-DE");
  const author = { name: "name", type: "text" };
  const authors = await dashboard.createCollection({ name: "autoren", type: "base", fields: [author] });
  await dashboard.createCollection({
    name: "buecher",
    type: "base",
    listRule: "titel != ''",
    fields: [
      { name: "titel", type: "text", required: true },
      { name: "seiten", type: "number" },
      { name: "erschienen", type: "date" },
      { name: "lieferbar", type: "bool" },
      { name: "art", type: "select", values: ["Roman", "Lyrik"], maxSelect: 2 },
      { name: "mail", type: "email" },
      { name: "netz", type: "url" },
      { name: "ort", type: "geoPoint" },
      { name: "daten", type: "json" },
      { name: "text", type: "editor" },
      { name: "bild", type: "file", maxSelect: 2 },
      { name: "autor", type: "relation", collectionId: authors, maxSelect: 1 },
      { name: "angelegt", type: "autodate", onCreate: true },
    ],
  });
  await dashboard.createCollection({ name: "titel", type: "view", viewQuery: "SELECT id, titel FROM buecher" });
  const { id } = await dashboard.app.create("autoren", { name: "Ende" });
  for (let number = 0; number < 1234; number++) await dashboard.app.create("autoren", { name: `Nr. ${number}` });
  await dashboard.app.create("buecher", {
    titel: "Momo",
    seiten: 1234.5,
    erschienen: "1973-05-06 12:00:00.000Z",
    autor: id,
  });
  ({ page, errors } = await dashboard.openSignedIn());
}, START_MS);

afterAll(() => dashboard[Symbol.asyncDispose](), START_MS);

/** English texts that are no German ones. */
const ENGLISH = new Set(texts([en, editorEn, referenceEn])).difference(new Set(texts([de, editorDe, referenceDe])));
/** Words that German texts don't have. */
const ENGLISH_WORD =
  /\b(?:the|of|and|with|your|not|are|this|that|these|from|for|new|search|loading|only|each|when|there|no|yes|or|to|by|as|is|be|been|can|has|have|it|its|if|at|on|more|less|all|add|delete|edit|save|close|open|show|hide)\b/i;

function texts(from: unknown): string[] {
  if (typeof from === "string") return [from];
  return typeof from !== "object" || from === null ? [] : Object.values(from).flatMap(texts);
}

/** The texts of the page, those for screen readers too, of which some are English. */
async function englishTexts(where: string): Promise<string[]> {
  await page.locator('[aria-busy="true"], .skeleton').first().waitFor({ state: "detached" });
  const shown = await page.evaluate(visibleTexts);
  return shown
    .filter((text) => ENGLISH.has(text) || ENGLISH_WORD.test(text.replace("X-Forwarded-For", "")))
    .map((text) => `${where}: ${text}`);
}

/** Runs in the page. What is data, code or a name in the API is not the dashboard's text, nor is what is marked as English. */
function visibleTexts(): string[] {
  const DATA =
    '[lang="en"], code, pre, .mono, .method, .cell, .code-editor, .log-table, .side-scroll a, .diagram-board, script, style, option[value="en"]';
  const found = new Set<string>();
  const put = (text: string | null): void => {
    const trimmed = text?.trim() ?? "";
    if (trimmed !== "") found.add(trimmed);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode() !== null) {
    const parent = walker.currentNode.parentElement;
    if (parent !== null && parent.checkVisibility() && parent.closest(DATA) === null)
      put(walker.currentNode.textContent);
  }
  for (const element of document.body.querySelectorAll(
    "[aria-label], [placeholder], [data-tooltip], [title], [aria-description]",
  )) {
    if (!element.checkVisibility() || element.closest(DATA) !== null) continue;
    for (const name of ["aria-label", "placeholder", "data-tooltip", "title", "aria-description"])
      put(element.getAttribute(name));
  }
  return [...found];
}

async function go(hash: string): Promise<void> {
  await page.evaluate((wanted) => {
    // Another page has another heading.
    for (const heading of document.querySelectorAll("#main :is(h1, h2)")) heading.setAttribute("data-before", "");
    location.hash = wanted;
  }, hash);
  await page.locator("#main :is(h1, h2):not([data-before])").first().waitFor();
}

const PAGES = [
  "#/overview",
  "#/overview/queries",
  "#/collections/buecher",
  "#/collections/titel",
  "#/collections/users",
  "#/collections/new",
  "#/collections/diagram",
  "#/collections/import",
  "#/logs",
  "#/sql",
  ...[
    "application",
    "mail",
    "storage",
    "logs",
    "batch",
    "superusers",
    "addresses",
    "rate-limits",
    "proxy",
    "channels",
  ].map((name) => `#/settings/${name}`),
  ...["backups", "files", "crons", "realtime", "plugins", "audit"].map((name) => `#/settings/${name}`),
  "#/nowhere",
];

test(
  "every page",
  async () => {
    const found: string[] = [];
    for (const hash of PAGES) {
      await go(hash);
      found.push(...(await englishTexts(hash)));
    }
    expect(found).toEqual([]);
    expect(errors).toEqual([]);
  },
  2 * START_MS,
);

test(
  "every tab of the editor, with the options of each field",
  async () => {
    const found: string[] = [];
    for (const name of ["buecher", "users", "titel"]) {
      await go(`#/collections/${name}/edit`);
      for (const tab of await page.getByRole("tab").all()) {
        await tab.click();
        found.push(...(await englishTexts(`${name}, ${await tab.innerText()}`)));
      }
      await page.getByRole("tab").first().click();
      for (const options of await page.getByRole("button", { name: /^Optionen/ }).all()) await options.click();
      found.push(...(await englishTexts(`${name}, options`)));
    }
    expect(found).toEqual([]);
    expect(errors).toEqual([]);
  },
  2 * START_MS,
);

test(
  "the panels and dialogs of records, and the lists above every page",
  async () => {
    const found: string[] = [];
    const dialog = page.getByRole("dialog").last();
    const look = async (where: string): Promise<void> => {
      await dialog.waitFor();
      found.push(...(await englishTexts(where)));
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "detached" });
    };
    for (const name of ["buecher", "users", "titel"]) {
      await go(`#/collections/${name}`);
      await page.getByRole("button", { name: de.records.columns }).click();
      await look(`${name}, columns`);
      await page.getByRole("button", { name: de.records.api }).click();
      await look(`${name}, API`);
      const menu = page.getByRole("button", { name: de.records.actions, exact: true });
      await menu.click();
      const items = await page.getByRole("menuitem").allInnerTexts();
      found.push(...(await englishTexts(`${name}, menu`)));
      await page.keyboard.press("Escape");
      for (const item of items.filter((label) => !label.includes(name))) {
        await menu.click();
        await page.getByRole("menuitem", { name: item }).click();
        await look(`${name}, ${item}`);
      }
    }
    await go("#/collections/buecher");
    await page.keyboard.press("n");
    await look("new record");
    await page.getByRole("grid").getByText("Momo").click();
    await look("record");
    await page.keyboard.press("ControlOrMeta+k");
    await look("palette");
    await page.keyboard.press("?");
    await look("shortcuts");
    expect(found).toEqual([]);
    expect(errors).toEqual([]);
  },
  2 * START_MS,
);

test(
  "dates and numbers are German",
  async () => {
    await go("#/collections/autoren");
    await page.getByText("1.235 Datensätze").waitFor();
    await go("#/collections/buecher");
    await page
      .getByRole("grid")
      .getByText(/^6\. Mai 1973, \d\d:00:00 /)
      .waitFor();
    await go("#/overview");
    await page.getByRole("link", { name: /^autoren 1\.235/ }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe("de");
  },
  START_MS,
);

test(
  "the page about the API, and the pages for who is not signed in",
  async () => {
    await page.goto(`${dashboard.url}/_/reference.html`);
    await page.getByRole("heading", { name: referenceDe.groups }).waitFor();
    const found = await englishTexts("reference");
    // What the server says of its routes, too.
    const names = dashboard.app.context.collections.current().all.map(({ name }) => name);
    const english = await page.locator('.reference [lang="en"]').allTextContents();
    expect(english.filter((said) => !names.includes(said))).toEqual([]);
    await page.evaluate(() => (location.hash = "#listRecords"));
    await page.getByRole("heading", { name: "Listet die Datensätze auf", level: 1 }).waitFor();
    found.push(...(await englishTexts("route")));
    await page.evaluate(() => (location.hash = ""));
    await page.getByRole("button", { name: de.shell.language }).click();
    await page.getByRole("menuitem", { name: "English" }).click();
    await page.getByRole("heading", { name: referenceEn.groups }).waitFor();
    ({ page, errors } = await dashboard.open());
    for (const hash of [
      "#/login",
      "#/request-password-reset",
      "#/pbinstal/token",
      "#/auth/confirm-email-change/token",
    ]) {
      await page.evaluate((wanted) => (location.hash = wanted), hash);
      await page.getByRole("heading").first().waitFor();
      found.push(...(await englishTexts(hash)));
    }
    expect(found).toEqual([]);
    expect(errors).toEqual([]);
  },
  START_MS,
);
