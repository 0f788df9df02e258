import { join } from "node:path";
import type { MigrationScripts } from "../jsvm/migration-scripts.ts";
import type { Context } from "../model/context.ts";
import { loadMigration } from "./load-migration.ts";
import { migrationForm, scriptCode } from "./migration-form.ts";
import { createMigrationApp, type Migration } from "./migration.ts";
import type { MigrationSource } from "./run-migrations.ts";

type Direction = "up" | "down";

/** Runs migrations of all kinds in one transaction. What runs PocketBase's files is loaded for the first of them. */
export class MigrationRunner implements Disposable {
  readonly #context: Context;
  readonly #source: MigrationSource;
  #scripts: MigrationScripts | null = null;

  constructor(context: Context, source: MigrationSource) {
    this.#context = context;
    this.#source = source;
  }

  /** Resolves to false where the file holds no migration, as in PocketBase one of comments. */
  async run(name: string, direction: Direction): Promise<boolean> {
    const { folder, builtIn } = this.#source;
    const known = Object.hasOwn(builtIn, name) ? builtIn[name] : undefined;
    if (known !== undefined) return this.#perform(known, direction);
    const path = join(folder, name);
    const source = await Bun.file(path).text();
    switch (migrationForm(name, source)) {
      case "module":
        return this.#perform(await loadMigration(path), direction);
      case "script": {
        const scripts = await this.#startScripts();
        return scripts.run({ name, path, code: scriptCode(name, source) }, direction);
      }
      case "nothing":
        return false;
    }
  }

  [Symbol.dispose](): void {
    this.#scripts?.[Symbol.dispose]();
  }

  async #perform(migration: Migration, direction: Direction): Promise<boolean> {
    await migration[direction]?.(createMigrationApp(this.#context));
    return true;
  }

  async #startScripts(): Promise<MigrationScripts> {
    if (this.#scripts !== null) return this.#scripts;
    const { MigrationScripts: Scripts } = await import("../jsvm/migration-scripts.ts");
    this.#scripts = new Scripts({
      context: this.#context,
      hooksFolder: this.#source.hooksFolder,
      print: this.#source.print,
    });
    return this.#scripts;
  }
}
