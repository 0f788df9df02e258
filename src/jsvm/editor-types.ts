import { appendFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { findHookFiles } from "./find-hook-files.ts";
import hookTypes from "./hook-types.txt" with { type: "text" };

const FILE = "types.d.ts";
const TEXT = `// Written by the program, do not change.\n${hookTypes}`;

interface EditorTypesOptions {
  readonly dataDir: string;
  readonly hooksFolder: string;
}

/**
 * Writes declarations for editors into the data directory, as PocketBase does. Hook files that are empty begin with a reference to
 * them. `src/build/hook-types.ts` makes the declarations of the types of the runtime.
 */
export function writeEditorTypes({ dataDir, hooksFolder }: EditorTypesOptions): void {
  const file = join(dataDir, FILE);
  if (!hasText(file)) {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(file, TEXT);
  }
  for (const name of findHookFiles(hooksFolder)) {
    const path = join(hooksFolder, name);
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isFile() !== true || found.size !== 0) continue;
    // Added to it, because an editor may be about to write the file anew: what it wrote meanwhile stays.
    appendFileSync(path, `/// <reference path="${relative(hooksFolder, file)}" />\n\n`);
  }
}

function hasText(file: string): boolean {
  try {
    return readFileSync(file, "utf8") === TEXT;
  } catch {
    return false;
  }
}
