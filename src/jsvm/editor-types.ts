import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { runtimeProgram } from "./embedded-programs.ts";
import { findHookFiles } from "./find-hook-files.ts";

const FILE = "types.d.ts";

interface EditorTypesOptions {
  readonly dataDir: string;
  readonly hooksFolder: string;
  /** Makes the declarations, where those that are there are of another program. */
  readonly describe: () => Promise<string>;
}

/** Writes declarations for editors into the data directory, as PocketBase does. Hook files that are empty begin with a reference to them. */
export async function writeEditorTypes({ dataDir, hooksFolder, describe }: EditorTypesOptions): Promise<void> {
  const file = join(dataDir, FILE);
  const mark = `// ${Bun.hash(runtimeProgram).toString(16)}: written by the program, do not change\n`;
  if (!beginsWith(file, mark)) {
    const text = await describe();
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(file, mark + text);
  }
  for (const name of findHookFiles(hooksFolder)) {
    const path = join(hooksFolder, name);
    if (statSync(path).size > 0) continue;
    writeFileSync(path, `/// <reference path="${relative(hooksFolder, file)}" />\n\n`);
  }
}

function beginsWith(file: string, start: string): boolean {
  try {
    return readFileSync(file, "utf8").startsWith(start);
  } catch {
    return false;
  }
}
