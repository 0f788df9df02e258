import { existsSync, type FSWatcher, watch, type WatchListener } from "node:fs";
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
  const open = (path: string, recursive: boolean, onEvent: WatchListener<string>): FSWatcher => {
    const opened = watch(path, { recursive, persistent: false }, onEvent);
    opened.on("error", (error) =>
      log.warn("the plugins folder is no longer watched: restart the server to watch it again", {
        error: String(error),
      }),
    );
    return opened;
  };
  const warn = (path: string, error: unknown): void =>
    log.warn("the plugins folder can't be watched: restart the server after changing a plugin", {
      folder: path,
      error: String(error),
    });
  let inner: FSWatcher | null = null;
  const follow = (): void => {
    inner?.close();
    inner = null;
    if (!existsSync(folder)) return;
    try {
      inner = open(folder, true, (_event, file) => note(file ?? "."));
    } catch (error) {
      warn(folder, error);
    }
  };
  let outer: FSWatcher | null = null;
  try {
    // A folder that is replaced, as at a deployment, is another one: the watcher of the first hears nothing of it.
    outer = open(dirname(folder), false, (event, file) => {
      if (event !== "rename" || file !== basename(folder)) return;
      follow();
      note(".");
    });
  } catch (error) {
    // Where the server may only pass through it, the folder itself is followed all the same.
    if (!existsSync(folder)) warn(dirname(folder), error);
  }
  follow();
  return () => {
    outer?.close();
    inner?.close();
    if (timer !== null) clearTimeout(timer);
  };
}

function isForeign(file: string): boolean {
  return file.split(/[/\\]/).includes("node_modules");
}
