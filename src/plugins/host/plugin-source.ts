import { existsSync, readFileSync, readdirSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, extname, isAbsolute, join, relative } from "node:path";
import type { Context } from "../../model/context.ts";
import type { Registrations } from "./registrations.ts";

/** Where a plugin comes from. */
export interface PluginSource {
  readonly name: string;
  /** The file that exports it. */
  readonly path: string;
  /** Where its own code is, with a slash at its end for a folder of its own. */
  readonly folder: string;
  /** A plugin that is part of the program; null loads the file. */
  readonly builtIn: BuiltIn | null;
}

/** What the program itself registered before it was started. */
export interface BuiltIn {
  readonly registrations: Registrations;
  /** Called with each directory that is opened: a restore opens a new one. */
  readonly onLoad: (context: Context) => void;
}

/** `name.ts` and `name/index.ts`. Names that begin with a dot or an underscore are left for shared code, tests and types are none. */
const FILE = /^(?![._]).+(?<!\.d|\.test|\.pb)\.ts$/;
const FOLDER = /^(?![._]|node_modules$)/;

/** The plugins of a folder by name; none where there is no such folder. */
export function findPlugins(folder: string): PluginSource[] {
  if (!existsSync(folder)) return [];
  const sources = readdirSync(folder, { withFileTypes: true }).flatMap((entry): PluginSource[] => {
    const path = join(folder, entry.name);
    const index = join(path, "index.ts");
    if (existsSync(index) && FOLDER.test(entry.name)) {
      return [{ name: entry.name, path: index, folder: `${path}/`, builtIn: null }];
    }
    if (entry.isDirectory() || !FILE.test(entry.name)) return [];
    return [{ name: basename(entry.name, ".ts"), path, folder: path, builtIn: null }];
  });
  return sources.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Files that look like PocketBase's hooks, which are loaded from another folder. */
export function misplacedHooks(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => /\.pb\.[jt]s$/.test(name)) : [];
}

const SCRIPT = /\.[cm]?[jt]sx?$/;

/** Files by path, each with what tells one version of it from another. */
export type FileStamps = ReadonlyMap<string, string>;

/** The plugin's file and all that it imports by relative paths, as far as that can be read. */
export function importedFiles(entry: string): FileStamps {
  const files = new Map<string, string>();
  const open = [entry];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (files.has(file)) continue;
    files.set(file, stampOf(file));
    if (SCRIPT.test(file)) open.push(...relativeImports(file));
  }
  return files;
}

/** The files that are not as they were. */
export function changedFiles(files: FileStamps): string[] {
  return [...files].flatMap(([file, stamp]) => (stampOf(file) === stamp ? [] : [file]));
}

/** The changed ones that are elsewhere, behind links: no event of the folder tells of them. */
export function changedTargets(folder: string, files: FileStamps): string[] {
  const home = realPath(folder);
  return changedFiles(files).filter((file) => realPath(file) !== join(home, relative(folder, file)));
}

/** Without links; as it is where nothing is there. */
export function realPath(path: string): string {
  return existsSync(path) ? realpathSync(path) : path;
}

function stampOf(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats === undefined ? "" : `${stats.mtimeMs} ${stats.size}`;
}

function relativeImports(file: string): string[] {
  try {
    const transpiler = new Bun.Transpiler({ loader: extname(file).endsWith("x") ? "tsx" : "ts" });
    return transpiler
      .scanImports(readFileSync(file, "utf8"))
      .filter(({ path }) => path.startsWith("."))
      .flatMap(({ path }) => {
        try {
          return [Bun.resolveSync(path, dirname(file))];
        } catch {
          return [];
        }
      });
  } catch {
    return [];
  }
}

interface PluginFiles {
  readonly source: PluginSource;
  readonly files: FileStamps;
}

/** Whether changes of these files are changes of the plugin. */
export function concerns({ source, files }: PluginFiles, changed: ReadonlySet<string>): boolean {
  const isOwn = (file: string): boolean =>
    file === source.path || (source.folder.endsWith("/") && file.startsWith(source.folder));
  return [...changed].some((file) => isAbsolute(file) && (isOwn(file) || files.has(file)));
}
