import { afterAll, beforeAll, expect, test } from "bun:test";
import { Dashboard, START_MS, breakServer, inspect } from "./dashboard-page.ts";

let dashboard: Dashboard;

beforeAll(async () => {
  dashboard = await Dashboard.start();
  const fields = [{ name: "title", type: "text" }];
  await dashboard.createCollection({ name: "notes", type: "base", fields, deleteRule: "", listRule: "" });
  for (let number = 0; number < 3; number++) await dashboard.app.create("notes", { title: `Note ${number}` });
  for (let number = 0; number < 4; number++) await dashboard.app.request("GET", "/api/collections/notes/records");
  await dashboard.app.request("GET", "/api/collections/absent/records");
  const { app } = dashboard;
  const text = { contentType: "text/plain", originalName: "b" };
  await app.context.files.write(`${app.collection("notes").id}/a/b.txt`, new Blob(["x".repeat(2048)]), text);
  await app.context.files.write("gone/a/b.txt", new Blob(["123"]), text);
}, START_MS);

afterAll(() => dashboard[Symbol.asyncDispose](), START_MS);

test(
  "the overview shows how the server is, and leads to where things are put right",
  async () => {
    const { page, errors } = await dashboard.openSignedIn("#/overview");
    await page.getByRole("img", { name: /^Requests over time: \d+ successful, 1 refused \(4xx\), 0 failed/ }).waitFor();
    const route = page.getByRole("row", { name: /GET \/api\/collections\/:collection\/records 5 1 / });
    await route.waitFor();
    await page.getByRole("link", { name: /^notes 3 · 2 KB/ }).waitFor();
    await page.getByText("Files that belong to no collection, 3 B together: gone").waitFor();
    await page.getByText("Everyone may delete records of notes, without signing in.", { exact: true }).waitFor();
    expect(await inspect(page, "overview")).toEqual([]);

    // To the requests of a route, and to the entries of an error.
    await route.getByRole("link").click();
    await page.getByText("5 entries", { exact: true }).waitFor();
    await page.goBack();
    await page.getByRole("link", { name: "GET /api/collections/absent/records" }).click();
    await page.getByText("1 entry", { exact: true }).waitFor();
    await page.goBack();
    await page.getByRole("link", { name: /^Open ?: There is no backup yet/ }).click();
    await page.getByRole("heading", { name: "Backups" }).first().waitFor();
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "servers that share a database are listed",
  async () => {
    const { page, errors } = await dashboard.openSignedIn("#/collections");
    const node = { version: "1.2.3", address: "10.0.0.1:8090", started: "2026-01-02 03:04:05.000Z" };
    const nodes = [
      { ...node, name: "one", state: "ready", isLeader: true, lagMs: 0, realtimeClients: 12, requests: 3456 },
      { ...node, name: "two", state: "draining", isLeader: false, lagMs: 1500, realtimeClients: 0, requests: 7 },
      { ...node, name: "three", state: "lost", isLeader: false, lagMs: null, realtimeClients: null, requests: null },
    ];
    await page.route("**/api/overview", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), nodes } });
    });
    await page.keyboard.press("g");
    await page.keyboard.press("o");
    await page.getByRole("row", { name: /^one \(leader\) ready .* 12 3,456 / }).waitFor();
    await page.getByRole("row", { name: /^two draining 1,500 ms 0 7 / }).waitFor();
    await page.getByRole("row", { name: /^three not heard of – – – / }).waitFor();
    expect(await inspect(page, "overview-nodes")).toEqual([]);
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "a server that fails is told, and what was shown stays",
  async () => {
    const { page } = await dashboard.openSignedIn("#/collections");
    const mend = await breakServer(page, "**/api/overview");
    await page.keyboard.press("g");
    await page.keyboard.press("o");
    await page.getByRole("alert").getByText("The disk is full.").waitFor();
    await mend();
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("link", { name: /^notes 3/ }).waitFor();
    await breakServer(page, "**/api/overview");
    await page.getByRole("button", { name: "Refresh" }).click();
    await page.getByRole("alert").getByText("The disk is full.").waitFor();
    await page.getByRole("link", { name: /^notes 3/ }).waitFor();
  },
  START_MS,
);
