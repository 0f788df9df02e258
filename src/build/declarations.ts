import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

/** Files by their path, with slashes, in the order in which they were found. */
export type TextFiles = ReadonlyMap<string, string>;

const ROOT = resolve(import.meta.dir, "../..");
const SPECIFIER = /(?<=\bfrom\s*|\bimport\s*\(?\s*)(["'])([^"'\n]+)\1/g;

/**
 * The declarations (`.d.ts`) of the modules and of all that they name, by their paths below `src/`. The type checker writes them,
 * so rejects where the source has mistakes.
 */
export async function ownDeclarations(modules: readonly string[], directory: string): Promise<TextFiles> {
  const config = join(directory, "tsconfig.json");
  const options = {
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    rootDir: join(ROOT, "src"),
    outDir: join(directory, "types"),
    typeRoots: [join(ROOT, "node_modules/@types")],
  };
  // With what says of which type files are that are none of TypeScript.
  const others = new Bun.Glob("src/**/*.d.ts").scanSync(ROOT);
  const files = [...modules.map((module) => join("src", module)), ...others].map((file) => join(ROOT, file));
  await Bun.write(
    config,
    JSON.stringify({ extends: join(ROOT, "tsconfig.json"), compilerOptions: options, include: [], files }),
  );
  const compiler = join(ROOT, "node_modules/typescript/bin/tsc");
  const emit = Bun.spawn([process.execPath, compiler, "-p", config], { stdout: "pipe", stderr: "inherit" });
  const output = await new Response(emit.stdout).text();
  if ((await emit.exited) !== 0) throw new Error(`the declarations can't be written: ${output}`);
  const found = new Map<string, string>();
  const entries = modules.map((module) => join(options.outDir, declarationOf(module)));
  walk(entries, (file, text) => found.set(relative(options.outDir, file), text));
  return found;
}

/** What those name of packages: their declarations and a `package.json` each, by paths such as `elysia/dist/index.d.ts`. */
export function packageDeclarations(own: TextFiles): TextFiles {
  const found = new Map<string, string>();
  const names = [...own.values()].flatMap(specifiersOf).filter(isPackage);
  walk(
    names.flatMap((name) => resolvePackage(name, ROOT) ?? []),
    (file, text) => {
      const path = file.slice(file.lastIndexOf("node_modules/") + "node_modules/".length);
      found.set(path, text);
      const name = packageOf(path);
      const { version, type, exports, types } = manifestOf(file.slice(0, -path.length + name.length));
      found.set(`${name}/package.json`, JSON.stringify({ name, version, type, exports, types }));
    },
  );
  return found;
}

/** Every file that can be reached, once. */
function walk(entries: readonly string[], visit: (file: string, text: string) => void): void {
  const seen = new Set<string>();
  const open = [...entries];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    // Where the source names its own files, others look for what is built of them.
    const text = readFileSync(file, "utf8").replaceAll(SPECIFIER, (_all, _quote, name: string) =>
      JSON.stringify(name.startsWith(".") ? name.replace(/(?<!\.d)\.ts$/, ".js") : name),
    );
    visit(file, text);
    for (const name of specifiersOf(text)) {
      const target = isPackage(name) ? resolvePackage(name, dirname(file)) : resolveFile(join(dirname(file), name));
      if (target !== null && (!isPackage(name) || file.includes("node_modules/"))) open.push(target);
    }
  }
}

function specifiersOf(text: string): string[] {
  return [...text.matchAll(SPECIFIER)].map((match) => match[2] ?? "");
}

function isPackage(name: string): boolean {
  return !name.startsWith(".") && !name.startsWith("node:") && name !== "bun";
}

function declarationOf(path: string): string {
  return path.replace(/(?<!\.d)\.([cm]?)[jt]s$/, ".d.$1ts");
}

function resolveFile(path: string): string | null {
  const candidates = [declarationOf(path), `${path}.d.ts`, `${path}.d.mts`, join(path, "index.d.ts"), path];
  return candidates.find((file) => /\.d\.[cm]?ts$/.test(file) && existsSync(file)) ?? null;
}

/** Where a package that has types of its own declares a module; null for others, such as those of Node. */
function resolvePackage(specifier: string, from: string): string | null {
  const name = packageOf(specifier);
  const folder = folderOf(name, from);
  if (folder === null) return null;
  const { exports, types } = manifestOf(folder);
  const subpath = `.${specifier.slice(name.length)}`;
  const declared =
    (exports === undefined ? undefined : typesIn(exports[subpath])) ?? (subpath === "." ? types : subpath);
  return declared === undefined ? null : resolveFile(join(folder, declared));
}

function packageOf(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

function folderOf(name: string, from: string): string | null {
  for (let directory = from; directory !== dirname(directory); directory = dirname(directory)) {
    const folder = join(directory, "node_modules", name);
    if (existsSync(join(folder, "package.json"))) return folder;
  }
  return null;
}

type Target = string | { readonly [condition: string]: Target } | undefined;

interface Manifest {
  readonly version?: string;
  readonly type?: string;
  readonly types?: string;
  readonly exports?: Readonly<Record<string, Target>>;
}

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}

/** For a module that is imported by a bundler or Bun. */
function typesIn(target: Target): string | undefined {
  if (target === undefined || typeof target === "string") return target;
  return typesIn(target["types"] ?? target["import"] ?? target["default"]);
}
