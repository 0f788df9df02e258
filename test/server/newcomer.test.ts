// What somebody meets who opens a new server in a browser.
import { expect, test } from "bun:test";
import { createInstallerToken } from "../../src/commands/installer.ts";
import { testApp } from "../support/test-app.ts";

test("without a folder of static files, / leads to the dashboard, and nothing else does", async () => {
  await using app = await testApp({ publicDir: "/nowhere/at/all" });
  for (const method of ["GET", "HEAD"]) {
    const { status, headers } = await app.request(method, "/");
    expect([status, headers.get("location")]).toEqual([307, "_/"]);
  }
  for (const path of ["/other", "/api/other", "/index.html"]) expect((await app.request("GET", path)).status).toBe(404);
  expect((await app.request("POST", "/")).status).toBe(404);
});

test("the dashboard learns whether there is a superuser, and nothing of the one-time link", async () => {
  await using app = await testApp();
  const setup = async (): Promise<string> => (await app.request("GET", "/_/setup.json")).text;
  expect(await createInstallerToken(app.context)).not.toBeNull();
  expect(await setup()).toBe('{"hasSuperuser":false}');
  await app.superuserToken();
  expect(await setup()).toBe('{"hasSuperuser":true}');
  expect(await createInstallerToken(app.context)).toBeNull();
});
