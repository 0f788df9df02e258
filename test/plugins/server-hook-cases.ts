import { join } from "node:path";
import type { TestResponse } from "../support/test-app.ts";
import { type Case, has, isFailed, isRefused, isRefusedInside, isTeapot, json, status, TEAPOT } from "./hook-case.ts";
import type { HookWorld } from "./hook-world.ts";

const collections: Case[] = [
  {
    hooks: ["onCollectionCreateRequest", "onCollectionCreate", "onCollectionCreateExecute", "onCollectionValidate"],
    act: (world) => world.post("collections", { name: randomName(), type: "base" }),
    stopped: isRefusedInside,
    change: `e.collection = { ...e.collection, listRule: "id != ''" };`,
    changed: has("listRule", "id != ''"),
  },
  {
    hooks: ["onCollectionUpdateRequest", "onCollectionUpdate", "onCollectionUpdateExecute"],
    act: async (world) => world.send("PATCH", `collections/${await newCollection(world)}`, { viewRule: "" }),
    stopped: isRefusedInside,
    change: `e.collection = { ...e.collection, listRule: "id != ''" };`,
    changed: has("listRule", "id != ''"),
  },
  {
    hooks: ["onCollectionDeleteRequest", "onCollectionDelete", "onCollectionDeleteExecute"],
    act: async (world) => world.send("DELETE", `collections/${await newCollection(world)}`),
    stopped: isFailed,
    change: TEAPOT,
    changed: isTeapot,
  },
  ...(["Create", "Update", "Delete"] as const).map((operation): Case => ({
    hooks: [`onCollectionAfter${operation}Success`],
    act: async (world) => {
      const name = await newCollection(world);
      await world.send("PATCH", `collections/${name}`, { viewRule: "" });
      await world.send("DELETE", `collections/${name}`);
      return { seen: world.probe.log.includes(`seen ${name}`) };
    },
    change: `probe.log.push("seen " + e.collection.name);`,
    changed: (result) => Bun.deepEquals(result, { seen: true }),
  })),
  {
    hooks: ["onCollectionAfterCreateError"],
    act: async (world) => seen(world, await world.post("collections", { name: "notes", type: "base" })),
    change: `probe.log.push("error " + Object.keys(e.error.errors));`,
    changed: (result) => Bun.deepEquals(result, ["error name"]),
  },
  {
    hooks: ["onCollectionAfterUpdateError"],
    act: async (world) => seen(world, await world.send("PATCH", "collections/notes", { listRule: "nothing = 1" })),
    change: `probe.log.push("error " + Object.keys(e.error.errors));`,
    changed: (result) => Bun.deepEquals(result, ["error listRule"]),
  },
  {
    hooks: ["onCollectionAfterDeleteError"],
    act: async (world) => seen(world, await world.send("DELETE", "collections/_superusers")),
    change: `probe.log.push("error " + e.error.message.includes("system"));`,
    changed: (result) => Bun.deepEquals(result, ["error true"]),
  },
  {
    hooks: ["onCollectionViewRequest"],
    act: (world) => world.send("GET", "collections/notes"),
    stopped: isRefused,
    change: `e.collection = { ...e.collection, name: "renamed" };`,
    changed: has("name", "renamed"),
  },
  {
    hooks: ["onCollectionsListRequest"],
    act: (world) => world.send("GET", "collections"),
    stopped: isRefused,
    change: `e.collections = e.collections.slice(0, 1);`,
    changed: (result) => (json(result)["items"] as unknown[]).length === 1,
  },
  {
    hooks: ["onCollectionsImportRequest"],
    act: async (world) => {
      const imported = { collections: [{ name: "imported", type: "base", fields: [{ name: "a", type: "text" }] }] };
      const { status: code, json: answer } = await world.send("PUT", "collections/import", imported);
      return {
        status: code,
        json: { ...(answer as object), renamed: world.app.context.collections.current().find("other") !== undefined },
      };
    },
    stopped: isRefused,
    change: `e.collections[0].name = "other";`,
    changed: has("renamed", true),
  },
];

const others: Case[] = [
  {
    hooks: ["onSettingsListRequest"],
    act: (world) => world.send("GET", "settings"),
    stopped: isRefused,
    change: `e.settings.meta = { appName: "shown" };`,
    changed: has("meta", { appName: "shown" }),
  },
  {
    hooks: ["onSettingsUpdateRequest"],
    act: (world) => world.send("PATCH", "settings", { meta: { appName: "sent" } }),
    stopped: isRefused,
    change: `e.newSettings = { ...e.newSettings, meta: { ...e.newSettings.meta, appName: "by a hook" } };`,
    changed: (result) => (json(result)["meta"] as { appName: string }).appName === "by a hook",
  },
  {
    hooks: ["onSettingsReload"],
    act: async (world) => {
      await world.send("PATCH", "settings", { meta: { appName: "reloaded" } });
      return world.probe.log.filter((line) => line.startsWith("app"));
    },
    change: `probe.log.push("app " + e.app.settings.get().meta.appName);`,
    changed: (result) => Bun.deepEquals(result, ["app reloaded"]),
  },
  {
    hooks: ["onBatchRequest"],
    act: (world) => world.post("batch", { requests: [batchCreate("one"), batchCreate("two")] }),
    stopped: isRefused,
    change: `e.batch = e.batch.slice(0, 1);`,
    changed: (result) => ((result as TestResponse).json as unknown[]).length === 1,
  },
  {
    hooks: ["onFileTokenRequest"],
    act: (world) => world.post("files/token"),
    stopped: isRefused,
    change: `e.token = "another token";`,
    changed: has("token", "another token"),
  },
  {
    hooks: ["onFileDownloadRequest"],
    act: async (world) => {
      const body = new FormData();
      body.set("title", "with a file");
      body.set("file", new File(["content"], "a.txt"));
      const made = await world.app.request("POST", "/api/collections/notes/records", { body });
      const { id, file } = made.json as { id: string; file: string };
      const answer = await world.send("GET", `files/notes/${id}/${file}?download=1`);
      return { ...answer, disposition: answer.headers.get("content-disposition") };
    },
    stopped: isRefused,
    change: `e.name = "renamed.txt";`,
    changed: (result) => (result as { disposition: string }).disposition.includes("renamed.txt"),
  },
  {
    hooks: ["onBackupCreate"],
    act: async (world) => {
      await Bun.write(join(world.app.context.options.dataDir, "extra.txt"), "extra");
      const name = `${randomName()}.zip`;
      const { status: code, json: answer } = await world.post("backups", { name });
      const file = await world.app.context.backups.read(name);
      const content =
        file === null ? "" : Buffer.from(await new Response(await file.open()).arrayBuffer()).toString("latin1");
      return { status: code, json: answer, isMade: file !== null, hasExtra: content.includes("extra.txt") };
    },
    stopped: (result) => isFailed(result) && !(result as { isMade: boolean }).isMade,
    change: `e.exclude.push("extra.txt");`,
    changed: (result) => status(result) === 204 && !(result as { hasExtra: boolean }).hasExtra,
  },
];

function randomName(): string {
  return `c${crypto.randomUUID().replaceAll("-", "")}`;
}

async function newCollection(world: HookWorld): Promise<string> {
  const name = randomName();
  await world.post("collections", { name, type: "base" });
  return name;
}

/** What the handler wrote about the error that the answer tells. */
function seen(world: HookWorld, answer: TestResponse): string[] {
  if (answer.status !== 400) throw new Error(answer.text);
  return world.probe.log.filter((line) => line.startsWith("error"));
}

function batchCreate(title: string): object {
  return { method: "POST", url: "/api/collections/notes/records", body: { title } };
}

export const SERVER_CASES: readonly Case[] = [...collections, ...others];
