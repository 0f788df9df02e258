import { expect, test } from "bun:test";
import type { Engine } from "../../../src/database/engine.ts";
import { createLocalBus } from "../../../src/lib/bus/local-bus.ts";
import { initialSettings } from "../../../src/model/settings/initial-settings.ts";
import { createSettingsStore } from "../../../src/model/settings/settings-store.ts";

function storedAs(appName: string): { value: string } {
  return { value: JSON.stringify({ ...initialSettings, meta: { ...initialSettings.meta, appName } }) };
}

test("a change by another process while the settings are first read is noticed", async () => {
  let foreignChanges = 0;
  let reads = 0;
  const database: Pick<Engine, "get" | "foreignChanges" | "versionOfTable"> = {
    async get<T extends object>() {
      reads++;
      if (reads > 1) return storedAs("after") as T;
      foreignChanges++;
      return storedAs("before") as T;
    },
    foreignChanges: () => foreignChanges,
    versionOfTable: () => null,
  };
  const reloaded = Promise.withResolvers<void>();
  const store = await createSettingsStore({
    database: database as Engine,
    bus: createLocalBus(() => undefined),
    log: { debug() {}, info() {}, warn() {}, error() {} },
    encryptionKey: null,
    onReload: async () => reloaded.resolve(),
  });
  expect(store.current().meta.appName).toBe("before");
  await reloaded.promise;
  expect(store.current().meta.appName).toBe("after");
});

test("a change by another process that is none of the settings reloads nothing", async () => {
  let foreignChanges = 0;
  let stored = "before";
  const read = Promise.withResolvers<void>();
  const database: Pick<Engine, "get" | "foreignChanges" | "versionOfTable"> = {
    async get<T extends object>() {
      if (foreignChanges > 0) read.resolve();
      return storedAs(stored) as T;
    },
    foreignChanges: () => foreignChanges,
    versionOfTable: () => null,
  };
  const names: string[] = [];
  const reloaded = Promise.withResolvers<void>();
  const store = await createSettingsStore({
    database: database as Engine,
    bus: createLocalBus(() => undefined),
    log: { debug() {}, info() {}, warn() {}, error() {} },
    encryptionKey: null,
    async onReload() {
      names.push(store.current().meta.appName);
      reloaded.resolve();
    },
  });
  foreignChanges = 1;
  store.current();
  await read.promise;
  stored = "after";
  foreignChanges = 2;
  store.current();
  await reloaded.promise;
  expect(names).toEqual(["after"]);
});
