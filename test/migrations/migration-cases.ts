import { join } from "node:path";
import type { FilesByPath } from "../jsvm/hook-cases.ts";
import type { DataDump } from "./data-dump.ts";

export interface MigrationCase {
  readonly id: string;
  /** Below `pb_migrations`. */
  readonly files: FilesByPath;
  readonly env: Readonly<Record<string, string>>;
  /** `["up"]` or `["down", COUNT]` */
  readonly steps: readonly (readonly string[])[];
  /** What PocketBase left after each step. */
  readonly dumps: readonly DataDump[];
}

export async function readMigrationCases(): Promise<readonly MigrationCase[]> {
  const packed = await Bun.file(join(import.meta.dir, "recorded/migration-cases.json.zst")).bytes();
  return JSON.parse(new TextDecoder().decode(Bun.zstdDecompressSync(packed))) as MigrationCase[];
}
