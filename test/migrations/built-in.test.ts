import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Baobox, type Migration } from "baobox";
import { ServerProcess, TemporaryDirectory } from "../support/server-process.ts";

const MAKE: Migration = {
  async up(app) {
    await app.collections.create({ name: "notes", type: "base", fields: [{ name: "text", type: "text" }] });
  },
};

test("a program brings its own migrations along, which are applied in order with those of the folder", async () => {
  using directory = new TemporaryDirectory();
  const folder = join(directory.path, "pb_migrations");
  mkdirSync(folder);
  const fill = `export default { async up(app) { await app.records.create("notes", { text: "from the folder" }); } };`;
  writeFileSync(join(folder, "2_fill.ts"), fill);
  const options = { dir: join(directory.path, "pb_data"), http: "127.0.0.1:0", publicDir: "none" };
  const migrations = { "1_make.ts": MAKE, "3_more.ts": { up: async () => undefined } satisfies Migration };
  const baobox = new Baobox({ ...options, migrations });
  await baobox.start();
  expect((await baobox.records.list("notes")).items).toMatchObject([{ text: "from the folder" }]);
  const rows = await baobox.sql`SELECT file FROM _migrations WHERE length(file) < 15 ORDER BY applied`;
  expect(rows.map(({ file }) => file)).toEqual(["1_make.ts", "2_fill.ts", "3_more.ts"]);
  await baobox.stop();
});

test("plugins are loaded when the migrations were applied", async () => {
  using directory = new TemporaryDirectory();
  const write = (path: string, text: string): void => {
    mkdirSync(join(directory.path, path, ".."), { recursive: true });
    writeFileSync(join(directory.path, path), text);
  };
  write(
    "pb_migrations/1_make.ts",
    `export default { async up(app) { await app.collections.create({ name: "notes", type: "base" }); } };`,
  );
  write(
    "plugins/notes.ts",
    `import { definePlugin } from "baobox";
    export default definePlugin((app) => {
      const { name } = app.collections.get("notes");
      app.routes.get("/api/name", () => name);
    });`,
  );
  const args = ["--pluginsDir", join(directory.path, "plugins")];
  await using server = await ServerProcess.start({ dir: join(directory.path, "pb_data"), args });
  expect(await (await fetch(`${server.url}/api/name`)).text()).toBe("notes");
});
