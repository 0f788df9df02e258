import { readdirSync } from "node:fs";

const HOOK_FILE = /\.pb\.(?:js|ts)$/;

/** The names of the hook files in the folder, in order; none where there is no such folder. */
export function findHookFiles(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => HOOK_FILE.test(name))
      .sort();
  } catch {
    return [];
  }
}
