import type { LoadedFile } from "./load-files.ts";

/** What superusers see of a hook file. */
export interface HookFileInfo {
  readonly name: string;
  readonly path: string;
  /** Why it could not be loaded, or not to its end; null for none. */
  readonly error: string | null;
  /** The hooks with the collections that they are for. */
  readonly hooks: readonly string[];
  readonly routes: readonly { readonly method: string; readonly path: string }[];
  readonly middleware: number;
  readonly crons: readonly string[];
}

export function infoOf({ name, path, error, registrations }: LoadedFile): HookFileInfo {
  const ofKind = (kind: string) => registrations.filter((one) => one.kind === kind);
  return {
    name,
    path,
    error,
    hooks: ofKind("hook").map(({ names, tags }) => [names[0], ...tags].join(" ")),
    routes: ofKind("route").map(({ names: [method = "", at = ""] }) => ({ method, path: at })),
    middleware: ofKind("use").reduce((sum, { handlers }) => sum + handlers.length, 0),
    crons: ofKind("cron").map(({ names: [id = ""] }) => id),
  };
}
