// The plugins that come with Baobox.
import { createHmac } from "node:crypto";
import { join } from "node:path";
import { expect, test } from "bun:test";
import { createAppApi } from "../../src/plugins/bound-app.ts";
import { pluginApp, type PluginApp } from "./plugin-app.ts";

const FOLDER = join(import.meta.dir, "../../plugins");

/** An app with one of the plugins, which reads its settings from the environment while it is loaded. */
async function withPlugin(name: string, environment: Record<string, string>): Promise<PluginApp> {
  const before = Object.keys(environment).map((key) => [key, process.env[key]] as const);
  Object.assign(process.env, environment);
  const made = await pluginApp({ [`${name}.ts`]: await Bun.file(join(FOLDER, `${name}.ts`)).text() });
  restores.set(made, () => {
    for (const [key, value] of before) {
      if (value === undefined) delete process.env[key];
      else process.env[key] = value;
    }
  });
  return made;
}

const restores = new WeakMap<PluginApp, () => void>();

async function createPosts(made: PluginApp): Promise<void> {
  const rules = { createRule: "", updateRule: "", deleteRule: "" };
  const fields = [
    { name: "title", type: "text", required: true },
    { name: "secret", type: "text", hidden: true },
  ];
  await createAppApi(made.app.context).collections.create({ name: "articles", type: "base", fields, ...rules });
}

test("without settings they do nothing", async () => {
  for (const name of ["webhooks", "audit-log"]) {
    await using made = await withPlugin(name, {});
    expect(await made.plugins()).toMatchObject([{ name, state: "loaded", hooks: [] }]);
    expect(createAppApi(made.app.context).collections.find("audit_log")).toBeNull();
  }
});

test("webhooks are signed, tried again, and kept in order", async () => {
  const received: { body: string; signature: string }[] = [];
  const all = Promise.withResolvers<void>();
  let failures = 2;
  using receiver = Bun.serve({
    port: 0,
    async fetch(request) {
      if (failures-- > 0) return new Response(null, { status: 503 });
      received.push({ body: await request.text(), signature: request.headers.get("x-webhook-signature") ?? "" });
      if (received.length === 3) all.resolve();
      return new Response();
    },
  });
  const secret = "a webhook secret";
  await using made = await withPlugin("webhooks", {
    WEBHOOK_URLS: `http://127.0.0.1:${receiver.port}/hook`,
    WEBHOOK_SECRET: secret,
    WEBHOOK_RETRY_MS: "1",
  });
  await createPosts(made);
  const { records } = createAppApi(made.app.context);
  const { id } = await records.create("articles", { title: "one", secret: "hidden" });
  await records.update("articles", id, { title: "two" });
  await records.delete("articles", id);
  await all.promise;
  restores.get(made)?.();
  const sent = received.map(({ body }) => JSON.parse(body) as { action: string; record: Record<string, unknown> });
  expect(sent.map(({ action, record }) => [action, record["title"]])).toEqual([
    ["create", "one"],
    ["update", "two"],
    ["delete", "two"],
  ]);
  expect(received.some(({ body }) => body.includes("hidden"))).toBe(false);
  for (const { body, signature } of received) {
    const [, time = "", hash = ""] = /^t=(\d+),v1=(\w+)$/.exec(signature) ?? [];
    expect(createHmac("sha256", secret).update(`${time}.${body}`).digest("hex")).toBe(hash);
  }
});

test("the audit log tells who changed what, in the transaction of the change", async () => {
  await using made = await withPlugin("audit-log", { AUDIT_COLLECTIONS: "articles" });
  restores.get(made)?.();
  await createPosts(made);
  const token = await made.app.superuserToken();
  const { json } = await made.app.request("POST", "/api/collections/articles/records", {
    token,
    body: { title: "one", secret: "s" },
  });
  const path = `/api/collections/articles/records/${(json as { id: string }).id}`;
  expect((await made.app.request("PATCH", path, { body: { title: "two" } })).status).toBe(200);
  expect((await made.app.request("PATCH", path, { body: { title: "" } })).status).toBe(400);
  expect((await made.app.request("DELETE", path, { token })).status).toBe(204);
  const { records } = createAppApi(made.app.context);
  const { items } = await records.list("audit_log", { sort: "@rowid" });
  expect(items.map((item) => [item["action"], item["actorCollection"], item["changes"]])).toEqual([
    ["create", "_superusers", { id: [null, (json as { id: string }).id], title: [null, "one"] }],
    ["update", "", { title: ["one", "two"] }],
    ["delete", "_superusers", { id: [(json as { id: string }).id, null], title: ["two", null] }],
  ]);
  // An entry that can't be written takes the change with it.
  await made.app.context.database.run("DROP TABLE audit_log");
  const refused = await made.app.request("POST", "/api/collections/articles/records", {
    token,
    body: { title: "three" },
  });
  expect(refused.status).toBe(400);
  expect(await records.count("articles")).toBe(0);
});
