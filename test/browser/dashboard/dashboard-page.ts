import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import type { Browser, BrowserContext, Locator, Page, Route } from "playwright-core";
import { type TestApp, type TestAppOptions, testApp } from "../../support/test-app.ts";
import { STEP_MS, launchBrowser } from "../../support/browser.ts";

export const START_MS = 120_000;
export const SUPERUSER = { email: "admin@example.com", password: "a-long-password" };

/** The folder for screenshots of each page, for people to look at. Default: none are taken, since they cost more than the tests. */
const SCREENSHOTS = process.env["BAOBOX_SCREENSHOTS"];
const DESK = { width: 1400, height: 900 };
/** The themes differ in colours alone: all that axe checks by default in which one of them can be wrong alone. */
const COLOR_RULES = ["color-contrast", "link-in-text-block"];
/** In place of the half megabyte of axe, where a page has it already. */
const NOTHING = ";";
/** As small as is supported. */
const SMALL_PHONE = { width: 360, height: 740 };
const PHONE = { width: 390, height: 844 };

/** The real server behind a socket, and a browser to open its dashboard in. */
export class Dashboard implements AsyncDisposable {
  readonly app: TestApp;
  readonly url: string;
  readonly #browser: Browser;
  readonly #locale: string;
  #context: BrowserContext | null = null;
  #hasSuperuser = false;

  private constructor(app: TestApp, url: string, { browser, locale }: { browser: Browser; locale: string }) {
    this.app = app;
    this.url = url;
    this.#browser = browser;
    this.#locale = locale;
  }

  /** @param locale The language of the browser, which is that of the dashboard. */
  static async start(options: TestAppOptions = {}, locale = "en-US"): Promise<Dashboard> {
    const [app, browser] = await Promise.all([testApp(options), launchBrowser()]);
    const { port } = app.server.listen({ hostname: "127.0.0.1", port: 0 });
    return new Dashboard(app, `http://127.0.0.1:${port}`, { browser, locale });
  }

  /** A page of a new reader, who is not signed in. What the page reports as an error fails the test by `errors`. */
  async open(
    hash = "",
    localStorage: { name: string; value: string }[] = [],
  ): Promise<{ page: Page; errors: string[] }> {
    await this.#context?.close();
    this.#context = await this.#browser.newContext({
      viewport: DESK,
      colorScheme: "light",
      reducedMotion: "reduce",
      locale: this.#locale,
    });
    this.#context.setDefaultTimeout(STEP_MS);
    const page = await this.#context.newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("console", (message) => {
      // Answers with an error status are the subject of tests, not faults of the page.
      if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
        errors.push(message.text());
    });
    // Not by `storageState`, which opens a page of its own to fill it.
    await using _first = await page.addInitScript((items) => {
      for (const { name, value } of items) window.localStorage.setItem(name, value);
    }, localStorage);
    await page.goto(`${this.url}/_/${hash}`);
    return { page, errors };
  }

  /** As `open`, for a superuser who is signed in already; made by the first call. */
  async openSignedIn(hash = "", password = SUPERUSER.password): Promise<{ page: Page; errors: string[] }> {
    const { app } = this;
    if (!this.#hasSuperuser) await app.createSuperuser(SUPERUSER.email, SUPERUSER.password);
    this.#hasSuperuser = true;
    const body = { identity: SUPERUSER.email, password };
    const { json } = await app.request("POST", "/api/collections/_superusers/auth-with-password", { body });
    const opened = await this.open(hash, [{ name: "baobox_superuser", value: JSON.stringify(json) }]);
    await opened.page.locator("#main").waitFor();
    return opened;
  }

  /** The records of a collection, for a superuser who is signed in. */
  async openCollection(name: string): Promise<{ page: Page; errors: string[]; table: Locator }> {
    const opened = await this.openSignedIn(`#/collections/${name}`);
    return { ...opened, table: opened.page.getByRole("grid", { name: `Records of ${name}` }) };
  }

  /** Gives its id. */
  async createCollection(body: object): Promise<string> {
    const token = await this.app.superuserToken();
    const { status, json } = await this.app.request("POST", "/api/collections", { body, token });
    if (status !== 200) throw new Error(`the collection was not created: ${JSON.stringify(json)}`);
    return (json as { id: string }).id;
  }

  /** The newest first. */
  async records(collection: string): Promise<Record<string, unknown>[]> {
    const token = await this.app.superuserToken();
    const path = `/api/collections/${collection}/records?perPage=1000&sort=-@rowid`;
    const { json } = await this.app.request("GET", path, { token });
    return (json as { items: Record<string, unknown>[] }).items;
  }

  async signIn(page: Page): Promise<void> {
    await page.getByLabel("Email").fill(SUPERUSER.email);
    await page.getByLabel("Password", { exact: true }).fill(SUPERUSER.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("button", { name: "Sign out" }).waitFor();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    await this.app.server.stop(0);
    await this.app[Symbol.asyncDispose]();
  }
}

/** Adds a field in the editor of collections. */
export async function addField(page: Page, type: string, name: string): Promise<void> {
  await page.getByRole("button", { name: "Add a field" }).click();
  await page.getByRole("menuitem", { name: type, exact: true }).click();
  await page.getByLabel(`Field name (${type})`).last().fill(name);
}

/** The server fails whatever the page asks of it below a path, until the given function is called. */
export async function breakServer(page: Page, path = "**/api/**"): Promise<() => Promise<void>> {
  const fail = (route: Route): Promise<void> =>
    route.fulfill({ status: 500, json: { status: 500, message: "The disk is full.", data: {} } });
  await page.route(path, fail);
  return () => page.unroute(path, fail);
}

/** What the page says while the network is cut. */
export const UNREACHABLE = "The server can't be reached.";

/** Nothing reaches the page, or leaves it, until the given function is called. */
export async function cutNetwork(page: Page): Promise<() => Promise<void>> {
  await page.context().setOffline(true);
  return () => page.context().setOffline(false);
}

/** Empties a code editor by its own keys: what a test fills in at once may come before the editor knows of the selection. */
export async function empty(editor: Locator): Promise<void> {
  await editor.press("ControlOrMeta+a");
  await editor.press("Backspace");
}

const MOST_TABS = 60;

/** Goes on by the Tab key until the element has the focus; throws where the key does not lead there. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let pressed = 0; pressed < MOST_TABS; pressed++) {
    await page.keyboard.press("Tab");
    if (await target.evaluate((element) => element.matches(":focus"))) return;
  }
  throw new Error(`the Tab key does not lead to ${String(target)}`);
}

/**
 * What axe finds in both themes and whether a small phone can show it without scrolling sideways; where BAOBOX_SCREENSHOTS is set,
 * with a screenshot of each at the widths of a desk and of two phones.
 */
export async function inspect(page: Page, name: string): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.locator(`html[data-theme="${colorScheme}"]`).waitFor({ state: "attached" });
    const axe = colorScheme === "light" ? axeOf(page) : axeOf(page, NOTHING).withRules(COLOR_RULES);
    const { violations } = await axe.analyze();
    for (const { id, nodes } of violations) {
      found.push(`${name}, ${colorScheme}: ${id} at ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`);
    }
    if (SCREENSHOTS !== undefined) await takeScreenshots(page, join(SCREENSHOTS, `${name}-${colorScheme}`));
    await page.setViewportSize(SMALL_PHONE);
    const cutOff = await page.evaluate(findCutOff);
    await page.setViewportSize(DESK);
    if (cutOff !== null) found.push(`${name}, ${colorScheme}: ${cutOff}`);
  }
  await page.emulateMedia({ colorScheme: "light" });
  return found;
}

/**
 * `source` is run in the page first. Without legacy mode each analysis opens a page, and with that a process, of its own. It
 * describes what violates alone: what passes is a megabyte of JSON for a page.
 */
function axeOf(page: Page, source?: string): AxeBuilder {
  const builder = new AxeBuilder(source === undefined ? { page } : { page, axeSource: source });
  return builder.setLegacyMode().options({ resultTypes: ["violations"] });
}

async function takeScreenshots(page: Page, path: string): Promise<void> {
  for (const size of [SMALL_PHONE, PHONE, DESK]) {
    await page.setViewportSize(size);
    await page.screenshot({ path: `${path}-${size.width}.png` });
  }
}

/** Runs in the page: what is wider than it, or null. What scrolls by itself, such as a table, may be wider. */
function findCutOff(): string | null {
  const width = document.documentElement.clientWidth;
  for (const scrolled of document.querySelectorAll("html, #main, dialog[open], dialog[open] form")) {
    if (scrolled.scrollWidth <= scrolled.clientWidth + 1) continue;
    return `${scrolled.tagName} is ${scrolled.scrollWidth} wide where there are ${scrolled.clientWidth} of ${width} pixels`;
  }
  return null;
}
