/**
 * `serve --settings FILE`: a JSON file with some of the settings, in the form of `PATCH /api/settings`. Its values are stored at each
 * start, before the server listens, so they win over changes that were made in between; settings that it does not name stay as they
 * are. `${NAME}` in its texts is the value of an environment variable, or the content of the file that `NAME_FILE` names.
 */

import { readFile } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import { ValidationError } from "../lib/api-error.ts";
import type { Context } from "../model/context.ts";
import { mergeSettings } from "../model/settings/merge-settings.ts";
import { saveSettings } from "../model/settings/save-settings.ts";
import { SETTINGS_SHAPE } from "../model/settings/settings.ts";
import { unknownSetting } from "../model/settings/unknown-setting.ts";
import { UsageError } from "./command-line.ts";
import { describeErrors } from "./describe-errors.ts";
import type { Environment } from "./environment-flags.ts";
import { readVariable } from "./read-variable.ts";

/** `$${` stands for `${`. */
const VARIABLE = /\$\$\{|\$\{([^}]*)\}/g;
const NAME = /^[A-Za-z_]\w*$/;

/** Reads the file and fills in its variables. Throws a `UsageError` that names the file and the place. */
export async function readSettingsFile(path: string, environment: Environment): Promise<unknown> {
  const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    const reason = cause.code === "ENOENT" ? "there is no such file" : cause.message;
    throw new UsageError(`--settings: can't read ${path}: ${reason}`, { cause });
  });
  const update = filledIn(parse(path, text), { path, place: "", environment });
  const unknown = unknownSetting(SETTINGS_SHAPE, update);
  if (unknown !== null) throw new UsageError(`${path}: there is no setting ${unknown}`);
  return update;
}

/** Stores the values that differ from those that are stored. Returns whether there were any. */
export async function applySettingsFile(context: Context, path: string, update: unknown): Promise<boolean> {
  const before = context.settings.current();
  const settings = mergedWith(context, path, update);
  if (isDeepStrictEqual(settings, before)) return false;
  try {
    await saveSettings(context, settings);
  } catch (cause) {
    if (!(cause instanceof ValidationError)) throw cause;
    throw new UsageError(`${path}: ${describeErrors(cause.errors)}`, { cause });
  }
  return true;
}

function mergedWith(context: Context, path: string, update: unknown) {
  try {
    return mergeSettings(context.settings.current(), update);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new UsageError(`${path}: ${cause.message}`, { cause });
  }
}

function parse(path: string, text: string): unknown {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`${path} is not valid JSON: ${(cause as Error).message}`, { cause });
  }
  if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) return parsed;
  throw new UsageError(`${path} must hold an object, such as {"meta": {"appName": "My app"}}`);
}

interface Place {
  readonly path: string;
  /** Such as `smtp.password`. */
  readonly place: string;
  readonly environment: Environment;
}

function filledIn(value: unknown, where: Place): unknown {
  if (typeof value === "string") return value.replace(VARIABLE, (found, name) => variable(found, name, where));
  if (Array.isArray(value)) return value.map((item, index) => filledIn(item, inside(where, String(index))));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, filledIn(inner, inside(where, name))]));
}

function inside(where: Place, name: string): Place {
  return { ...where, place: where.place === "" ? name : `${where.place}.${name}` };
}

function variable(found: string, name: string | undefined, { path, place, environment }: Place): string {
  if (name === undefined) return "${";
  if (!NAME.test(name)) throw new UsageError(`${path}: ${place}: ${found} is not the name of a variable`);
  const value = readVariable(name, environment);
  if (value === null) throw new UsageError(`${path}: ${place}: the environment variable ${name} is not set`);
  return value;
}
