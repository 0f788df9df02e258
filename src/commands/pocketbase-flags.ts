import type { Flag } from "./command-line.ts";

/**
 * PocketBase takes these on every command, so that service files and scripts give them everywhere. A command without a use for one
 * takes it all the same.
 */
export const POCKETBASE_FLAGS: Readonly<Record<string, Flag>> = {
  automigrate: { help: "" },
  hooksDir: { value: "DIR", help: "" },
  hooksPool: { value: "COUNT", help: "" },
  hooksWatch: { value: "BOOL", help: "" },
  indexFallback: { value: "BOOL", help: "" },
  migrationsDir: { value: "DIR", help: "" },
  publicDir: { value: "DIR", help: "" },
};
