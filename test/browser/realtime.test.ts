import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { RealtimeServer } from "../features/realtime/realtime-server.ts";
import { launchBrowser } from "../support/browser.ts";

const ROOT = join(import.meta.dir, "../..");
const START_MS = 120_000;

let server: RealtimeServer;
let browser: Browser;

beforeAll(async () => {
  server = await RealtimeServer.start();
  const rules = { listRule: "", viewRule: "", createRule: "", updateRule: "", deleteRule: "" };
  const fields = [{ name: "title", type: "text" }];
  await server.api("POST", "collections", { body: { name: "posts", type: "base", fields, ...rules } });
  await server.api("PUT", "realtime/channels", { body: { rules: [{ channel: "lobby", join: "", broadcast: "" }] } });
  browser = await launchBrowser();
}, START_MS);

afterAll(async () => {
  await browser.close();
  await server[Symbol.asyncDispose]();
}, START_MS);

/** A page of the server's origin with a script in it. */
async function openPage(script: string): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(`${server.url}/api/health`);
  await page.addScriptTag({ content: script });
  return page;
}

/** Waits until what the page collected is as long as that. */
async function collected(page: Page, count: number): Promise<unknown[]> {
  await page.waitForFunction(`globalThis.events.length >= ${count}`);
  return page.evaluate("globalThis.events");
}

test(
  "two pages with the official SDK: one changes records, the other sees it",
  async () => {
    const sdk = await Bun.file(join(ROOT, "node_modules/pocketbase/dist/pocketbase.umd.js")).text();
    const [reader, writer] = [await openPage(sdk), await openPage(sdk)];
    await reader.evaluate(`(async () => {
      globalThis.events = [];
      globalThis.client = new PocketBase(location.origin);
      await client.collection("posts").subscribe("*", ({ action, record }) => events.push([action, record.title]));
    })()`);
    await writer.evaluate(`(async () => {
      const posts = new PocketBase(location.origin).collection("posts");
      const { id } = await posts.create({ title: "one" });
      await posts.update(id, { title: "two" });
      await posts.delete(id);
    })()`);
    expect(await collected(reader, 3)).toEqual([
      ["create", "one"],
      ["update", "two"],
      ["delete", "two"],
    ]);
    await reader.evaluate(`client.collection("posts").unsubscribe("*")`);
    expect(await reader.evaluate("client.realtime.isConnected")).toBe(false);
    for (const page of [reader, writer]) await page.close();
  },
  START_MS,
);

test(
  "the WebSocket client in the browser: snapshot, changes, presence and broadcast between two pages",
  async () => {
    const built = await Bun.build({
      entrypoints: [join(ROOT, "src/client/client.ts")],
      target: "browser",
      format: "esm",
    });
    const [file] = built.outputs;
    if (file === undefined) throw new Error("the client was not built");
    const script = `(() => { ${(await file.text()).replace(/export \{[^}]*\};?/, "globalThis.BaoboxClient = BaoboxClient;")} })()`;
    const [first, second] = [await openPage(script), await openPage(script)];
    await server.createRecord("posts", { title: "before" });
    await first.evaluate(`(async () => {
      globalThis.events = [];
      globalThis.client = new BaoboxClient(location.origin);
      await client.subscribe("posts/*", {
        onSnapshot: (records) => events.push(["snapshot", ...records.map(({ title }) => title)]),
        onEvent: ({ action, record }) => events.push([action, record.title]),
      });
      await client.join("lobby", {
        state: "first",
        onPresence: (kind, { state }) => events.push([kind, state]),
        onBroadcast: (event, data) => events.push([event, data]),
      });
    })()`);
    await second.evaluate(`(async () => {
      globalThis.client = new BaoboxClient(location.origin);
      globalThis.channel = await client.join("lobby", { state: "second" });
      await channel.broadcast("hello", { n: 1 });
    })()`);
    expect(await second.evaluate("channel.members.map(({ state }) => state).sort()")).toEqual(["first", "second"]);
    await collected(first, 3);
    await server.createRecord("posts", { title: "after" });
    await collected(first, 4);
    await second.close();
    expect(await collected(first, 5)).toEqual([
      ["snapshot", "before"],
      ["join", "second"],
      ["hello", { n: 1 }],
      ["create", "after"],
      ["leave", "second"],
    ]);
    await first.close();
  },
  START_MS,
);
