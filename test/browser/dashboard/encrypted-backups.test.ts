// A server without a key is given encrypted backups: its dialogs ask for the key.
import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { AgeKey } from "../../../src/lib/age.ts";
import { STEP_MS, launchBrowser } from "../../support/browser.ts";
import { FreshServer, SUPERUSER } from "../../support/fresh-server.ts";
import { START_MS, inspect } from "./dashboard-page.ts";

const PASSPHRASE = "correct horse battery staple";

let server: FreshServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([FreshServer.start(), launchBrowser()]);
}, START_MS);

afterAll(async () => {
  await browser.close();
  await server[Symbol.asyncDispose]();
}, START_MS);

/** A backup of the server under this name, encrypted. */
async function encryptedBackup(name: string): Promise<File> {
  const admin = await server.admin();
  await admin.backups.create("plain.zip");
  const address = admin.backups.getDownloadURL(await admin.files.getToken(), "plain.zip");
  const plain = (await fetch(address)).body;
  if (plain === null) throw new Error("the backup is empty");
  const encrypted = await new Response(await new AgeKey(PASSPHRASE).encrypt(plain)).blob();
  await admin.backups.delete("plain.zip");
  return new File([encrypted], name);
}

test(
  "an encrypted backup is verified and restored with the key that is typed",
  async () => {
    const admin = await server.admin();
    await admin.backups.upload({ file: await encryptedBackup("secret.zip.age") });
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, locale: "en-US" });
    const page = await context.newPage();
    page.setDefaultTimeout(STEP_MS);
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    await page.goto(`${server.process.url}/_/`);
    await page.getByLabel("Email").fill(SUPERUSER.email);
    await page.getByLabel("Password", { exact: true }).fill(SUPERUSER.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("link", { name: "Settings" }).click();
    await page.getByRole("link", { name: "Backups" }).click();

    const more = page.getByRole("button", { name: "More for secret.zip.age" });
    await more.click();
    await page.getByRole("menuitem", { name: "Verify" }).click();
    const verifying = page.getByRole("dialog", { name: "Verify this backup" });
    await verifying.getByText("The backup is encrypted, and there is no key.").waitFor();
    const key = verifying.getByLabel("Passphrase or private key");
    await key.fill("a passphrase that is wrong");
    await verifying.getByRole("button", { name: "Verify", exact: true }).click();
    await verifying.getByText("the key is not the one that it was encrypted with").waitFor();
    expect(await inspect(page, "backup-key")).toEqual([]);
    await key.fill(PASSPHRASE);
    await key.press("Enter");
    await verifying.getByText("Complete: it can be restored.").waitFor();
    await verifying.getByRole("button", { name: "Close" }).click();

    await more.click();
    await page.getByRole("menuitem", { name: "Restore" }).click();
    const question = page.getByRole("dialog", { name: "Restore this backup?" });
    await question.getByLabel("Type secret.zip.age to confirm").fill("secret.zip.age");
    await question.getByRole("button", { name: "Replace everything" }).click();
    await question.getByText("The backup is encrypted, and there is no key.").waitFor();
    await question.getByLabel("Passphrase or private key").fill(PASSPHRASE);
    await question.getByRole("button", { name: "Replace everything" }).click();
    await page.getByText("secret.zip.age was restored.").waitFor();
    expect(errors).toEqual([]);
    await context.close();
  },
  2 * START_MS,
);

test(
  "what is kept by age, and whether new backups are verified, are settings",
  async () => {
    const admin = await server.admin();
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, locale: "en-US" });
    const page = await context.newPage();
    page.setDefaultTimeout(STEP_MS);
    await page.goto(`${server.process.url}/_/#/settings/backups`);
    await page.getByLabel("Email").fill(SUPERUSER.email);
    await page.getByLabel("Password", { exact: true }).fill(SUPERUSER.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByLabel("Schedule automatic backups").check();
    await page.getByLabel("Days to keep them").fill("30");
    await page.getByLabel("Verify new backups").check();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("All changes saved").waitFor();
    expect(await admin.settings.getAll()).toMatchObject({ backups: { cronMaxDays: 30, verify: true } });
    expect(await inspect(page, "backups-settings")).toEqual([]);
    await context.close();
  },
  START_MS,
);
