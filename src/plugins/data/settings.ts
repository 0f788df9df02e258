import { badRequest } from "../../lib/api-error.ts";
import type { Context } from "../../model/context.ts";
import { mergeSettings } from "../../model/settings/merge-settings.ts";
import { saveSettings } from "../../model/settings/save-settings.ts";
import type { Settings } from "../../model/settings/settings.ts";
import type { SettingsApi } from "../app-api.ts";
import { type ApiScope, onHost } from "../api-scope.ts";

export function createSettingsApi(scope: ApiScope): SettingsApi {
  return {
    get: () => onHost(scope, ({ settings }) => settings.current()),
    update: (changes) => onHost(scope, async (context) => saveSettings(context, merged(context, changes))),
  };
}

function merged({ settings }: Context, changes: Readonly<Record<string, unknown>>): Settings {
  try {
    return mergeSettings(settings.current(), changes);
  } catch (cause) {
    throw badRequest(`The settings can't be changed: ${cause instanceof Error ? cause.message : ""}`, { cause });
  }
}
