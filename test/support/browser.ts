import { existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium as playwright } from "playwright-core";
import type { Browser } from "playwright-core";
import { devDependencies } from "../../package.json";

/** Of one step in a page. Shorter than the limit of a test, so that the step is named; a busy machine may need much of it. */
export const STEP_MS = 100_000;

/**
 * A headless Chromium that comes with the packages and talks to nobody but the pages that tests open. The package's own
 * arguments are left out: one of them, a single process for all pages, ends the browser with the first page.
 */
export async function launchBrowser(): Promise<Browser> {
  return playwright.launch({
    executablePath: await unpackedChromium(),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--no-first-run",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/**
 * The package unpacks its program where it can be found while it is half written. Test files that begin at the same time must not
 * start that, so it appears by its folder's new name.
 */
async function unpackedChromium(): Promise<string> {
  const folder = join(tmpdir(), `baobox-chromium-${devDependencies["@sparticuz/chromium"]}`);
  const program = join(folder, "chromium");
  if (existsSync(program)) return program;
  const own = mkdtempSync(`${folder}-`);
  const unpack = fileURLToPath(new URL("./unpack-browser.ts", import.meta.url));
  const env = { ...process.env, TMPDIR: own };
  const exitCode = await Bun.spawn([process.execPath, unpack], { env, stdout: "ignore", stderr: "inherit" }).exited;
  if (exitCode !== 0) throw new Error(`the browser could not be unpacked: code ${exitCode}`);
  try {
    renameSync(own, folder);
  } catch (error) {
    // Another test file was first.
    if (!existsSync(program)) throw error;
    rmSync(own, { recursive: true });
  }
  return program;
}
