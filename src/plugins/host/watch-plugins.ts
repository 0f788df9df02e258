import { existsSync, type FSWatcher, watch } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Logger } from "../../lib/log.ts";

/** A save is several events; half a file would be an error that is none. */
const SETTLE_MS = 25;

export interface WatchOptions {
  readonly log: Logger;
  /** Gets the absolute paths of what changed. */
  readonly onChange: (files: ReadonlySet<string>) => void;
}

/** Follows a folder, which need not be there yet, with all below it but `node_modules`. Returns the function that ends it. */
export function watchPlugins(folder: string, { log, onChange }: WatchOptions): () => void {
  let changed = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | null = null;
  const note = (file: string): void => {
    if (isForeign(file)) return;
    changed.add(join(folder, file));
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(() => {
      const files = changed;
      changed = new Set();
      onChange(files);
    }, SETTLE_MS);
  };
  let watcher: FSWatcher | null = null;
  let isEnded = false;
  const start = (): void => {
    if (isEnded) return;
    watcher?.close();
    watcher = existsSync(folder) ? open(folder, true, (file) => note(file ?? ".")) : null;
    watcher ??= open(dirname(folder), false, (file) => {
      if (file !== basename(folder) || !existsSync(folder)) return;
      start();
      note(".");
    });
  };
  const open = (path: string, recursive: boolean, onEvent: (file: string | null) => void): FSWatcher | null => {
    try {
      const opened = watch(path, { recursive, persistent: false }, (_event, file) => onEvent(file));
      opened.on("error", (error) =>
        log.warn("the plugins folder is no longer watched: restart the server to watch it again", {
          error: String(error),
        }),
      );
      return opened;
    } catch (error) {
      log.warn("the plugins folder can't be watched: restart the server after changing a plugin", {
        folder: path,
        error: String(error),
      });
      return null;
    }
  };
  start();
  return () => {
    isEnded = true;
    watcher?.close();
    if (timer !== null) clearTimeout(timer);
  };
}

function isForeign(file: string): boolean {
  return file.split(/[/\\]/).includes("node_modules");
}
