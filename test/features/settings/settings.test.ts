import { expect, test } from "bun:test";
import { insideTest } from "../../support/inside-test.ts";
import { testApp } from "../../support/test-app.ts";

test("only superusers see and change settings", async () => {
  await using app = await testApp();
  for (const method of ["GET", "PATCH"]) {
    expect((await app.request(method, "/api/settings")).json).toEqual({
      data: {},
      message: "The request requires valid record authorization token.",
      status: 401,
    });
  }
});

test("an update keeps what it does not name and answers without secrets", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  const body = { meta: { appName: "New" }, smtp: { password: "hidden1" }, s3: { secret: "hidden2" } };
  const changed = await app.request("PATCH", "/api/settings", { token, body });
  expect(changed.status).toBe(200);
  expect(changed.json).toMatchObject({ meta: { appName: "New", appURL: "http://localhost:8090" } });
  expect(changed.text).not.toContain("hidden");
  expect((await app.request("GET", "/api/settings", { token })).text).toBe(changed.text);

  expect((await app.request("GET", "/api/settings/secrets", { token })).json).toEqual({
    "smtp.password": true,
    "s3.secret": true,
    "backups.s3.secret": false,
  });
  expect((await app.request("GET", "/api/settings/secrets")).status).toBe(401);

  await app.request("PATCH", "/api/settings", { token, body: { meta: { appName: "Newer" } } });
  const { meta, smtp, s3 } = app.context.settings.current();
  expect([meta.appName, smtp.password, s3.secret]).toEqual(["Newer", "hidden1", "hidden2"]);
});

test("wrong settings change nothing", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  const wrong = await app.request("PATCH", "/api/settings", { token, body: { meta: { appName: "" } } });
  expect(wrong.json).toEqual({
    data: { meta: { appName: { code: "validation_required", message: "Cannot be blank." } } },
    message: "An error occurred while saving the new settings.",
    status: 400,
  });
  for (const body of [{ meta: { appName: 1 } }, { meta: "x" }]) {
    const { json } = await app.request("PATCH", "/api/settings", { token, body });
    expect(json).toMatchObject({ message: "An error occurred while loading the submitted data.", status: 400 });
  }
  expect(app.context.settings.current().meta.appName).toBe("Acme");
});

test("fields of the answer can be chosen", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  const { text } = await app.request("GET", "/api/settings?fields=meta.appName,logs.maxDays", { token });
  expect(text).toBe('{"meta":{"appName":"Acme"},"logs":{"maxDays":5}}\n');
});

insideTest("hooks see the settings before they are stored, and can change them", async () => {
  await using app = await testApp();
  app.context.hooks.onSettingsUpdateRequest.bind({
    async run(event) {
      event.newSettings = { ...event.newSettings, logs: { ...event.newSettings.logs, maxDays: 7 } };
      await event.next();
    },
  });
  const token = await app.superuserToken();
  await app.request("PATCH", "/api/settings", { token, body: { logs: { maxDays: 3 } } });
  expect(app.context.settings.current().logs.maxDays).toBe(7);
});

test("superusers from other addresses are refused everywhere", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  const allow = (ips: string[]) => app.request("PATCH", "/api/settings", { token, body: { superuserIPs: ips } });
  expect((await allow(["10.0.0.0/8", "127.0.0.1"])).status).toBe(200);
  expect((await allow(["10.0.0.0/8"])).status).toBe(200);
  for (const path of ["/api/settings", "/api/health", "/nothing"]) {
    expect((await app.request("GET", path, { token })).status).toBe(403);
  }
  expect((await app.request("GET", "/api/health")).status).toBe(200);
});
