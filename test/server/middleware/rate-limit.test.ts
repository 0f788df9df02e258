import { expect, test } from "bun:test";
import type { Call } from "../../../src/model/route.ts";
import { initialSettings } from "../../../src/model/settings/initial-settings.ts";
import { findRateLimitRule } from "../../../src/model/settings/rate-limit-rules.ts";
import { saveSettings } from "../../../src/model/settings/save-settings.ts";
import type { RateLimitRule } from "../../../src/model/settings/settings.ts";
import { RateLimits } from "../../../src/server/middleware/rate-limit.ts";
import { testApp } from "../../support/test-app.ts";
import type { TestApp } from "../../support/test-app.ts";

function rule(label: string, audience = ""): RateLimitRule {
  return { label, audience, duration: 60, maxRequests: 2 };
}

async function limit(app: TestApp, rules: RateLimitRule[], excludedIPs: string[] = []): Promise<void> {
  const rateLimits = { enabled: true, rules, excludedIPs };
  await saveSettings(app.context, { ...initialSettings, rateLimits });
}

test("the first label that has a rule decides, exact rules before prefixes, for the right audience", () => {
  const find = (rules: RateLimitRule[], labels: string[], isGuest = true) =>
    findRateLimitRule({ enabled: true, rules, excludedIPs: [] }, labels, isGuest);
  const [all, prefix, exact, tagged] = [rule("/"), rule("/api/"), rule("GET /api/x"), rule("posts:list")];
  expect(find([all, prefix, exact], ["GET /api/x", "/api/x"])).toBe(exact);
  expect(find([prefix, exact], ["POST /api/x", "/api/x"])).toBe(prefix);
  expect(find([all, tagged], ["posts:list", "*:list", "GET /api/x"])).toBe(tagged);
  expect(find([rule("/api")], ["GET /api/x", "/api/x"])).toBeNull();
  expect(find([rule("/api/")], ["GET /api", "/api"])?.label).toBe("/api/");
  const guests = rule("/api/x", "@guest");
  expect(find([guests], ["/api/x"], true)).toBe(guests);
  expect(find([guests], ["/api/x"], false)).toBeNull();
});

test("clients that exceed a rule get a 429 until the settings change", async () => {
  await using app = await testApp();
  await limit(app, [rule("/api/health")]);
  const statuses = async () => [
    (await app.request("GET", "/api/health")).status,
    (await app.request("HEAD", "/api/health")).status,
    (await app.request("GET", "/api/health")).status,
  ];
  expect(await statuses()).toEqual([200, 200, 429]);
  expect((await app.request("GET", "/api/health")).json).toEqual({
    data: {},
    message: "Too Many Requests.",
    status: 429,
  });
  await limit(app, [rule("/api/health")]);
  expect(await statuses()).toEqual([200, 200, 429]);
});

test("collections are counted each on its own, superusers and excluded addresses never", async () => {
  await using app = await testApp();
  await limit(app, [rule("*:list")]);
  const list = async (name: string, token?: string) => {
    const options = token === undefined ? {} : { token };
    return (await app.request("GET", `/api/collections/${name}/records`, options)).status;
  };
  expect([await list("users"), await list("users"), await list("users")]).toEqual([200, 200, 429]);
  expect(await list("_mfas")).not.toBe(429);
  expect(await list("users", await app.superuserToken())).toBe(200);
  await limit(app, [rule("*:list")], ["127.0.0.1"]);
  expect([await list("users"), await list("users"), await list("users")]).toEqual([200, 200, 200]);
});

test("the client's address is asked for only where requests are counted", async () => {
  await using app = await testApp();
  let asked = 0;
  const call = {
    context: app.context,
    request: new Request("http://127.0.0.1/api/health"),
    get clientAddress() {
      asked += 1;
      return "127.0.0.1";
    },
  } as unknown as Call;
  const limits = new RateLimits(app.context.bus);
  await limits.check(null, call, null);
  expect(asked).toBe(0);
  await limit(app, [rule("/api/health")]);
  await limits.check(null, call, null);
  expect(asked).toBe(1);
});
