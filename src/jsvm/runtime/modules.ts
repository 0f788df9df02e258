import { server } from "./server.ts";

const fs = process.getBuiltinModule("node:fs");
const path = process.getBuiltinModule("node:path");

interface Module {
  exports: unknown;
}

const loaded = new Map<string, Module>();

/** `require`: CommonJS modules and JSON by path, and packages of a `node_modules` folder. Each runtime has its own. */
export function requireFrom(folder: string): (name: string) => unknown {
  return (name) => load(resolve(String(name), folder)).exports;
}

/** Of hook files, which PocketBase runs in the working directory. */
export const require = (name: string): unknown => requireFrom(process.cwd())(name);

function load(file: string): Module {
  const known = loaded.get(file);
  if (known !== undefined) return known;
  const module: Module = { exports: {} };
  loaded.set(file, module);
  const source = fs.readFileSync(file, "utf8");
  try {
    if (file.endsWith(".json")) module.exports = JSON.parse(source);
    else run(file, source, module);
  } catch (error) {
    loaded.delete(file);
    throw error;
  }
  return module;
}

function run(file: string, source: string, module: Module): void {
  const wrapped = `(function (exports, require, module, __filename, __dirname) {${source}\n})\n//# sourceURL=${file}`;
  const evaluate = (0, eval)(wrapped) as (...values: readonly unknown[]) => void;
  const folder = path.dirname(file);
  evaluate(module.exports, requireFrom(folder), module, file, folder);
}

function resolve(name: string, folder: string): string {
  if (path.isAbsolute(name) || name.startsWith(".")) {
    const found = asFile(path.resolve(folder, name));
    if (found !== null) return found;
  } else {
    for (const start of [folder, server.environment.hooksDir]) {
      for (let at = start; ; at = path.dirname(at)) {
        const found = asFile(path.join(at, "node_modules", name));
        if (found !== null) return found;
        if (at === path.dirname(at)) break;
      }
    }
  }
  throw new Error(`Invalid module: '${name}'`);
}

/** The file itself, with an ending, or that of a package. */
function asFile(base: string): string | null {
  for (const file of [base, `${base}.js`, `${base}.json`]) if (isFile(file)) return file;
  const description = path.join(base, "package.json");
  if (isFile(description)) {
    const { main } = JSON.parse(fs.readFileSync(description, "utf8")) as { main?: string };
    const found = main === undefined ? null : asFile(path.join(base, main));
    if (found !== null) return found;
  }
  const index = path.join(base, "index.js");
  return isFile(index) ? index : null;
}

function isFile(file: string): boolean {
  return fs.statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}
