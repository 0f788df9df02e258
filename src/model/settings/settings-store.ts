import type { Settings } from "./settings.ts";

/** The cache of the settings. */
export interface SettingsStore {
  current(): Settings;
  reload(): Promise<void>;
}
