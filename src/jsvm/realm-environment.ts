import { executablePath } from "../lib/own-executable.ts";
import type { Context } from "../model/context.ts";
import type { Environment } from "./runtime/server.ts";

interface RealmOptions {
  /** `__hooks` */
  readonly hooksDir: string;
  readonly isMigration: boolean;
}

/** What realms know of the server, as the JSON text that threads are started with. */
export function realmEnvironment({ options }: Context, { hooksDir, isMigration }: RealmOptions): string {
  const { dataDir, isDevelopment } = options;
  const args = [executablePath(), ...process.argv.slice(2)];
  const env = process.env as Environment["env"];
  const environment: Environment = { hooksDir, dataDir, isDev: isDevelopment, env, args, isMigration };
  return JSON.stringify(environment);
}
