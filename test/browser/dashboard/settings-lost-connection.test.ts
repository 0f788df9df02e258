// The network goes away while settings are typed: the page says so, keeps all of it, and sends it once the network is back.
import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { Dashboard, START_MS, UNREACHABLE, cutNetwork } from "./dashboard-page.ts";

let dashboard: Dashboard;
let page: Page;
let errors: string[];

beforeAll(async () => {
  dashboard = await Dashboard.start();
}, START_MS);

beforeEach(async () => {
  ({ page, errors } = await dashboard.openSignedIn());
}, START_MS);

afterAll(() => dashboard[Symbol.asyncDispose](), START_MS);

/** A copy: a matcher of Bun's puts what it expects into what it is given. */
function settings(): object {
  return structuredClone(dashboard.app.context.settings.current());
}

function shown(label: string): Promise<string> {
  return page.getByLabel(label, { exact: true }).inputValue();
}

interface SettingsCase {
  readonly hash: string;
  readonly type: () => Promise<void>;
  /** What the page shows of it. */
  readonly typed: () => Promise<readonly string[]>;
  readonly expected: readonly string[];
  readonly stored: object;
}

const settingsCases: readonly SettingsCase[] = [
  {
    hash: "application",
    type: () => page.getByLabel("Name", { exact: true }).fill("My shop"),
    typed: async () => [await shown("Name")],
    expected: ["My shop"],
    stored: { meta: { appName: "My shop" } },
  },
  {
    hash: "mail",
    type: async () => {
      await page.getByLabel("Use an SMTP server").check();
      await page.getByLabel("Host").fill("mail.example.com");
      await page.getByLabel("Password", { exact: true }).fill("a-mail-secret");
    },
    typed: async () => [await shown("Host"), await shown("Password")],
    expected: ["mail.example.com", "a-mail-secret"],
    stored: { smtp: { enabled: true, host: "mail.example.com", password: "a-mail-secret" } },
  },
  {
    hash: "storage",
    type: async () => {
      await page.getByLabel("S3 bucket").check();
      await page.getByLabel("Endpoint").fill("http://127.0.0.1:9");
      await page.getByLabel("Bucket", { exact: true }).fill("files");
      await page.getByLabel("Region").fill("eu");
      await page.getByLabel("Access key").fill("key");
      await page.getByLabel("Secret", { exact: true }).fill("a-bucket-secret");
    },
    typed: async () => [await shown("Endpoint"), await shown("Bucket"), await shown("Secret")],
    expected: ["http://127.0.0.1:9", "files", "a-bucket-secret"],
    stored: { s3: { enabled: true, endpoint: "http://127.0.0.1:9", bucket: "files", secret: "a-bucket-secret" } },
  },
  {
    hash: "logs",
    type: async () => {
      await page.getByLabel("Days to keep").fill("42");
      await page.getByLabel("Minimum level").selectOption("4");
    },
    typed: async () => [await shown("Days to keep"), await shown("Minimum level")],
    expected: ["42", "4"],
    stored: { logs: { maxDays: 42, minLevel: 4 } },
  },
  {
    hash: "batch",
    type: () => page.getByLabel("Max requests per batch").fill("41"),
    typed: async () => [await shown("Max requests per batch")],
    expected: ["41"],
    stored: { batch: { maxRequests: 41 } },
  },
  {
    hash: "addresses",
    type: async () => {
      await page.getByLabel("Addresses and networks").fill("127.0.0.1");
      await page.keyboard.press("Enter");
      // Not ended by Enter: saved with the key, it counts too.
      await page.getByLabel("Addresses and networks").fill("10.0.0.0/8");
    },
    typed: () => page.locator(".list-field .chip").allTextContents(),
    expected: ["127.0.0.1", "10.0.0.0/8"],
    stored: { superuserIPs: ["127.0.0.1", "10.0.0.0/8"] },
  },
  {
    hash: "rate-limits",
    type: async () => {
      await page.getByRole("button", { name: "Add a rule" }).click();
      await page.getByLabel("Target").last().fill("GET /api/health");
      await page.getByLabel("Requests", { exact: true }).last().fill("7777");
      await page.getByLabel("Seconds").last().fill("60");
      await page.getByLabel("Audience").last().selectOption("@auth");
    },
    typed: async () =>
      Promise.all(
        ["Target", "Requests", "Seconds", "Audience"].map((label) =>
          page.getByLabel(label, { exact: true }).last().inputValue(),
        ),
      ),
    expected: ["GET /api/health", "7777", "60", "@auth"],
    stored: {
      rateLimits: {
        rules: expect.arrayContaining([
          { label: "GET /api/health", maxRequests: 7777, duration: 60, audience: "@auth" },
        ]),
      },
    },
  },
  {
    hash: "proxy",
    type: () => page.getByRole("button", { name: "Add X-Forwarded-For" }).click(),
    typed: () => page.locator(".list-field .chip").allTextContents(),
    expected: ["X-Forwarded-For"],
    stored: { trustedProxy: { headers: ["X-Forwarded-For"] } },
  },
  {
    hash: "backups",
    type: async () => {
      await page.getByLabel("Schedule automatic backups").check();
      await page.getByLabel("When").fill("7 3 * * *");
      await page.getByLabel("Backups to keep").fill("9");
    },
    typed: async () => [await shown("When"), await shown("Backups to keep")],
    expected: ["7 3 * * *", "9"],
    stored: { backups: { cron: "7 3 * * *", cronMaxKeep: 9 } },
  },
];

for (const { hash, type, typed, expected, stored } of settingsCases) {
  test(
    `settings/${hash}: what was typed is kept without a network, and stored when it is back`,
    async () => {
      await page.evaluate((to) => (location.hash = to), `#/settings/${hash}`);
      const saved = page.getByText("All changes saved");
      await saved.waitFor();
      await type();
      const reconnect = await cutNetwork(page);
      await page.keyboard.press("ControlOrMeta+s");
      await page.getByRole("alert").getByText(UNREACHABLE).waitFor();
      expect(await typed()).toEqual([...expected]);
      expect(settings()).not.toMatchObject(stored);
      await reconnect();
      await page.keyboard.press("ControlOrMeta+s");
      await saved.waitFor();
      await page.getByRole("alert").waitFor({ state: "detached" });
      expect(settings()).toMatchObject(stored);
      expect(errors).toEqual([]);
    },
    START_MS,
  );
}

test(
  "what is typed while a slow server saves is not lost by its answer",
  async () => {
    await page.evaluate(() => (location.hash = "#/settings/application"));
    const name = page.getByLabel("Name", { exact: true });
    await name.fill("Before");
    const answer = Promise.withResolvers<undefined>();
    await page.route("**/api/settings", async (route) => {
      await answer.promise;
      await route.continue();
    });
    await page.keyboard.press("ControlOrMeta+s");
    await page.getByText("Saving", { exact: false }).first().waitFor();
    await name.fill("Meanwhile");
    answer.resolve(undefined);
    await page.getByText("Unsaved changes").waitFor();
    expect(await name.inputValue()).toBe("Meanwhile");
    expect(settings()).toMatchObject({ meta: { appName: "Before" } });
    await page.keyboard.press("ControlOrMeta+s");
    await page.getByText("All changes saved").waitFor();
    expect(settings()).toMatchObject({ meta: { appName: "Meanwhile" } });
    expect(errors).toEqual([]);
  },
  START_MS,
);
