import { APP_FLAGS, HOOKS_FLAG, MIGRATIONS_FLAG, TYPES_FILE } from "./app-flags.ts";
import type { Command, Flag } from "./command-line.ts";
import { HTTPS_FLAGS } from "./https-flags.ts";
import { NODE_FLAGS } from "./node-flags.ts";
import type { Embedded } from "./serve.ts";

export const SERVE_FLAGS: Readonly<Record<string, Flag>> = {
  http: {
    value: "HOST:PORT",
    help: "the address to listen on",
    standard: "127.0.0.1:8090, or 0.0.0.0:80 with domains",
  },
  ...HTTPS_FLAGS,
  workers: {
    value: "COUNT",
    help: "how many processes serve the port (Linux), or auto for one per core",
    standard: "1",
  },
  ...NODE_FLAGS,
  origins: { value: "LIST", help: "origins that may call the API, separated by commas", standard: "*" },
  publicDir: { value: "DIR", help: "the folder with static files to serve, if it exists", standard: "pb_public" },
  indexFallback: {
    value: "BOOL",
    help: "whether to answer a path without a static file with index.html, for single-page applications",
    standard: "true",
  },
  pluginsDir: { value: "DIR", help: "the folder with plugins, if it exists", standard: "plugins" },
  pluginsWatch: { value: "BOOL", help: "whether to reload a plugin when its files change", standard: "true" },
  hookTimeout: { value: "SECONDS", help: "the time limit of a hook in a plugin or hook file", standard: "15" },
  ...HOOKS_FLAG,
  hooksWatch: { value: "BOOL", help: "whether to reload the hook files when one of them changes", standard: "true" },
  hooksPool: { value: "COUNT", help: "how many idle threads to keep for hook files", standard: "15" },
  publicOpenApi: { help: "make /api/openapi.json public, without the superuser-only parts" },
  metrics: {
    value: "HOST:PORT",
    help: "where to answer with metrics for Prometheus, and with nothing else; without a sign-in unless BAOBOX_METRICS_TOKEN is set",
    standard: "/api/metrics for superusers only",
  },
  settings: { value: "FILE", help: "a JSON file with settings to store at each start" },
  log: {
    value: "FORM",
    help: "the log format: text, or json for one line of JSON per request and event",
    standard: "text",
  },
  ...MIGRATIONS_FLAG,
  automigrate: {
    help: "write a migration for each change of a collection in the dashboard or over the API (on with --dev)",
  },
  ...APP_FLAGS,
};

const MIGRATE_FLAGS = { ...MIGRATIONS_FLAG, ...HOOKS_FLAG, ...APP_FLAGS };

const DOCTOR_FLAGS: Readonly<Record<string, Flag>> = {
  json: { help: "print the findings as JSON" },
  tlsCert: { value: "FILE", help: "a certificate of your own to look at" },
  timeUrl: {
    value: "URL",
    help: "a web server to compare the clock with",
    standard: "the bucket of the settings, if there is one",
  },
  ...APP_FLAGS,
};

const UPDATE_FLAGS: Readonly<Record<string, Flag>> = {
  check: { help: "only say whether there is a newer version" },
  sha256: { value: "HEX", help: "the checksum that the archive must have, from a source that you trust" },
  force: { help: "take the same or an older version, too" },
};

const TYPES_FLAGS: Readonly<Record<string, Flag>> = {
  out: { value: "FILE", help: "the file to write, or - for standard output", standard: TYPES_FILE },
  watch: { help: "keep running and write the file again whenever the collections change" },
  editor: { help: "also write the types of plugins to .baobox/types, and a tsconfig.json if there is none" },
  ...APP_FLAGS,
};

/**
 * All commands. The code of a command is imported when it runs, so that `--version` and `--help` load none of it and a server does
 * not load the other commands.
 */
export function commandList(embedded: Embedded): readonly Command[] {
  const { migrations } = embedded;
  const migrate = () => import("./migrate.ts");
  return [
    command("serve [DOMAIN...]", "Starts the server; with domains, with HTTPS and certificates from Let's Encrypt", {
      flags: SERVE_FLAGS,
      run: async (input) => (await import("./serve.ts")).serve(input, embedded),
    }),
    superuserCommand("create EMAIL [PASSWORD]", "Creates a superuser"),
    superuserCommand("update EMAIL [PASSWORD]", "Changes the password of a superuser"),
    superuserCommand("upsert EMAIL [PASSWORD]", "Creates a superuser or changes its password"),
    superuserCommand("delete EMAIL", "Deletes a superuser"),
    superuserCommand("otp EMAIL", "Creates a one-time password for a superuser"),
    superuserCommand(
      "ips [IP...]",
      "Limits superusers to these IP addresses and subnets; without any, removes the limit",
    ),
    ...backupCommands(),
    command("move FROM TO", "Copies all data into another database: each is a data directory or a postgres:// URL", {
      flags: {},
      run: async (input) => (await import("./move.ts")).move(input),
    }),
    command("migrate create NAME", "Writes an empty migration", {
      flags: MIGRATE_FLAGS,
      run: async (input) => (await migrate()).createMigration(input),
    }),
    command("migrate up", "Applies all pending migrations", {
      flags: MIGRATE_FLAGS,
      run: async (input) => (await migrate()).migrateUp(input, migrations),
    }),
    command("migrate down [COUNT]", "Reverts the last COUNT migrations (default 1)", {
      flags: { yes: { help: "do not ask for confirmation" }, ...MIGRATE_FLAGS },
      run: async (input) => (await migrate()).migrateDown(input, migrations),
    }),
    command("migrate collections", "Writes a migration with the current state of all collections", {
      flags: MIGRATE_FLAGS,
      run: async (input) => (await migrate()).snapshotCollections(input),
    }),
    command("migrate history-sync", "Removes migrations without a file from the list of applied ones", {
      flags: MIGRATE_FLAGS,
      run: async (input) => (await migrate()).syncHistory(input, migrations),
    }),
    command("doctor", "Checks the data directory, the machine and what the settings name, and says what to do", {
      flags: DOCTOR_FLAGS,
      run: async (input) => (await import("./doctor/doctor.ts")).examine(input),
    }),
    command("advise", "Lists the slowest queries and the indexes that would help them, also while a server runs", {
      flags: { json: { help: "print the report as JSON" }, ...APP_FLAGS },
      run: async (input) => (await import("./advise.ts")).advise(input),
    }),
    command("update URL", "Replaces this executable with that of a release, and keeps the old one", {
      flags: UPDATE_FLAGS,
      run: async (input) => (await import("./update/update.ts")).update(input),
    }),
    command("types", "Writes TypeScript types of all collections", {
      flags: TYPES_FLAGS,
      run: async (input) => (await import("./types.ts")).writeTypesOfCollections(input),
    }),
  ];
}

function backupCommands(): Command[] {
  const backup = () => import("./backup.ts");
  return [
    command("backup create [NAME]", "Creates a backup, also while a server runs", {
      flags: APP_FLAGS,
      run: async (input) => (await backup()).makeBackup(input),
    }),
    command("backup list", "Lists the backups", {
      flags: APP_FLAGS,
      run: async (input) => (await backup()).listBackups(input),
    }),
    command(
      "backup restore NAME",
      "Replaces all data with a backup (a name, a zip file or a database); stop the server first",
      {
        flags: APP_FLAGS,
        run: async (input) => (await import("./restore-backup.ts")).restoreFromBackup(input),
      },
    ),
    command("backup verify NAME", "Checks whether a backup (a name, a file, or all) is complete and can be restored", {
      flags: APP_FLAGS,
      run: async (input) => (await import("./verify-backups.ts")).verifyBackups(input),
    }),
    command("backup key", "Prints a new key to encrypt backups with", {
      flags: {},
      run: async () => (await import("./backup-key.ts")).makeBackupKey(),
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
