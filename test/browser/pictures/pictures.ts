/**
 * Takes pictures of the dashboard with realistic data, to look at: `bun test/browser/pictures/pictures.ts FOLDER [WORD] [LOCALE]`.
 * Each page is taken at 1440, 1024 and 390 pixels in both themes; with a word only those whose file has it, such as `record-new`
 * or `390-dark`.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "../../support/browser.ts";
import { FreshServer, SUPERUSER } from "../../support/fresh-server.ts";
import { writeRealisticData } from "./realistic-data.ts";
import { SHOTS, type Shot } from "./shots.ts";

const [folder = "pictures", word = "", locale = "en-US"] = Bun.argv.slice(2);
const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
  { width: 390, height: 844 },
];
const SETTLE_MS = 250;

mkdirSync(folder, { recursive: true });
await using server = await FreshServer.start();
const admin = await server.admin();
await writeRealisticData(admin);
const browser = await launchBrowser();
try {
  for (const colorScheme of ["light", "dark"] as const) {
    for (const viewport of SIZES) await takeAll(browser, { colorScheme, viewport });
  }
} finally {
  await browser.close();
}

interface Look {
  readonly colorScheme: "light" | "dark";
  readonly viewport: { readonly width: number; readonly height: number };
}

async function takeAll(opened: Browser, look: Look): Promise<void> {
  const auth = await admin.collection("_superusers").authWithPassword(SUPERUSER.email, SUPERUSER.password);
  const fileOf = ({ name }: Shot): string => `${name}-${look.viewport.width}-${look.colorScheme}.png`;
  for (const [isGuest, shots] of Map.groupBy(SHOTS, (shot) => shot.isGuest === true)) {
    const value = JSON.stringify(auth);
    const localStorage = isGuest ? [] : [{ name: "baobox_superuser", value }];
    const context = await opened.newContext({
      ...look,
      locale,
      reducedMotion: "reduce",
      storageState: { cookies: [], origins: [{ origin: server.process.url, localStorage }] },
    });
    context.setDefaultTimeout(15_000);
    for (const shot of shots.filter((one) => fileOf(one).includes(word))) {
      const page = await context.newPage();
      const path = join(folder, fileOf(shot));
      try {
        await take(page, shot);
      } catch (error) {
        console.error(`${path}: ${String(error).split("\n")[0]}`);
      }
      await page.screenshot({ path });
      await page.close();
    }
    await context.close();
  }
}

async function take(page: Page, { address, prepare }: Shot): Promise<void> {
  await page.goto(`${server.process.url}/_/${address}`);
  await page.waitForLoadState("networkidle");
  await page.locator(".skeleton").first().waitFor({ state: "detached" });
  await prepare?.(page);
  await page.waitForTimeout(SETTLE_MS);
}
