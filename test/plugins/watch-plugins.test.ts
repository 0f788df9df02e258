import { expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { watchPlugins } from "../../src/plugins/host/watch-plugins.ts";

const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

test("a folder is followed also after it was deleted or replaced", async () => {
  const parent = mkdtempSync(join(tmpdir(), "watch-"));
  const folder = join(parent, "hooks");
  const other = join(parent, "other");
  for (const path of [folder, other]) mkdirSync(path);
  let heard = Promise.withResolvers<ReadonlySet<string>>();
  const end = watchPlugins(folder, { log, onChange: (files) => heard.resolve(files) });
  const change = async (work: () => void): Promise<ReadonlySet<string>> => {
    heard = Promise.withResolvers();
    work();
    return heard.promise;
  };
  try {
    await change(() => rmSync(folder, { recursive: true }));
    await change(() => mkdirSync(folder));
    expect(await change(() => writeFileSync(join(folder, "a.js"), ""))).toContain(join(folder, "a.js"));
    await change(() => {
      renameSync(folder, join(parent, "old"));
      renameSync(other, folder);
    });
    expect(await change(() => writeFileSync(join(folder, "b.js"), ""))).toContain(join(folder, "b.js"));
  } finally {
    end();
    rmSync(parent, { recursive: true });
  }
});
