import { join, resolve } from "node:path";
import { parseDatabaseUrl } from "../database/postgres/database-url.ts";
import type { AppOptions } from "../model/context.ts";
import { AgeKey } from "../lib/age.ts";
import { UsageError } from "./command-line.ts";
import type { Flag, Input } from "./command-line.ts";
import type { Environment } from "./environment-flags.ts";
import { readVariable } from "./read-variable.ts";

/** The variable with the key of backups; with `_FILE` that of its file. */
export const BACKUP_KEY = "BAOBOX_BACKUP_KEY";

/** The flags of every command that opens a data directory. */
export const APP_FLAGS: Readonly<Record<string, Flag>> = {
  dir: { value: "DIR", help: "the data directory", standard: "pb_data" },
  database: {
    value: "URL",
    help: "a PostgreSQL database in place of the files data.db and auxiliary.db",
    isSecret: true,
  },
  dev: { help: "print requests and debug messages" },
  encryptionEnv: {
    value: "NAME",
    help: "the name of the environment variable with the 32-byte key that encrypts the settings",
  },
  queryTimeout: { value: "SECONDS", help: "the time limit of a query", standard: "30" },
};

/** The file that `types` writes. */
export const TYPES_FILE = "baobox-types.ts";

/** The folder of migrations, for every command that uses it. */
export const MIGRATIONS_FLAG: Readonly<Record<string, Flag>> = {
  migrationsDir: {
    value: "DIR",
    help: "the folder with migrations",
    standard: "pb_migrations beside the data directory",
  },
};

/** The folder of PocketBase's hook files, for every command whose changes run their hooks. */
export const HOOKS_FLAG: Readonly<Record<string, Flag>> = {
  hooksDir: {
    value: "DIR",
    help: "the folder with PocketBase hook files",
    standard: "pb_hooks beside the data directory",
  },
};

export function migrationsFolder(input: Input): string {
  const given = input.flags["migrationsDir"];
  return given === undefined ? join(appOptions(input).dataDir, "../pb_migrations") : resolve(given);
}

export function hooksFolder(input: Input): string {
  const given = input.flags["hooksDir"];
  return given === undefined ? join(appOptions(input).dataDir, "../pb_hooks") : resolve(given);
}

/** Throws a `UsageError` for invalid values. */
export function appOptions({ flags }: Input): AppOptions {
  const seconds = Number(flags["queryTimeout"] ?? "30");
  if (!Number.isFinite(seconds) || seconds <= 0) {
    throw new UsageError(`--queryTimeout must be a number of seconds above 0, not "${flags["queryTimeout"]}"`);
  }
  return {
    dataDir: resolve(flags["dir"] ?? "pb_data"),
    database: databaseUrl(flags["database"]),
    isDevelopment: flags["dev"] === "true",
    encryptionKey: encryptionKey(flags["encryptionEnv"]),
    backupKey: backupKey(),
    queryTimeoutMs: seconds * 1000,
  };
}

function databaseUrl(text: string | undefined): string | undefined {
  if (text === undefined || text === "") return undefined;
  try {
    parseDatabaseUrl(text);
  } catch (cause) {
    throw new UsageError(`--database: ${cause instanceof Error ? cause.message : ""}`, { cause });
  }
  return text;
}

function encryptionKey(name: string | undefined): string | null {
  if (name === undefined || name === "") return null;
  const key = process.env[name];
  if (key === undefined || key === "") return null;
  const length = Buffer.byteLength(key);
  if (length !== 32)
    throw new UsageError(`--encryptionEnv: the encryption key in ${name} must have 32 bytes, not ${length}`);
  return key;
}

/** A warning where `--encryptionEnv` names a variable without a value: as in PocketBase, nothing is encrypted then. Else null. */
export function unsetKeyWarning({ flags }: Pick<Input, "flags">, environment: Environment): string | null {
  const name = flags["encryptionEnv"] ?? "";
  if (name === "" || (environment[name] ?? "") !== "") return null;
  return `--encryptionEnv names the variable ${name}, which is not set: settings are stored without encryption`;
}

function backupKey(): AgeKey | null {
  const text = readVariable(BACKUP_KEY, process.env);
  if (text === null) return null;
  try {
    return new AgeKey(text);
  } catch (cause) {
    throw new UsageError(`${BACKUP_KEY}: ${cause instanceof Error ? cause.message : ""}`, { cause });
  }
}
