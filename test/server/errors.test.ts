import { expect, test } from "bun:test";
import { notFound } from "../../src/lib/api-error.ts";
import type { Logger } from "../../src/lib/log.ts";
import { testApp } from "../support/test-app.ts";

test("unknown paths and methods are PocketBase's 404", async () => {
  await using app = await testApp();
  const body = { data: {}, message: "The requested resource wasn't found.", status: 404 };
  for (const [method, path] of [
    ["GET", "/nothing"],
    ["GET", "/api/nothing"],
    ["POST", "/api/health"],
    ["GET", "/api/health/"],
    ["DELETE", "/"],
  ] as const) {
    const response = await app.request(method, path);
    expect([method, path, response.status, response.json]).toEqual([method, path, 404, body]);
  }
});

test("an accident is logged whole and answered without details", async () => {
  const errors: unknown[] = [];
  const ignore = (): void => undefined;
  const log: Logger = { debug: ignore, info: ignore, warn: ignore, error: (...entry) => void errors.push(entry) };
  await using app = await testApp({ log });
  app.context.hooks.onSettingsListRequest.bind({
    run() {
      throw new Error("secret detail");
    },
  });
  const response = await app.request("GET", "/api/settings", { token: await app.superuserToken() });
  expect(response.status).toBe(400);
  expect(response.json).toEqual({
    data: {},
    message: "Something went wrong while processing your request.",
    status: 400,
  });
  expect(JSON.stringify(errors)).toContain("secret detail");
  expect(JSON.stringify(errors)).toContain("errors.test.ts");
});

test("what a hook throws as an answer is answered", async () => {
  await using app = await testApp();
  app.context.hooks.onSettingsListRequest.bind({
    run() {
      throw notFound("no settings here");
    },
  });
  const response = await app.request("GET", "/api/settings", { token: await app.superuserToken() });
  expect(response.json).toEqual({ data: {}, message: "No settings here.", status: 404 });
});

test("every answer has the security headers", async () => {
  await using app = await testApp();
  for (const path of ["/api/health", "/api/missing", "/"]) {
    const { headers } = await app.request("GET", path);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("x-frame-options")).toBe("SAMEORIGIN");
    expect(headers.get("x-xss-protection")).toBe("1; mode=block");
    expect(headers.get("content-type")).toBe("application/json");
  }
});

test("path parameters are decoded once", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  expect((await app.request("GET", "/api/collections/%75sers", { token })).status).toBe(200);
  expect((await app.request("GET", "/api/collections/%2575sers", { token })).status).toBe(404);
  expect((await app.request("GET", "/api/collections/users%2Fx", { token })).status).toBe(404);
  expect((await app.request("GET", "/api/collections/%E0%A4%A", { token })).status).toBe(404);
});
