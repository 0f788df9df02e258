import { expect, test } from "bun:test";
import { saveSettings } from "../../../src/model/settings/save-settings.ts";
import { testApp } from "../../support/test-app.ts";

test("rate limits follow a collection to its new name", async () => {
  await using app = await testApp();
  const rule = (label: string) => ({ label, audience: "", duration: 1, maxRequests: 1 });
  const settings = app.context.settings.current();
  const rules = [rule("users:create"), rule("users2:create"), rule("*:list")];
  await saveSettings(app.context, { ...settings, rateLimits: { ...settings.rateLimits, rules } });
  const token = await app.superuserToken();
  const renamed = await app.request("PATCH", "/api/collections/users", { token, body: { name: "people" } });
  expect(renamed.status).toBe(200);
  expect(app.context.settings.current().rateLimits.rules.map(({ label }) => label)).toEqual([
    "people:create",
    "users2:create",
    "*:list",
  ]);
});
