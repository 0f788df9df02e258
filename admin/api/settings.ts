import { setAccent } from "../state/accent.ts";
import { createStore } from "../state/store.ts";
import { client } from "./client.ts";

interface Settings {
  readonly meta?: { readonly appName?: string; readonly accentColor?: string; readonly hideControls?: boolean };
}

/** What the dashboard itself goes by; null until it was loaded. */
export const settings = createStore<Settings | null>(null);

/** To be called again once settings were saved. Without them the dashboard works all the same. */
export async function loadSettings(): Promise<void> {
  try {
    const loaded: Settings = await client.settings.getAll();
    settings.set(loaded);
    setAccent(loaded.meta?.accentColor ?? "");
  } catch {
    settings.set(settings.get());
  }
}
