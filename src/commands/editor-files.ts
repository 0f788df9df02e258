import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { version } from "../../package.json";
import { UsageError } from "./command-line.ts";
import { pluginDeclarations } from "./plugin-declarations.ts";

/** Tells the folder from an installed package, which is left alone. */
const DESCRIPTION = "The types of plugins, written by `baobox types --editor`.";

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
  },
  exclude: ["node_modules", "pb_data", "pb_public"],
};

/**
 * Writes what an editor needs to know `import … from "baobox"` where nothing is installed: the types as a package in `node_modules`,
 * and a `tsconfig.json` unless there is one. Returns the paths that it wrote.
 */
export async function writeEditorFiles(directory: string): Promise<string[]> {
  if (pluginDeclarations === null)
    throw new UsageError("--editor is the executable's: the package baobox has its types");
  const files = JSON.parse(
    new TextDecoder().decode(Bun.gunzipSync(Uint8Array.fromBase64(pluginDeclarations))),
  ) as Record<string, string>;
  const folder = join(directory, "node_modules/baobox");
  if (await isInstalled(folder)) throw new Error(`${folder} is an installed package, which has its types`);
  const part = `${folder}.${process.pid}.tmp`;
  try {
    for (const [path, text] of Object.entries(files)) await Bun.write(join(part, path), text);
    const types = "./types/plugin.d.ts";
    const manifest = { name: "baobox", version, description: DESCRIPTION, types, exports: { ".": { types } } };
    await Bun.write(join(part, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
    await rm(folder, { recursive: true, force: true });
    await mkdir(dirname(folder), { recursive: true });
    await rename(part, folder);
  } catch (cause) {
    await rm(part, { recursive: true, force: true });
    throw new Error(`can't write ${folder}: ${cause instanceof Error ? cause.message : ""}`, { cause });
  }
  const project = join(directory, "tsconfig.json");
  if (existsSync(project)) return [folder];
  // Of what is installed as `@types/bun` newer compilers want to be told.
  const types = existsSync(join(directory, "node_modules/@types/bun")) ? { types: ["bun"] } : {};
  const content = { ...PROJECT, compilerOptions: { ...PROJECT.compilerOptions, ...types } };
  await Bun.write(project, `${JSON.stringify(content, null, 2)}\n`);
  return [folder, project];
}

async function isInstalled(folder: string): Promise<boolean> {
  const manifest = Bun.file(join(folder, "package.json"));
  return (await manifest.exists()) && !(await manifest.text()).includes(DESCRIPTION);
}
