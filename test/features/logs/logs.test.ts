import { expect, test } from "bun:test";
import { LOG_LEVELS } from "../../../src/model/logs/log-entry.ts";
import { deleteOldLogs } from "../../../src/model/logs/cleanup-job.ts";
import { instanceName } from "../../../src/model/logs/instance-name.ts";
import { saveSettings } from "../../../src/model/settings/save-settings.ts";
import type { Settings } from "../../../src/model/settings/settings.ts";
import { insideTest } from "../../support/inside-test.ts";
import { testApp } from "../../support/test-app.ts";
import type { TestApp } from "../../support/test-app.ts";

interface Entry {
  id: string;
  created: string;
  level: number;
  message: string;
  data: Record<string, unknown>;
}

async function entries(app: TestApp, token: string, query = ""): Promise<Entry[]> {
  const { json } = await app.request("GET", `/api/logs?sort=-@rowid&perPage=500${query}`, { token });
  return (json as { items: Entry[] }).items;
}

async function setLogs(app: TestApp, logs: Partial<Settings["logs"]>): Promise<void> {
  const settings = app.context.settings.current();
  await saveSettings(app.context, { ...settings, logs: { ...settings.logs, ...logs } });
}

insideTest("a request is stored as PocketBase stores it, keys in order", async () => {
  await using app = await testApp({ fixture: "world" });
  const token = await app.superuserToken();
  await setLogs(app, { maxDays: 5 });
  const headers = { "user-agent": "Test/1", referer: "https://example.com/page?token=abc" };
  await app.request("GET", "/api/collections/posts/records?filter=title%20!%3D%20'ä'", { headers });
  const [entry] = await entries(app, token);
  expect(entry).toEqual({
    id: expect.stringMatching(/^\w{15}$/),
    created: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}Z$/),
    level: 0,
    message: "GET /api/collections/posts/records?filter=title != 'ä'",
    data: {
      auth: "",
      execTime: expect.any(Number),
      method: "GET",
      referer: "https://example.com/page",
      remoteIP: "127.0.0.1",
      status: 200,
      type: "request",
      url: "/api/collections/posts/records?filter=title%20!%3D%20%27%C3%A4%27",
      userAgent: "Test/1",
      userIP: "127.0.0.1",
    },
  });
  expect(Object.keys(entry?.data ?? {})).toEqual(Object.keys(entry?.data ?? {}).toSorted());
});

test("a failed request is an error with its reason, and a success of the health check is left out", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  await app.request("GET", "/api/health");
  await app.request("POST", "/api/collections/users/records", { body: { email: "no email" }, token });
  const [entry, ...others] = await entries(app, token);
  expect(entry).toMatchObject({
    level: LOG_LEVELS.error,
    data: { status: 400, auth: "_superusers", details: { password: { code: "validation_required" } } },
  });
  expect(others.map(({ message }) => message)).not.toContain("GET /api/health");
});

test("entries name the worker or the node that made them, where there are several", async () => {
  await using app = await testApp({ options: { processCount: 3, processNumber: 2 } });
  const token = await app.superuserToken();
  await app.request("GET", "/api/collections", { token });
  app.context.log.error("something", { z: 1, a: 2 });
  const [own, request] = await entries(app, token);
  expect(own?.data).toEqual({ worker: 2, a: 2, z: 1 });
  expect(request?.data).toMatchObject({ worker: 2, status: 200 });
  expect([instanceName({ node: "a", processCount: 1 }), instanceName({})]).toEqual([{ node: "a" }, null]);
});

insideTest("secrets never appear", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  await app.request("GET", "/api/files/posts/a/b.png?token=SECRET1&thumb=1x1");
  await app.request("GET", "/api/realtime/ws?authToken=SECRET2");
  await app.request("GET", "/api/oauth2-redirect?code=SECRET3&state=SECRET4");
  const body = { identity: "a@example.com", password: "SECRET5" };
  await app.request("POST", "/api/collections/users/auth-with-password", { body });
  const headers = { "content-type": "application/json", authorization: "SECRET6" };
  await app.request("POST", "/api/collections/users/auth-with-password", { body: '{"password":SECRET7', headers });
  const all = JSON.stringify(await entries(app, token));
  expect(all).toContain("token=***&thumb=1x1");
  expect(all).not.toContain("SECRET");
});

insideTest("the settings say what is stored", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  await setLogs(app, { logIP: false, logAuthId: true });
  await app.request("GET", "/api/collections", { token });
  const [entry] = await entries(app, token);
  expect(entry?.data).not.toHaveProperty("userIP");
  expect(entry?.data["authId"]).toMatch(/^\w{15}$/);

  await setLogs(app, { minLevel: LOG_LEVELS.error });
  const before = (await entries(app, token)).length;
  await app.request("GET", "/api/collections", { token });
  app.context.log.warn("not kept");
  expect(await entries(app, token)).toHaveLength(before);
  app.context.log.error("kept", { z: 1, a: 2 });
  const [kept] = await entries(app, token);
  expect(kept).toMatchObject({ message: "kept", level: LOG_LEVELS.error });
  expect(JSON.stringify(kept?.data)).toBe('{"a":2,"z":1}');

  await setLogs(app, { maxDays: 0 });
  app.context.log.error("no logs at all");
  expect((await entries(app, token))[0]?.message).toBe("kept");
});

test("filters, stats and sorting, with 400 for what can't be read", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  const insert = `INSERT INTO "_logs" ("id", "level", "message", "data", "created") VALUES (?, ?, ?, ?, ?)`;
  const rows = [
    ["log000000000001", 0, "one", '{"status":200,"deep":{"list":[1,2]}}', "2024-05-01 10:15:00.000Z"],
    ["log000000000002", 8, "two", '{"status":404}', "2024-05-01 10:45:00.000Z"],
    ["log000000000003", 4, "three", "{}", "2024-05-01 11:00:00.000Z"],
  ] as const;
  for (const row of rows) await app.context.auxiliary.run(insert, row);
  const ids = async (filter: string): Promise<string[]> => {
    const found = await entries(app, token, `&filter=${encodeURIComponent(`id~'log0' && (${filter})`)}`);
    return found.map(({ message }) => message);
  };
  expect(await ids("data.status > 200")).toEqual(["two"]);
  expect(await ids("data.deep.list.1 = 2")).toEqual(["one"]);
  expect(await ids("data.status = null")).toEqual(["three"]);
  expect(await ids("level >= 4 || message ~ 'on'")).toEqual(["three", "two", "one"]);
  expect(await ids("created < '2024-05-01 11:00:00.000Z'")).toEqual(["two", "one"]);

  const stats = await app.request("GET", "/api/logs/stats?filter=created<'2025-01-01'", { token });
  expect(stats.json).toEqual([
    { date: "2024-05-01 10:00:00.000Z", total: 2 },
    { date: "2024-05-01 11:00:00.000Z", total: 1 },
  ]);
  const finer = await app.request("GET", "/api/logs/stats?interval=minute&filter=created<'2025-01-01'", { token });
  expect(finer.json).toEqual([
    { date: "2024-05-01 10:15:00.000Z", level: 0, total: 1 },
    { date: "2024-05-01 10:45:00.000Z", level: 8, total: 1 },
    { date: "2024-05-01 11:00:00.000Z", level: 4, total: 1 },
  ]);
  for (const bad of ["interval=week", "interval=day&filter=("]) {
    expect((await app.request("GET", `/api/logs/stats?${bad}`, { token })).status).toBe(400);
  }
  const beyond = await app.request("GET", "/api/logs?page=9009007199254740991&skipTotal=true", { token });
  expect([beyond.status, beyond.json]).toEqual([200, expect.objectContaining({ items: [] })]);
  for (const bad of ["filter=password='x'", "filter=%20", "filter=(", "sort=data'", "filter=data..x=1", "page=x"]) {
    expect((await app.request("GET", `/api/logs?${bad}`, { token })).status).toBe(400);
  }
  expect((await app.request("GET", "/api/logs/log000000000002", { token })).json).toMatchObject({ message: "two" });
  expect((await app.request("GET", "/api/logs/missing", { token })).status).toBe(404);

  await deleteOldLogs(app.context);
  expect(await ids("level >= 0")).toEqual([]);
});

insideTest("all entries are deleted at once, by superusers alone", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  for (let index = 0; index < 12_000; index += 1) app.context.log.error("one of many");
  await app.request("GET", "/api/collections", { token });
  expect((await app.request("DELETE", "/api/logs")).status).toBe(401);
  expect(await app.request("DELETE", "/api/logs", { token })).toMatchObject({ status: 204, json: null });
  // Neither this deletion nor reading is logged.
  expect(await entries(app, token)).toEqual([]);
  app.context.log.error("afterwards");
  expect((await entries(app, token))[0]?.message).toBe("afterwards");
});

insideTest("large data and messages are cut, by the limit of the settings", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  app.context.log.error("ä".repeat(5000), { a: 1, b: ["x", "y".repeat(20_000), "z"], c: 2 });
  const [entry] = await entries(app, token);
  expect(entry?.message).toBe("ä".repeat(4000));
  expect(entry?.data).toEqual({ a: 1, b: ["x"], __pb_truncated__: true });

  const update = async (maxDataSize: unknown) =>
    app.request("PATCH", "/api/settings", { token, body: { logs: { maxDataSize } } });
  expect((await app.request("GET", "/api/settings", { token })).json).not.toHaveProperty("logs.maxDataSize");
  expect((await update(-1)).json).toMatchObject({
    data: { logs: { maxDataSize: { code: "validation_min_greater_equal_than_required" } } },
  });
  expect((await update(30)).json).toMatchObject({ logs: { maxDataSize: 30, maxDays: 5 } });
  app.context.log.error("small limit", { a: "12345678", b: "12345678", c: "12345678" });
  const [small] = await entries(app, token);
  expect(small?.data).toEqual({ a: "12345678", __pb_truncated__: true });
  expect((await update(100_000)).json).toMatchObject({ logs: { maxDataSize: 100_000 } });
  app.context.log.error("large limit", { b: "y".repeat(20_000) });
  expect((await entries(app, token))[0]?.data).toEqual({ b: "y".repeat(20_000) });
});
