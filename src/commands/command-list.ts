import { APP_FLAGS, HOOKS_FLAG, MIGRATIONS_FLAG, TYPES_FILE } from "./app-flags.ts";
import type { Command, Flag } from "./command-line.ts";
import type { Embedded } from "./serve.ts";

export const SERVE_FLAGS: Readonly<Record<string, Flag>> = {
  http: { value: "HOST:PORT", help: "where to listen", standard: "127.0.0.1:8090" },
  origins: { value: "LIST", help: "origins that may call the API, separated by commas", standard: "*" },
  publicDir: { value: "DIR", help: "static files to serve, if there is such a folder", standard: "pb_public" },
  indexFallback: {
    value: "BOOL",
    help: "whether a path without a static file is answered with index.html, for applications with a router of their own",
    standard: "true",
  },
  pluginsDir: { value: "DIR", help: "plugins to load, if there is such a folder", standard: "plugins" },
  pluginsWatch: { value: "BOOL", help: "whether a plugin is reloaded when its files change", standard: "true" },
  hookTimeout: { value: "SECONDS", help: "how long a hook of a plugin or hook file may take", standard: "15" },
  ...HOOKS_FLAG,
  hooksWatch: { value: "BOOL", help: "whether hook files are reloaded when one of them changes", standard: "true" },
  hooksPool: { value: "COUNT", help: "how many threads of hook files are kept when they are idle", standard: "15" },
  publicOpenApi: { help: "let everyone read what /api/openapi.json says of what isn't for superusers alone" },
  log: { value: "FORM", help: "text, or json for a line of JSON a request and event", standard: "text" },
  ...MIGRATIONS_FLAG,
  automigrate: { help: "write a migration of each change of a collection by the dashboard or API (on with --dev)" },
  ...APP_FLAGS,
};

const MIGRATE_FLAGS = { ...MIGRATIONS_FLAG, ...HOOKS_FLAG, ...APP_FLAGS };

const TYPES_FLAGS: Readonly<Record<string, Flag>> = {
  out: { value: "FILE", help: "the file to write, - for standard output", standard: TYPES_FILE },
  watch: { help: "write anew whenever the collections change, until it is stopped" },
  editor: { help: "write the types of plugins too, into .baobox/types, and a tsconfig.json if there is none" },
  ...APP_FLAGS,
};

/**
 * The whole command line. A command's code is imported when the command runs, so that `--version` and `--help` load none of it, and
 * a server loads nothing of the others.
 */
export function commandList(embedded: Embedded): readonly Command[] {
  const { migrations } = embedded;
  const [backup, migrate] = [() => import("./backup.ts"), () => import("./migrate.ts")];
  return [
    command("serve", "Starts the server", {
      flags: SERVE_FLAGS,
      run: async (input) => (await import("./serve.ts")).serve(input, embedded),
    }),
    superuserCommand("create EMAIL [PASSWORD]", "Creates a superuser"),
    superuserCommand("update EMAIL [PASSWORD]", "Changes the password of a superuser"),
    superuserCommand("upsert EMAIL [PASSWORD]", "Creates a superuser or changes its password"),
    superuserCommand("delete EMAIL", "Deletes a superuser"),
    superuserCommand("otp EMAIL", "Makes a one-time password for a superuser"),
    superuserCommand(
      "ips [IP...]",
      "Lets superusers in only from these addresses and subnets; without any, from everywhere",
    ),
    command("backup create [NAME]", "Makes a backup, also while a server runs", {
      flags: APP_FLAGS,
      run: async (input) => (await backup()).makeBackup(input),
    }),
    command("backup list", "Lists the backups", {
      flags: APP_FLAGS,
      run: async (input) => (await backup()).listBackups(input),
    }),
    command(
      "backup restore NAME",
      "Replaces all data by that of a backup (a name or a zip file) while no server runs",
      {
        flags: APP_FLAGS,
        run: async (input) => (await backup()).restoreFromBackup(input),
      },
    ),
    command("migrate create NAME", "Writes a new migration to fill in", {
      flags: MIGRATE_FLAGS,
      run: async (input) => (await migrate()).createMigration(input),
    }),
    command("migrate up", "Applies the migrations that are not applied yet", {
      flags: MIGRATE_FLAGS,
      run: async (input) => (await migrate()).migrateUp(input, migrations),
    }),
    command("migrate down [COUNT]", "Reverts the last migrations, by default one", {
      flags: { yes: { help: "do not ask first" }, ...MIGRATE_FLAGS },
      run: async (input) => (await migrate()).migrateDown(input, migrations),
    }),
    command("migrate collections", "Writes a migration with all collections as they are", {
      flags: MIGRATE_FLAGS,
      run: async (input) => (await migrate()).snapshotCollections(input),
    }),
    command("migrate history-sync", "Forgets the applied migrations whose files are gone", {
      flags: MIGRATE_FLAGS,
      run: async (input) => (await migrate()).syncHistory(input, migrations),
    }),
    command("types", "Writes TypeScript types of all collections", {
      flags: TYPES_FLAGS,
      run: async (input) => (await import("./types.ts")).writeTypesOfCollections(input),
    }),
  ];
}

/** `usage` is the command's name, in small letters, and its parameters. */
function command(usage: string, help: string, rest: Pick<Command, "flags" | "run">): Command {
  const words = usage.split(" ");
  const isName = (word: string): boolean => /^[a-z-]+$/.test(word);
  const parameters = words.filter((word) => !isName(word));
  return { name: words.filter(isName).join(" "), help, parameters, ...rest };
}

function superuserCommand(usage: string, help: string): Command {
  const [action = ""] = usage.split(" ");
  return command(`superuser ${usage}`, help, {
    flags: APP_FLAGS,
    run: async (input) => (await import("./superuser.ts")).changeSuperusers(action, input),
  });
}
