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
  readonly hooks: readonly string[];
  readonly routes: readonly { readonly method: string; readonly path: string }[];
  readonly middleware: number;
  readonly crons: readonly string[];
}

/** Null where the server knows no plugins, or before they were loaded. */
export const plugins = createStore<readonly Plugin[] | null>(null);

/** A file of PocketBase's `pb_hooks`. */
export interface HookFile {
  readonly name: string;
  readonly path: string;
  readonly error: string | null;
  readonly hooks: readonly string[];
  readonly routes: readonly { readonly method: string; readonly path: string }[];
  readonly middleware: number;
  readonly crons: readonly string[];
}

export const hookFiles = createStore<readonly HookFile[]>([]);

export async function loadPlugins(): Promise<void> {
  try {
    plugins.set(await client.send<Plugin[]>("/api/plugins", { method: "GET" }));
    hookFiles.set(await client.send<HookFile[]>("/api/hook-files", { method: "GET" }));
  } catch (error) {
    if (!(error instanceof ClientResponseError) || error.status !== 404) throw error;
    plugins.set(null);
  }
}

export async function reloadPlugin(name: string): Promise<void> {
  await client.send(`/api/plugins/${encodeURIComponent(name)}/reload`, { method: "POST" });
}
