/**
 * How quick the dashboard is on a collection of a million records: `bun test/bench/dashboard.ts [RECORDS]`. Makes the directory itself and
 * measures in a browser on the real server: the first page, scrolling, and typing. Each figure is the best of several rounds, since other
 * work on the machine makes only some of them slow; the machine's load is printed. Exits 1 when a target is missed.
 */
import { loadavg } from "node:os";
import type { Page } from "playwright-core";
import { launchBrowser } from "../support/browser.ts";
import { FreshServer, SUPERUSER } from "../support/fresh-server.ts";
import { createCollection, fillCollection } from "./large-collection.ts";

const RECORDS = Number(Bun.argv[2] ?? 1_000_000);
const ROUNDS = 5;
const FIRST_PAGE_MAX_MS = 300;
const FRAME_P95_MAX_MS = 25;
const KEY_MAX_MS = 20;
const WORD = "title 123";
const LONG_BYTES = 1_000_000;
const LINE = "a line of a long text, as people write it, with some words in it\n";

interface Figure {
  readonly what: string;
  readonly rounds: readonly number[];
  readonly maxMs: number;
}

const figures: Figure[] = [];

await using server = await FreshServer.start();
const admin = await server.admin();
await createCollection(admin, "large");
await admin.collections.create({ name: "small", type: "base", fields: [{ name: "title", type: "text" }] });
const long = [
  { name: "text", type: "text", max: 2 * LONG_BYTES },
  { name: "data", type: "json", maxSize: 2 * LONG_BYTES },
];
await admin.collections.create({ name: "long", type: "base", fields: long });
const data = Array.from({ length: 20_000 }, (_, n) => ({ id: n, name: `a name of some length, number ${n}` }));
const inLines = LINE.repeat(LONG_BYTES / LINE.length);
for (const [id, text] of Object.entries({ lines: inLines, one_line: inLines.replaceAll("\n", " ") })) {
  await admin.collection("long").create({ id: id.padEnd(15, "0").replaceAll("_", "0"), text, data });
}
await server.process.stop();
fillCollection(server.dir, "large", RECORDS);
await server.restart();

const auth = await server.client().collection("_superusers").authWithPassword(SUPERUSER.email, SUPERUSER.password);
const localStorage = [{ name: "baobox_superuser", value: JSON.stringify(auth) }];
const browser = await launchBrowser();
try {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: "en-US",
    storageState: { cookies: [], origins: [{ origin: server.process.url, localStorage }] },
  });
  const page = await context.newPage();
  await page.goto(`${server.process.url}/_/#/collections/small`);
  await page.getByText("No records yet.").waitFor();
  figures.push(await measureFirstPage(page), await measureScrolling(page));
  for (const [what, selector] of [
    ["a key in the list's search", ".side-search input"],
    ["a key in the filter", ".filter .code-editor"],
  ] as const) {
    figures.push(await measureTyping(page, what, selector));
  }
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "New record" }).click();
  await page.getByRole("dialog").getByLabel("title").waitFor();
  figures.push(await measureTyping(page, "a key in a record's text", "dialog textarea"));
  for (const [what, id] of [
    ["a key in a text of 1 MB", "lines0000000000"],
    ["a key in a line of 1 MB", "one0line0000000"],
  ] as const) {
    await page.goto(`${server.process.url}/_/#/collections/long?record=${id}`);
    await page.reload();
    await page.locator("dialog .code-editor:not([aria-busy])").nth(1).waitFor();
    figures.push(await measureTyping(page, what, "dialog .code-editor"));
  }
} finally {
  await browser.close();
}

const width = Math.max(...figures.map(({ what }) => what.length));
for (const { what, rounds, maxMs } of figures) {
  const best = Math.min(...rounds);
  const all = rounds.map((ms) => ms.toFixed(0)).join(", ");
  console.log(
    `${best <= maxMs ? "ok  " : "MISS"} ${what.padEnd(width)}  ${best.toFixed(1)} ms of ${all}; target ${maxMs} ms`,
  );
}
console.log(`${RECORDS} records; load ${loadavg()[0]?.toFixed(1)}`);
process.exitCode = figures.every(({ rounds, maxMs }) => Math.min(...rounds) <= maxMs) ? 0 : 1;

/** From the choice of the collection to the frame with its first rows. */
async function measureFirstPage(page: Page): Promise<Figure> {
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    rounds.push(
      await page.evaluate(async () => {
        const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
        const start = performance.now();
        location.hash = "#/collections/large";
        // Cells of the large collection, which the small one has not.
        while (document.querySelector(".table-row .cell.number:not(:has(.skeleton))") === null) await frame();
        const ms = performance.now() - start;
        location.hash = "#/collections/small";
        while (document.querySelector(".table-row .cell.number") !== null) await frame();
        return ms;
      }),
    );
  }
  await page.evaluate(() => (location.hash = "#/collections/large"));
  await page.locator(".table-row .cell.number").first().waitFor();
  return { what: "first page", rounds, maxMs: FIRST_PAGE_MAX_MS };
}

/** The time between two frames that 95 of 100 keep within, while the table is scrolled a screen at a time in both directions. */
async function measureScrolling(page: Page): Promise<Figure> {
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    rounds.push(
      await page.evaluate(async (from) => {
        const table = document.querySelector<HTMLElement>(".table");
        if (table === null) throw new Error("there is no table");
        table.scrollTop = from;
        const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
        const gaps: number[] = [];
        let before = await frame();
        for (let step = 0; step < 180; step++) {
          table.scrollTop += step < 120 ? 90 : -600;
          const now = await frame();
          gaps.push(now - before);
          before = now;
        }
        return gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length * 0.95)] ?? Number.NaN;
      }, round * 1_000_000),
    );
  }
  return { what: "scrolling, p95 of frames", rounds, maxMs: FRAME_P95_MAX_MS };
}

/** From the key to the frame that shows it: the median of a round. */
async function measureTyping(page: Page, what: string, selector: string): Promise<Figure> {
  const rounds: number[] = [];
  await page.locator(selector).first().click();
  await page.evaluate(() => {
    const times: number[] = [];
    Object.assign(globalThis, { times });
    addEventListener(
      "keydown",
      ({ timeStamp }) =>
        requestAnimationFrame(() => {
          // After the frame was painted.
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => times.push(performance.now() - timeStamp);
          port2.postMessage(null);
        }),
      true,
    );
  });
  for (let round = 0; round < ROUNDS; round++) {
    await page.evaluate(() => void (globalThis as unknown as { times: number[] }).times.splice(0));
    await page.keyboard.type(WORD, { delay: 30 });
    const times = await page.evaluate(() => (globalThis as unknown as { times: number[] }).times);
    rounds.push(times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN);
    for (const _ of WORD) await page.keyboard.press("Backspace");
  }
  return { what, rounds, maxMs: KEY_MAX_MS };
}
