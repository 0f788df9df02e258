import { expect, test } from "bun:test";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FreshServer } from "../support/fresh-server.ts";
import { ServerProcess, TemporaryDirectory, runProgram } from "../support/server-process.ts";

const MAKE = `import type { Migration } from "baobox";
export default {
  async up(app) {
    await app.collections.create({ name: "notes", type: "base", listRule: "" });
  },
  async down(app) {
    await app.collections.delete("notes");
  },
} satisfies Migration;`;

/** Runs commands on a data directory, whose migrations lie beside it. */
class Project implements Disposable {
  readonly #folder = new TemporaryDirectory();
  readonly dir = join(this.#folder.path, "pb_data");
  readonly migrations = join(this.#folder.path, "pb_migrations");

  write(name: string, text: string): void {
    mkdirSync(this.migrations, { recursive: true });
    writeFileSync(join(this.migrations, name), text);
  }

  async run(...args: string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await runProgram([...args, "--dir", this.dir]);
    return `${exitCode} ${stdout}${stderr}`.trim();
  }

  [Symbol.dispose](): void {
    this.#folder[Symbol.dispose]();
  }
}

test("migrations are made, applied, reverted and forgotten on the command line", async () => {
  using project = new Project();
  project.write("1_make.ts", MAKE);
  expect(await project.run("migrate", "up")).toBe("0 Applied 1_make.ts");
  expect(await project.run("migrate", "up")).toBe("0 There is nothing to apply.");
  expect(await project.run("migrate", "create", "Add a Thing")).toMatch(
    /^0 Wrote \S+\/pb_migrations\/\d+_add_a_thing.ts\.$/,
  );
  expect(await project.run("migrate", "collections")).toMatch(/^0 Wrote \S+\/\d+_collections_snapshot.ts\.$/);
  // Both can be applied as they are.
  expect(await project.run("migrate", "up")).toMatch(
    /^0 Applied\n {2}\d+_add_a_thing.ts\n {2}\d+_collections_snapshot.ts$/,
  );
  expect(await project.run("migrate", "down")).toStartWith("1 baobox: migrate down asks for confirmation: use --yes");
  expect(await project.run("migrate", "down", "3", "--yes")).toMatch(
    /^0 Reverted\n {2}\d+_coll.*\n {2}\d+_add.*\n {2}1_make.ts$/,
  );
  expect(await project.run("migrate", "down", "--yes")).toBe("0 There is nothing to revert.");
  expect(await project.run("migrate", "history-sync")).toBe("0 There is nothing to remove.");
  expect(await project.run("migrate", "down", "0")).toStartWith(
    '1 baobox: COUNT must be a number from 1 to 999999, not "0"',
  );
  expect(await project.run("migrate", "create", "…")).toStartWith(
    '1 baobox: "…" is not a valid migration name: use letters or digits',
  );
  expect(await project.run("migrate", "sideways")).toStartWith(
    '1 baobox: migrate: unknown command "sideways", use one of',
  );
  expect(await project.run("migrate", "up", "--migrationDir", "x")).toStartWith(
    "1 baobox: unknown flag --migrationDir",
  );
  expect(await project.run("migrate", "down", "--help")).toContain("--yes");
});

test("changes beside a running server say that it has to be started anew", async () => {
  await using server = await FreshServer.start();
  const folder = join(server.dir, "../pb_migrations");
  mkdirSync(folder);
  writeFileSync(join(folder, "1_make.ts"), MAKE);
  const dir = ["--dir", server.dir];
  for (const words of [["up"], ["down", "--yes"]]) {
    const { exitCode, stdout } = await runProgram(["migrate", ...words, ...dir]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("1_make.ts\nRestart the server");
  }
  expect((await runProgram(["migrate", "down", "--yes", ...dir])).stdout).toBe("There is nothing to revert.\n");
});

test("a server applies what is pending before it serves, and does not start when that fails", async () => {
  using project = new Project();
  project.write("1_make.ts", MAKE);
  {
    await using server = await ServerProcess.start({ dir: project.dir });
    expect((await fetch(`${server.url}/api/collections/notes/records`)).status).toBe(200);
    expect(await server.output()).toContain("Applied the migration 1_make.ts");
  }
  project.write("2_bad.ts", `export default {\n  up() {\n    throw new Error("no way");\n  },\n};`);
  expect(await project.run("serve", "--http", "127.0.0.1:0")).toBe(
    "1 baobox: failed to apply 2_bad.ts:3: no way (nothing was changed)",
  );
});

test("a server for development writes a migration of each change, another one does not", async () => {
  await using server = await FreshServer.start();
  const folder = join(server.dir, "../pb_migrations");
  await (await server.admin()).collections.create({ name: "silent", type: "base" });
  expect(() => readdirSync(folder)).toThrow();
  await server.restart(["--dev"]);
  await (await server.admin()).collections.create({ name: "noted", type: "base" });
  expect(readdirSync(folder).map((name) => name.replace(/^\d+/, ""))).toEqual(["_created_noted.ts"]);
  await server.restart(["--dev", "--automigrate=false"]);
  await (await server.admin()).collections.delete("noted");
  expect(readdirSync(folder).length).toBe(1);
  const elsewhere = join(server.dir, "../elsewhere");
  await server.restart(["--automigrate", "--migrationsDir", elsewhere]);
  await (await server.admin()).collections.delete("silent");
  expect(readdirSync(elsewhere).map((name) => name.replace(/^\d+/, ""))).toEqual(["_deleted_silent.ts"]);
});
