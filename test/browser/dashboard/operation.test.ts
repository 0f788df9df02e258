import { afterAll, beforeAll, expect, test } from "bun:test";
import { Dashboard, START_MS, SUPERUSER, inspect } from "./dashboard-page.ts";

let dashboard: Dashboard;

beforeAll(async () => {
  dashboard = await Dashboard.start();
}, START_MS);

afterAll(() => dashboard[Symbol.asyncDispose](), START_MS);

test(
  "superusers are made, changed and deleted, but not the last one; one's own new password signs in at once",
  async () => {
    const { page, errors } = await dashboard.openSignedIn("#/settings/superusers");
    await page.getByText("The last superuser can't be deleted.").waitFor();
    await page.getByRole("button", { name: `More for ${SUPERUSER.email}` }).click();
    expect(await page.getByRole("menuitem", { name: "Delete" }).isDisabled()).toBe(true);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "New superuser" }).click();
    const panel = page.getByRole("dialog", { name: "New superuser" });
    await panel.getByLabel("Email").fill("second@example.com");
    await panel.getByLabel("Password", { exact: true }).fill("short");
    await panel.getByLabel("Confirm password").fill("short");
    await panel.getByRole("button", { name: "Save" }).click();
    await panel.getByText("Must be at least 8 character(s)").waitFor();
    expect(await inspect(page, "superuser")).toEqual([]);
    await panel.getByLabel("Password", { exact: true }).fill("long-enough");
    await panel.getByLabel("Confirm password").fill("long-enough");
    await panel.getByRole("button", { name: "Save" }).click();
    await page.locator(".entry", { hasText: "second@example.com" }).waitFor();
    expect(await inspect(page, "superusers")).toEqual([]);

    await page.getByRole("button", { name: `More for ${SUPERUSER.email}` }).click();
    await page.getByRole("menuitem", { name: "Change email or password" }).click();
    const own = page.getByRole("dialog", { name: `Superuser ${SUPERUSER.email}` });
    await own.getByLabel("New password").fill("another-password");
    await own.getByLabel("Confirm password").fill("another-password");
    await own.getByRole("button", { name: "Save" }).click();
    await own.waitFor({ state: "detached" });

    await page.getByRole("button", { name: "More for second@example.com" }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    const question = page.getByRole("dialog", { name: "Delete this superuser?" });
    await question.getByRole("button", { name: "Delete superuser" }).click();
    await page.locator(".entry", { hasText: "second@example.com" }).waitFor({ state: "detached" });
    await page.getByText("The last superuser can't be deleted.").waitFor();
    expect(errors).toEqual([]);
    const superuser = await dashboard.app.context.database.get<{ id: string }>("SELECT id FROM _superusers");
    expect(superuser).not.toBeNull();
  },
  START_MS,
);

test(
  "jobs are run by hand and say how it went; a server without plugins says so",
  async () => {
    const { crons } = dashboard.app.context;
    crons.add({ id: "good", expression: "*/5 * * * *", run: () => undefined });
    crons.add({ id: "broken", expression: "0 0 * * 0", run: () => Promise.reject(new Error("no paper")) });
    const { page, errors } = await dashboard.openSignedIn("#/settings/crons", "another-password");
    const job = (id: string) => page.getByRole("listitem").filter({ hasText: id });
    await job("good")
      .getByText(/^Next: .*, in \d+ (?:minutes?|seconds?)$/)
      .waitFor();
    await job("__pbOTPCleanup__").getByText("Deletes one-time codes that have expired.").waitFor();
    await job("good").getByRole("button", { name: "Run now" }).click();
    await job("good")
      .getByText(/^Done in [\d,]+ ms\.$/)
      .waitFor();
    await job("broken").getByRole("button", { name: "Run now" }).click();
    await job("broken").getByText("Failed: Error: no paper").waitFor();
    expect(await inspect(page, "settings-crons")).toEqual([]);

    await page.getByRole("link", { name: "Plugins" }).click();
    await page.getByText("No plugins.").waitFor();
    expect(await inspect(page, "settings-plugins-none")).toEqual([]);
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "rules of realtime channels: a wrong one is said at its place, the order is kept",
  async () => {
    const { page, errors } = await dashboard.openSignedIn("#/settings/channels", "another-password");
    await page.getByText("No rules yet.").waitFor();
    await page.getByRole("button", { name: "Add a rule" }).click();
    const rule = page.getByRole("region", { name: "Rule 1" });
    await rule.getByLabel("Channel").fill("room:*");
    await rule.getByRole("textbox", { name: "Rule 1: Join" }).click();
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type("nothing.here = 1");
    await rule.getByRole("combobox", { name: "Send" }).selectOption("everyone");
    await page.keyboard.press("ControlOrMeta+s");
    await page.getByRole("alert").getByText("rules.0.join").waitFor();
    expect(await inspect(page, "settings-channels-error")).toEqual([]);
    await rule.getByRole("combobox", { name: "Join" }).selectOption("nobody");
    await page.getByRole("button", { name: "Add a rule" }).click();
    await page.getByRole("region", { name: "Rule 2" }).getByLabel("Channel").fill("lobby");
    await page.getByRole("button", { name: "Move rule 2 up" }).click();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("All changes saved").waitFor();
    expect(await inspect(page, "settings-channels")).toEqual([]);
    const token = await dashboard.app.superuserToken();
    expect((await dashboard.app.request("GET", "/api/realtime/channels", { token })).json).toEqual({
      rules: [
        { channel: "lobby", join: '@request.auth.id != ""', broadcast: '@request.auth.id != ""' },
        { channel: "room:*", join: null, broadcast: "" },
      ],
    });
    expect(errors).toEqual([]);
  },
  START_MS,
);
