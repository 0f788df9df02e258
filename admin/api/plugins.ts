import { ClientResponseError } from "pocketbase";
import { createStore } from "../state/store.ts";
import { client } from "./client.ts";

export interface Plugin {
  readonly name: string;
  readonly path: string;
  readonly state: "loaded" | "failed";
  readonly error: string | null;
  /** "" where nothing of it runs. */
  readonly loadedAt: string;
  readonly hooks: number;
  readonly routes: readonly { readonly method: string; readonly path: string }[];
  readonly crons: readonly string[];
}

/** Null where the server knows no plugins, or before they were loaded. */
export const plugins = createStore<readonly Plugin[] | null>(null);

export async function loadPlugins(): Promise<void> {
  try {
    plugins.set(await client.send<Plugin[]>("/api/plugins", { method: "GET" }));
  } catch (error) {
    if (!(error instanceof ClientResponseError) || error.status !== 404) throw error;
    plugins.set(null);
  }
}

export async function reloadPlugin(name: string): Promise<void> {
  await client.send(`/api/plugins/${encodeURIComponent(name)}/reload`, { method: "POST" });
}
