import { afterAll, beforeAll, expect, test } from "bun:test";
import { Dashboard, START_MS, inspect } from "./dashboard-page.ts";

let dashboard: Dashboard;
let ann = "";

beforeAll(async () => {
  dashboard = await Dashboard.start();
  const { app } = dashboard;
  const account = { email: "ann@example.com", password: "1234567890", verified: true };
  ann = (await app.create("users", account)).id;
  await app.create("users", { email: "bob@example.com", password: "1234567890" });
  const link = { collectionRef: app.collection("users").id, recordRef: ann, provider: "github", providerId: "1" };
  await app.create("_externalAuths", link);
  const body = { identity: account.email, password: account.password };
  expect((await app.request("POST", "/api/collections/users/auth-with-password", { body })).status).toBe(200);
}, START_MS);

afterAll(() => dashboard[Symbol.asyncDispose](), START_MS);

test(
  "the accounts of a collection at a glance: new, verified, by provider, last seen",
  async () => {
    const { page, errors } = await dashboard.openCollection("users");
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Accounts at a glance" }).click();
    const panel = page.getByRole("dialog", { name: "Accounts of users" });
    const figure = (name: string) => panel.locator(".figure").filter({ has: page.getByText(name, { exact: true }) });
    await figure("Accounts").getByText("2", { exact: true }).waitFor();
    await figure("Verified").getByText("1", { exact: true }).waitFor();
    await figure("New in 7 days").getByText("2", { exact: true }).waitFor();
    await panel.getByRole("listitem").filter({ hasText: "github" }).getByText("1 account").waitFor();
    expect(await inspect(page, "accounts")).toEqual([]);
    await panel
      .getByRole("region", { name: "Latest sign-ins" })
      .getByRole("link", { name: "ann@example.com" })
      .waitFor();
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "a user's ways to sign in, devices, codes and connections are ended one by one, all sessions together",
  async () => {
    const { app } = dashboard;
    const users = { collectionRef: app.collection("users").id, recordRef: ann };
    await app.create("_otps", { ...users, password: "12345678", sentTo: "ann@example.com" });
    await app.create("_mfas", { ...users, method: "password" });
    const body = { identity: "ann@example.com", password: "1234567890" };
    const signIn = await app.request("POST", "/api/collections/users/auth-with-password", { body });
    const { token } = signIn.json as { token: string };
    using stop = new AbortedOnDispose();
    const stream = await fetch(`${dashboard.url}/api/realtime`, { signal: stop.signal });
    const reader = stream.body?.getReader();
    const { value } = (await reader?.read()) ?? {};
    const clientId = /"clientId":"(\w+)"/.exec(new TextDecoder().decode(value))?.[1];
    const subscribed = await app.request("POST", "/api/realtime", {
      body: { clientId, subscriptions: ["users/*"] },
      token,
    });
    expect(subscribed.status).toBe(204);

    const { page, errors } = await dashboard.openSignedIn(`#/collections/users?record=${ann}`);
    const panel = page.getByRole("dialog", { name: "Edit users record" });
    await panel.getByRole("tab", { name: "Sign-ins" }).click();
    const part = (name: string) => panel.getByRole("region", { name, exact: true });
    await part("Ways to sign in").getByText("email", { exact: true }).waitFor();
    await part("Connected now").getByText("127.0.0.1, 1 subscription").waitFor();
    expect(await inspect(page, "account-sign-ins")).toEqual([]);
    await part("Codes that were sent").getByRole("button", { name: "Cancel One-time code" }).press("Enter");
    await part("Codes that were sent").getByText("None.").waitFor();
    await part("Waiting for the second factor").getByRole("button", { name: "Cancel password" }).press("Enter");
    await part("Waiting for the second factor").getByText("None.").waitFor();
    await part("Ways to sign in").getByRole("button", { name: "Unlink github" }).press("Enter");
    await part("Ways to sign in").getByText("No linked accounts.").waitFor();
    await part("Connected now").getByRole("button", { name: "End connection" }).press("Enter");
    await part("Connected now").getByText("No connections.").waitFor();
    // The stream has ended.
    while ((await reader?.read())?.done === false);
    expect((await dashboard.records("_otps")).length + (await dashboard.records("_mfas")).length).toBe(0);
    expect(await dashboard.records("_externalAuths")).toEqual([]);

    const mine = `/api/collections/users/records/${ann}`;
    expect((await app.request("GET", mine, { token })).status).toBe(200);
    await part("Sessions").getByRole("button", { name: "End all sessions" }).press("Enter");
    const question = page.getByRole("dialog", { name: "End all sessions?" });
    await question.getByRole("button", { name: "End all sessions" }).press("Enter");
    await page.getByText("All tokens of this account were revoked.").waitFor();
    expect((await app.request("GET", mine, { token })).status).toBe(404);
    expect(errors).toEqual([]);
  },
  START_MS,
);

class AbortedOnDispose extends AbortController implements Disposable {
  [Symbol.dispose](): void {
    this.abort();
  }
}
