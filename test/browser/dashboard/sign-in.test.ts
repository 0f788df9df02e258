import { afterAll, beforeAll, expect, test } from "bun:test";
import { createInstallerToken } from "../../../src/commands/installer.ts";
import { Mailbox, codeIn, tokenIn } from "../../support/mailbox.ts";
import { Dashboard, START_MS, SUPERUSER, UNREACHABLE, cutNetwork, inspect } from "./dashboard-page.ts";

let dashboard: Dashboard;
let mailbox: Mailbox;

beforeAll(async () => {
  dashboard = await Dashboard.start();
  mailbox = new Mailbox(dashboard.app);
}, START_MS);

afterAll(() => dashboard[Symbol.asyncDispose](), START_MS);

test(
  "the first superuser is made from the one-time link, is signed in, and signs out",
  async () => {
    const token = await createInstallerToken(dashboard.app.context);
    const { page, errors } = await dashboard.open();
    await page.getByText("There is no superuser yet.").waitFor();
    expect(await inspect(page, "login")).toEqual([]);
    await page.goto(`${dashboard.url}/_/#/pbinstal/${token}`);
    await page.getByRole("heading", { name: "Create the first superuser" }).waitFor();
    expect(await inspect(page, "install")).toEqual([]);
    await page.getByLabel("Email").fill(SUPERUSER.email);
    await page.getByLabel("Password", { exact: true }).fill("short");
    await page.getByLabel("Confirm password").fill("short");
    await page.getByRole("button", { name: "Create and sign in" }).click();
    // The server's own words, at the field that caused them, and nothing that was typed is lost.
    await page.getByText("Must be at least 8 character(s)").waitFor();
    expect(await page.getByLabel("Email").inputValue()).toBe(SUPERUSER.email);
    await page.getByLabel("Password", { exact: true }).fill(SUPERUSER.password);
    await page.getByLabel("Confirm password").fill(SUPERUSER.password);
    await page.getByRole("button", { name: "Create and sign in" }).click();
    await page.getByRole("heading", { name: "users" }).waitFor();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(await page.evaluate("localStorage.getItem('baobox_superuser')")).toBeNull();

    // The link is good for one superuser.
    await page.goto(`${dashboard.url}/_/#/pbinstal/${token}`);
    await page.getByLabel("Email").fill("second@example.com");
    await page.getByLabel("Password", { exact: true }).fill(SUPERUSER.password);
    await page.getByLabel("Confirm password").fill(SUPERUSER.password);
    await page.getByRole("button", { name: "Create and sign in" }).click();
    await page.getByText("This link has expired or was used.").waitFor();
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "a wrong password is said and can be corrected; the sign-in outlives a reload",
  async () => {
    const { page, errors } = await dashboard.open();
    await page.getByLabel("Email").fill(SUPERUSER.email);
    await page.getByLabel("Password", { exact: true }).fill("wrong");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("Wrong email or password.").waitFor();
    expect(await inspect(page, "login")).toEqual([]);
    await dashboard.signIn(page);
    await page.reload();
    await page.getByRole("heading", { name: "users" }).waitFor();
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "where the server asks for a second way to sign in, a code by mail is it",
  async () => {
    const superusers = dashboard.app.collection("_superusers").id;
    const set = async (body: object): Promise<void> => {
      const token = await dashboard.app.superuserToken();
      const { status } = await dashboard.app.request("PATCH", `/api/collections/${superusers}`, { body, token });
      expect(status).toBe(200);
    };
    await set({ otp: { enabled: true }, mfa: { enabled: true } });
    const { page, errors } = await dashboard.open();
    await mailbox.take();
    await page.getByLabel("Email").fill(SUPERUSER.email);
    await page.getByLabel("Password", { exact: true }).fill(SUPERUSER.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("button", { name: "Send a one-time code by email" }).click();
    await page.getByRole("heading", { name: "Enter the code" }).waitFor();
    expect(await inspect(page, "code")).toEqual([]);
    await page.getByLabel("One-time code").fill("00000000");
    await page.getByRole("button", { name: "Confirm" }).click();
    await page.getByText("The code is wrong or has expired.").waitFor();
    await page.getByLabel("One-time code").fill(codeIn((await mailbox.takeOne()).html ?? ""));
    await page.getByRole("button", { name: "Confirm" }).click();
    await page.getByRole("button", { name: "Sign out" }).waitFor();
    await set({ mfa: { enabled: false }, otp: { enabled: false } });
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "a forgotten password is reset by the link of the mail",
  async () => {
    const { page, errors } = await dashboard.open();
    await page.getByRole("link", { name: "Forgot your password?" }).click();
    // The page before it has a field of that name too.
    await page.getByRole("button", { name: "Send the link" }).waitFor();
    await page.getByLabel("Email").fill(SUPERUSER.email);
    expect(await inspect(page, "request-reset")).toEqual([]);
    await mailbox.take();
    await page.getByRole("button", { name: "Send the link" }).click();
    await page.getByText("a link is on its way").waitFor();
    const token = tokenIn((await mailbox.takeOne()).html ?? "");
    await page.goto(`${dashboard.url}/_/#/auth/confirm-password-reset/${token}`);
    await page.getByLabel("New password").fill("another-password");
    await page.getByLabel("Confirm password").fill("another-passw0rd");
    await page.getByText("Passwords don't match.").waitFor();
    expect(await inspect(page, "confirm-password-reset")).toEqual([]);
    await page.getByLabel("Confirm password").fill("another-password");
    await page.getByRole("button", { name: "Set password" }).click();
    await page.getByText("Your password was changed.").waitFor();
    const body = { identity: SUPERUSER.email, password: "another-password" };
    const path = "/api/collections/_superusers/auth-with-password";
    expect((await dashboard.app.request("POST", path, { body })).status).toBe(200);
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "users confirm their address and a new one by the links of mails; a used link says so",
  async () => {
    const user = { email: "user@example.com", password: "1234567890", verified: false };
    await dashboard.app.create("users", user);
    await mailbox.take();
    await dashboard.app.request("POST", "/api/collections/users/request-verification", { body: { email: user.email } });
    const verification = tokenIn((await mailbox.takeOne()).html ?? "");
    const { page, errors } = await dashboard.open("#/request-password-reset");
    // The script of this page and the next is there.
    await page.getByLabel("Email").waitFor();
    const reconnect = await cutNetwork(page);
    await page.evaluate((token) => (location.hash = `#/auth/confirm-verification/${token}`), verification);
    // A link is not bad because the network is.
    await page.getByRole("alert").getByText(UNREACHABLE).waitFor();
    await reconnect();
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("heading", { name: "Your email address is confirmed." }).waitFor();
    expect(await inspect(page, "confirm-verification")).toEqual([]);
    await page.goto(`${dashboard.url}/_/#/auth/confirm-verification/${verification}x`);
    await page.getByRole("heading", { name: "This link is invalid or has expired." }).waitFor();

    const path = "/api/collections/users/auth-with-password";
    const { json } = await dashboard.app.request("POST", path, {
      body: { identity: user.email, password: user.password },
    });
    await dashboard.app.request("POST", "/api/collections/users/request-email-change", {
      body: { newEmail: "new@example.com" },
      token: (json as { token: string }).token,
    });
    const change = tokenIn((await mailbox.takeOne()).html ?? "");
    await page.goto(`${dashboard.url}/_/#/auth/confirm-email-change/${change}`);
    await page.getByText("new@example.com").waitFor();
    expect(await inspect(page, "confirm-email-change")).toEqual([]);
    await page.getByLabel("Password").fill("wrong");
    await page.getByRole("button", { name: "Confirm" }).click();
    await page.getByRole("alert").waitFor();
    await page.getByLabel("Password").fill(user.password);
    await page.getByRole("button", { name: "Confirm" }).click();
    await page.getByText("Your email address was changed.").waitFor();
    expect(errors).toEqual([]);
  },
  START_MS,
);

test("the page may only load its own scripts, and its files carry their hash", async () => {
  const page = await fetch(`${dashboard.url}/_/`);
  const policy = page.headers.get("content-security-policy") ?? "";
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self';");
  expect(policy).not.toContain("unsafe");
  const scripts = [...(await page.text()).matchAll(/(?:src|href)="\.\/([^"]+\.js)"/g)].map(([, name]) => name);
  expect(scripts).not.toBeEmpty();
  for (const script of scripts) {
    const file = await fetch(`${dashboard.url}/_/${script}`);
    expect(file.headers.get("cache-control")).toContain("immutable");
  }
  expect((await fetch(`${dashboard.url}/_/missing.js`)).status).toBe(404);
  const folder = await fetch(`${dashboard.url}/_`, { redirect: "manual" });
  expect([folder.status, folder.headers.get("location")]).toEqual([301, "/_/"]);
});
