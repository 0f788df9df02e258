#!/usr/bin/env bun
import { version } from "../package.json";
import { backupCommands } from "./commands/backup.ts";
import { UsageError, parseCommandLine } from "./commands/command-line.ts";
import { migrateCommands } from "./commands/migrate.ts";
import { serveCommand } from "./commands/serve.ts";
import { superuserCommands } from "./commands/superuser.ts";
import { providePublicModule } from "./commands/public-module.ts";
import { typesCommand } from "./commands/types.ts";
// oxlint-disable-next-line oxc/no-barrel-file -- plugins get all of it
import * as publicModule from "./plugin.ts";

const PROGRAM = "baobox";

providePublicModule({ ...publicModule });

try {
  const parsed = parseCommandLine(
    PROGRAM,
    [serveCommand, ...superuserCommands, ...backupCommands, ...migrateCommands, typesCommand],
    process.argv.slice(2),
  );
  if (parsed.kind === "help") console.log(parsed.text);
  else if (parsed.kind === "version") console.log(`${PROGRAM} ${version}`);
  else await parsed.command.run(parsed.input);
  process.exit(0);
} catch (error) {
  // One line for whoever typed the command; the stack is for us.
  const message = error instanceof Error ? error.message : String(error);
  console.error(
    `${PROGRAM}: ${message.split("\n")[0]}${error instanceof UsageError ? ` (see ${PROGRAM} --help)` : ""}`,
  );
  if (process.argv.includes("--dev")) console.error(error);
  process.exit(1);
}
