import { expect, test } from "bun:test";
import { runtimeProgram, threadProgram } from "../../src/jsvm/embedded-programs.ts";

declare class ShadowRealm {
  evaluate(source: string): unknown;
}

/** Of a thread, which takes 8 ms of a core to begin on a quiet machine, the two had taken more than half. */
test("a thread begins without the modules of node that take long", () => {
  expect(threadProgram).not.toMatch(/(?:from\s*|import\s*|require\(\s*)"(?:node:)?(?:fs|worker_threads)"/);
});

test("a realm begins without any module of node, and without a format of dates", () => {
  const realm = new ShadowRealm();
  realm.evaluate(`
    globalThis.loaded = [];
    process.getBuiltinModule = (name) => loaded.push(name);
    Intl.DateTimeFormat = class { constructor() { loaded.push("DateTimeFormat"); } };
  `);
  realm.evaluate(`${runtimeProgram.code}({}, null, { exports: {} })`);
  const environment = { hooksDir: "", dataDir: "", isDev: false, env: {}, args: [], isMigration: false };
  realm.evaluate(
    `globalThis.__start(() => "", () => "", () => undefined)(${JSON.stringify(JSON.stringify(environment))}); undefined`,
  );
  expect(realm.evaluate("loaded.join()")).toBe("");
});
