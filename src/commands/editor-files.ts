import { existsSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { UsageError } from "./command-line.ts";
import { pluginDeclarations } from "./plugin-declarations.ts";

/** Where `npm install` leaves them alone, as it would not in `node_modules`. */
const FOLDER = ".baobox";
const TYPES = `${FOLDER}/types`;
const PATHS = { baobox: [`./${TYPES}/types/plugin.d.ts`] };

const PROJECT = {
  compilerOptions: {
    target: "ESNext",
    module: "Preserve",
    moduleResolution: "bundler",
    lib: ["ESNext", "DOM", "DOM.Iterable"],
    strict: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    paths: PATHS,
  },
  exclude: ["node_modules", "pb_data", "pb_public"],
};

/** What was written, and what is left to do. */
export interface EditorFiles {
  readonly paths: readonly string[];
  /** Null where nothing is. */
  readonly advice: string | null;
}

/**
 * Writes what an editor needs to know `import … from "baobox"` where nothing is installed: the types in a folder of their own, and a
 * `tsconfig.json` that names it, unless there is one.
 */
export async function writeEditorFiles(directory: string): Promise<EditorFiles> {
  if (pluginDeclarations === null)
    throw new UsageError("--editor only works in the executable: the package baobox already contains the types");
  const files = JSON.parse(
    new TextDecoder().decode(Bun.gunzipSync(Uint8Array.fromBase64(pluginDeclarations))),
  ) as Record<string, string>;
  const folder = join(directory, TYPES);
  const part = `${folder}.${process.pid}.tmp`;
  try {
    for (const [path, text] of Object.entries(files)) await Bun.write(join(part, path), text);
    await rm(folder, { recursive: true, force: true });
    await rename(part, folder);
    // They are made anew by the command: nothing for a repository.
    await Bun.write(join(directory, FOLDER, ".gitignore"), "*\n");
  } catch (cause) {
    await rm(part, { recursive: true, force: true });
    throw new Error(`can't write ${folder}: ${cause instanceof Error ? cause.message : ""}`, { cause });
  }
  const project = join(directory, "tsconfig.json");
  if (existsSync(project)) return { paths: [folder], advice: await adviceFor(project) };
  // Of what is installed as `@types/bun` newer compilers want to be told.
  const types = existsSync(join(directory, "node_modules/@types/bun")) ? { types: ["bun"] } : {};
  const content = { ...PROJECT, compilerOptions: { ...PROJECT.compilerOptions, ...types } };
  await Bun.write(project, `${JSON.stringify(content, null, 2)}\n`);
  return { paths: [folder, project], advice: null };
}

/** A project's own file is left as it is. */
async function adviceFor(project: string): Promise<string | null> {
  const text = await Bun.file(project).text();
  return text.includes(TYPES) ? null : `Add to the compilerOptions of ${project}: "paths": ${JSON.stringify(PATHS)}`;
}
