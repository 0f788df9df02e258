import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Page, Request } from "playwright-core";
import type { Settings } from "../../../src/model/settings/settings.ts";
import { Bucket } from "../../support/bucket.ts";
import { MailServer } from "../../support/mail-server.ts";
import { Dashboard, START_MS, inspect } from "./dashboard-page.ts";

let dashboard: Dashboard;

beforeAll(async () => {
  dashboard = await Dashboard.start();
}, START_MS);

afterAll(() => dashboard[Symbol.asyncDispose](), START_MS);

function settings(): Settings {
  return dashboard.app.context.settings.current();
}

/** Saves and gives what was sent. */
async function save(page: Page): Promise<unknown> {
  const [request] = await Promise.all([
    page.waitForRequest((one: Request) => one.method() === "PATCH"),
    page.getByRole("button", { name: "Save", exact: true }).click(),
  ]);
  return request.postDataJSON();
}

async function saved(page: Page): Promise<void> {
  await page.getByText("All changes saved").waitFor();
}

test(
  "only what was changed is sent; errors are at their fields; what is unsaved is not lost by leaving",
  async () => {
    const { page, errors } = await dashboard.openSignedIn("#/settings");
    const name = page.getByLabel("Name", { exact: true });
    await name.fill("");
    await page.getByLabel("URL").fill("no address");
    await page.keyboard.press("ControlOrMeta+s");
    await page.locator(".field", { hasText: "Name" }).getByText("Cannot be blank").waitFor();
    await page.locator(".field", { hasText: "URL" }).getByText("Must be a valid URL").waitFor();
    expect(await name.evaluate((element) => element.matches(":focus"))).toBe(true);
    expect(await inspect(page, "settings-error")).toEqual([]);
    await page.getByRole("link", { name: "Batch requests" }).click();
    const question = page.getByRole("dialog", { name: "Leave without saving?" });
    await question.getByRole("button", { name: "Cancel" }).click();
    expect(await page.getByLabel("URL").inputValue()).toBe("no address");
    await page.getByRole("button", { name: "Reset" }).click();
    await name.fill("My shop");
    await page.getByLabel("#6d4bd8").check();
    expect(await save(page)).toEqual({ meta: { appName: "My shop", accentColor: "#6d4bd8" } });
    await saved(page);
    expect(settings().meta).toMatchObject({ appName: "My shop", accentColor: "#6d4bd8" });
    expect(await inspect(page, "settings-application")).toEqual([]);

    await page.getByRole("link", { name: "Batch requests" }).click();
    await page.getByLabel("Enable batch requests").check();
    await page.getByLabel("Max requests per batch").fill("7");
    expect(await save(page)).toEqual({ batch: { enabled: true, maxRequests: 7 } });
    await saved(page);
    expect(await inspect(page, "settings-batch")).toEqual([]);
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "a mail server is set up and tried; its password is never shown or sent back",
  async () => {
    await using mails = await MailServer.start();
    const { page, errors } = await dashboard.openSignedIn("#/settings/mail");
    await page.getByLabel("Use an SMTP server").check();
    await page.getByLabel("Host").fill("127.0.0.1");
    await page.getByLabel("Port").fill(String(mails.port));
    await page.getByLabel("User name").fill("postman");
    await page.getByLabel("Password").fill("a-mail-secret");
    await save(page);
    await saved(page);
    await page.getByText("Set", { exact: true }).waitFor();
    expect(await page.content()).not.toContain("a-mail-secret");
    await page.getByLabel("User name").fill("postwoman");
    expect(await save(page)).toEqual({ smtp: { username: "postwoman" } });
    await saved(page);
    expect(settings().smtp.password).toBe("a-mail-secret");
    expect(await inspect(page, "settings-mail")).toEqual([]);

    await page.getByRole("button", { name: "Send a test email" }).click();
    const dialog = page.getByRole("dialog", { name: "Send a test email" });
    await dialog.getByLabel("To").fill("nobody");
    await dialog.getByRole("button", { name: "Send" }).click();
    await dialog.locator(".field", { hasText: "To" }).getByText("Must be a valid email address.").waitFor();
    await dialog.getByLabel("To").fill("reader@example.com");
    await dialog.getByLabel("Template").selectOption("otp");
    expect(await inspect(page, "settings-test-mail")).toEqual([]);
    await dialog.getByRole("button", { name: "Send" }).click();
    await dialog.getByText("The email to reader@example.com was sent.").waitFor();
    const mail = await mails.next();
    expect(mail.to).toMatchObject({ value: [{ address: "reader@example.com" }] });
    expect(mails.signIns[0]).toMatchObject({ username: "postwoman", password: "a-mail-secret" });
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "files are put into a bucket, which is tried; what happens with those that are there is said first",
  async () => {
    await using bucket = await Bucket.start();
    const { page, errors } = await dashboard.openSignedIn("#/settings/storage");
    await page.getByLabel("S3 bucket").check();
    await page.getByText("Existing files stay on the local disk").waitFor();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.locator(".field", { hasText: "Secret" }).getByText("Cannot be blank").waitFor();
    const { options } = bucket;
    await page.getByLabel("Endpoint").fill(options.endpoint);
    await page.getByLabel("Bucket", { exact: true }).fill(options.bucket);
    await page.getByLabel("Region").fill(options.region);
    await page.getByLabel("Access key").fill(options.accessKey);
    await page.getByLabel("Secret").fill("wrong");
    await page.getByLabel("Path-style addresses").check();
    await save(page);
    await saved(page);
    bucket.fault = () => "refuse";
    await page.getByRole("button", { name: "Test the connection" }).click();
    await page.getByRole("alert").getByText("Failed to test the S3 filesystem").waitFor();
    expect(await inspect(page, "settings-storage-error")).toEqual([]);
    bucket.fault = () => null;
    await page.getByRole("button", { name: "Replace" }).click();
    await page.getByLabel("Secret").fill(options.secret);
    expect(await save(page)).toEqual({ s3: { secret: options.secret } });
    await saved(page);
    await page.getByRole("button", { name: "Test the connection" }).click();
    await page.getByText("The bucket works").waitFor();
    expect(await inspect(page, "settings-storage")).toEqual([]);
    await page.getByLabel("Local disk").check();
    await page.getByText("Existing files stay in the bucket").waitFor();
    expect(await save(page)).toEqual({ s3: { enabled: false } });
    await saved(page);
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "rate limits: rules with labels, errors at the rule that has them, and requests are limited",
  async () => {
    const { page, errors } = await dashboard.openSignedIn("#/settings/rate-limits");
    await page.getByLabel("Limit requests").check();
    const { rules } = settings().rateLimits;
    await page.getByRole("button", { name: "Add a rule" }).click();
    const rule = page.getByRole("group", { name: `Rule ${rules.length + 1}` });
    await rule.getByLabel("Target").fill("not a label!");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await rule.getByText("Must be in a valid format.").waitFor();
    expect(await inspect(page, "settings-rate-limits")).toEqual([]);
    await rule.getByLabel("Target").fill("GET /api/health");
    await rule.getByLabel("Requests").fill("2");
    await rule.getByLabel("Seconds").fill("600");
    await rule.getByLabel("Audience").selectOption("@guest");
    await save(page);
    await saved(page);
    const statuses: number[] = [];
    for (let count = 0; count < 3; count++) statuses.push((await fetch(`${dashboard.url}/api/health`)).status);
    expect(statuses).toEqual([200, 200, 429]);
    await page.getByLabel("Limit requests").uncheck();
    expect(await save(page)).toEqual({ rateLimits: { enabled: false } });
    await saved(page);
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "addresses of superusers: a lock-out is warned of; a trusted proxy; what is logged",
  async () => {
    const { page, errors } = await dashboard.openSignedIn("#/settings/addresses");
    const list = page.getByLabel("Addresses and networks");
    await list.fill("10.0.0.0/8");
    await list.press("Enter");
    await page.getByRole("alert").getByText("Your address 127.0.0.1 is not listed").waitFor();
    expect(await inspect(page, "settings-addresses")).toEqual([]);
    await page.getByRole("button", { name: "Add it" }).click();
    await page.getByRole("alert").waitFor({ state: "detached" });
    await list.fill("nowhere");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("nowhere: Must be a valid IP address.").waitFor();
    await page.getByRole("button", { name: "Remove nowhere" }).click();
    expect(await save(page)).toEqual({ superuserIPs: ["10.0.0.0/8", "127.0.0.1"] });
    await saved(page);
    await page.getByRole("button", { name: "Remove 10.0.0.0/8" }).click();
    await page.getByRole("button", { name: "Remove 127.0.0.1" }).click();
    await save(page);
    await saved(page);

    await page.getByRole("link", { name: "Trusted proxy" }).click();
    await page.getByText("The server sees your address as").waitFor();
    await page.getByRole("button", { name: "Add X-Forwarded-For" }).click();
    expect(await save(page)).toEqual({ trustedProxy: { headers: ["X-Forwarded-For"] } });
    await saved(page);
    expect(await inspect(page, "settings-proxy")).toEqual([]);

    await page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name: "Logs" }).click();
    await page.getByLabel("Days to keep").fill("9");
    await page.getByLabel("Minimum level").selectOption("8");
    expect(await save(page)).toEqual({ logs: { maxDays: 9, minLevel: 8 } });
    await saved(page);
    expect(await inspect(page, "settings-logs")).toEqual([]);
    expect(errors).toEqual([]);
  },
  START_MS,
);
