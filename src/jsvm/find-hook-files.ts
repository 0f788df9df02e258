import { readdirSync } from "node:fs";

const HOOK_FILE = /\.pb\.(?:js|ts)$/;

/** The names of the hook files in the folder, in order; none where there is no such folder. */
export function findHookFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => HOOK_FILE.test(entry.name) && !entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  } catch {
    return [];
  }
}
