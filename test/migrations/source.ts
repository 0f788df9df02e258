import type { MigrationSource } from "../../src/migrations/run-migrations.ts";

/** The migrations of a folder alone. */
export function source(folder: string): MigrationSource {
  return { folder, builtIn: {}, hooksFolder: folder };
}
