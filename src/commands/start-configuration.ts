import { resolve } from "node:path";
import type { Context } from "../model/context.ts";
import type { Input } from "./command-line.ts";
import { createFirstSuperuser, firstSuperuser } from "./first-superuser.ts";
import { applySettingsFile, readSettingsFile } from "./settings-file.ts";

/** What the settings file and the environment want stored at the start. */
export interface StartConfiguration {
  readonly settingsFile: { readonly path: string; readonly update: unknown } | null;
  readonly superuser: ReturnType<typeof firstSuperuser>;
}

export const NO_CONFIGURATION: StartConfiguration = { settingsFile: null, superuser: null };

/** Read before anything is opened: throws a `UsageError` for what is wrong in it. */
export async function readStartConfiguration({ flags }: Input): Promise<StartConfiguration> {
  const given = flags["settings"] ?? "";
  const path = given === "" ? null : resolve(given);
  return {
    settingsFile: path === null ? null : { path, update: await readSettingsFile(path, process.env) },
    superuser: firstSuperuser(process.env),
  };
}

/** Stores it, before the server listens. `tell` gets a line for each thing that was changed. */
export async function applyStartConfiguration(
  context: Context,
  { settingsFile, superuser }: StartConfiguration,
  tell: (line: string) => void,
): Promise<void> {
  if (settingsFile !== null && (await applySettingsFile(context, settingsFile.path, settingsFile.update)))
    tell(`Applied the settings of ${settingsFile.path}`);
  if (superuser !== null && (await createFirstSuperuser(context, superuser)))
    tell(`Created the superuser ${superuser.email}`);
}
