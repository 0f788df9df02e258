import { expect, test } from "bun:test";
import { testApp } from "../support/test-app.ts";

test("a trusted proxy header that can't be a header's name is passed over", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  const saved = await app.request("PATCH", "/api/settings", {
    token,
    body: { trustedProxy: { headers: ["", "a b", "x:y", "\r\nx"], useLeftmostIP: false } },
  });
  expect(saved.status).toBe(200);
  expect((await app.request("GET", "/api/settings", { token })).status).toBe(200);
  const headers = { "x-forwarded-for": "10.0.0.1" };
  const health = await app.request("GET", "/api/health", { token, headers });
  expect(health.json).toMatchObject({ code: 200, data: { possibleProxyHeader: "X-Forwarded-For" } });
});

test("blank addresses of superusers allow nobody less", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  expect((await app.request("PATCH", "/api/settings", { token, body: { superuserIPs: [""] } })).status).toBe(200);
  expect((await app.request("GET", "/api/settings", { token })).status).toBe(200);
  await app.request("PATCH", "/api/settings", { token, body: { superuserIPs: ["", "10.9.8.7"] } });
  expect((await app.request("GET", "/api/settings", { token })).status).toBe(403);
});
