// With the program as it is started: a plugin is loaded from its file.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { STEP_MS, launchBrowser } from "../../support/browser.ts";
import { SUPERUSER } from "../../support/fresh-server.ts";
import { ServerProcess, TemporaryDirectory, runProgram } from "../../support/server-process.ts";
import { START_MS, inspect } from "./dashboard-page.ts";

const SHOP = `import { definePlugin } from "baobox";
export default definePlugin((app) => {
  app.onRecordCreate("users", (e) => e.next());
  app.routes.get("/api/shop/hours", () => "always");
  app.cron("restock", "0 3 * * *", () => undefined);
});
`;
const BROKEN = `import { definePlugin } from "baobox";
export default definePlugin(() => {
  throw new Error("the till is missing");
});
`;

let folder: TemporaryDirectory;
let server: ServerProcess;
let browser: Browser;

function write(name: string, text: string): void {
  const plugins = join(folder.path, "plugins");
  mkdirSync(plugins, { recursive: true });
  writeFileSync(join(plugins, `${name}.ts`), text);
}

beforeAll(async () => {
  folder = new TemporaryDirectory();
  const dir = join(folder.path, "pb_data");
  write("shop", SHOP);
  write("till", BROKEN);
  await runProgram(["superuser", "upsert", SUPERUSER.email, SUPERUSER.password, "--dir", dir]);
  const args = ["--pluginsDir", join(folder.path, "plugins"), "--pluginsWatch", "false"];
  [server, browser] = await Promise.all([ServerProcess.start({ dir, args }), launchBrowser()]);
}, START_MS);

afterAll(async () => {
  await browser.close();
  await server[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
}, START_MS);

test(
  "a plugin shows what it brought; one that failed says where, until its file is put right and it is loaded again",
  async () => {
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, locale: "en-US" });
    const page = await context.newPage();
    page.setDefaultTimeout(STEP_MS);
    await page.goto(`${server.url}/_/#/settings/plugins`);
    await page.getByLabel("Email").fill(SUPERUSER.email);
    await page.getByLabel("Password", { exact: true }).fill(SUPERUSER.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    const of = (name: string) =>
      page.getByRole("listitem").filter({ has: page.getByRole("button", { name: `Reload ${name}` }) });
    await of("shop").getByText("Loaded", { exact: true }).first().waitFor();
    await of("shop").getByText("GET /api/shop/hours").waitFor();
    await of("shop").getByText("restock").waitFor();
    await of("shop").getByText("onRecordCreate users").waitFor();
    await of("till").getByText("Failed", { exact: true }).waitFor();
    await of("till")
      .getByRole("alert")
      .getByText(/till\.ts:3[^]*the till is missing|the till is missing[^]*till\.ts:3/)
      .waitFor();
    expect(await inspect(page, "settings-plugins")).toEqual([]);

    // It fails again, and says so.
    write("till", BROKEN.replace("the till", "the other till"));
    await of("till").getByRole("button", { name: "Reload till" }).click();
    await of("till").getByText("the other till is missing").waitFor();
    write("till", SHOP.replaceAll("shop", "till").replace("restock", "count"));
    await of("till").getByRole("button", { name: "Reload till" }).click();
    await of("till").getByText("GET /api/till/hours").waitFor();
    expect(await of("till").getByRole("alert").count()).toBe(0);
    expect(await (await fetch(`${server.url}/api/till/hours`)).text()).toContain("always");

    // What goes on running after a failure is told apart from what doesn't run at all.
    write("shop", BROKEN);
    await of("shop").getByRole("button", { name: "Reload shop" }).click();
    await of("shop").getByText("The last load failed; the previous version is still running.").waitFor();
    await of("shop").getByText("GET /api/shop/hours").waitFor();
    expect(await inspect(page, "settings-plugins-failed")).toEqual([]);
    await context.close();
  },
  START_MS,
);
