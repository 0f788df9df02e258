import type { SyntaxMistake } from "../syntax-error.ts";
import { asRuntime, asScript, noteLasting } from "./built-ins.ts";
import { textArgument } from "./go-arguments.ts";
import { goError } from "./go-error.ts";
import { hookConsole } from "./logger.ts";
import { noteModule, noteRequire } from "./run-promises.ts";
import { DepthValue } from "./run-values.ts";
import { call } from "./server.ts";
import { hostModule } from "./host-module.ts";

const fs = hostModule("node:fs");
const path = hostModule("node:path");

interface Module {
  exports: unknown;
}

const loaded = new DepthValue(() => new Map<string, Module>());

/** The modules that are no files, as in PocketBase. */
const builtIn: Readonly<Record<string, () => unknown>> = {
  buffer: () => process.getBuiltinModule("node:buffer"),
  console: () => hookConsole,
  process: () => process,
  util: () => process.getBuiltinModule("node:util"),
};

/** `require`: CommonJS modules and JSON by path, and packages of a `node_modules` folder. Each runtime has its own. */
export function requireFrom(folder: string): (name: unknown) => unknown {
  return (given) => asRuntime(() => required(given, folder));
}

function required(given: unknown, folder: string): unknown {
  const name = textArgument(given);
  const bare = name.replace(/^node:/, "");
  if (Object.hasOwn(builtIn, bare)) return builtIn[bare]?.();
  if (bare !== name) throw goError("No such built-in module");
  const { exports } = load(resolve(name, folder));
  noteRequire();
  return exports;
}

/** Of hook files, which PocketBase runs in the working directory: packages are found from there. */
export const require = (name: unknown): unknown => requireFrom(process.cwd())(name);

function load(file: string): Module {
  const known = loaded.current.get(file);
  if (known !== undefined) return known;
  const module: Module = { exports: {} };
  loaded.current.set(file, module);
  const source = fs.readFileSync(file, "utf8");
  try {
    if (file.endsWith(".json")) module.exports = JSON.parse(source);
    else run(file, source, module);
  } catch (error) {
    loaded.current.delete(file);
    throw error;
  }
  return module;
}

function run(file: string, source: string, module: Module): void {
  noteModule(source);
  const folder = path.dirname(file);
  const program = evaluated(file, source);
  asScript(noteLasting(source), () =>
    program.call(module.exports, module.exports, requireFrom(folder), module, file, folder),
  );
}

function evaluated(file: string, source: string): (this: unknown, ...values: readonly unknown[]) => void {
  const wrapped = `(function (exports, require, module, __filename, __dirname) {${source}\n})\n//# sourceURL=${file}`;
  try {
    return (0, eval)(wrapped) as ReturnType<typeof evaluated>;
  } catch (error) {
    const found = call("texts.syntaxError", 0, [file, source]) as SyntaxMistake | null;
    const { place, message } = found ?? { place: null, message: String(error) };
    throw goError(`SyntaxError: ${file}: ${place === null ? "" : `Line ${place.line}:${place.column} `}${message}`);
  }
}

function resolve(name: string, folder: string): string {
  if (path.isAbsolute(name) || name.startsWith(".")) {
    const found = asFile(path.resolve(folder, name));
    if (found !== null) return found;
  } else {
    for (let at = folder; ; at = path.dirname(at)) {
      const found = asFile(path.join(at, "node_modules", name));
      if (found !== null) return found;
      if (at === path.dirname(at)) break;
    }
  }
  // PocketBase's error does not say which.
  call("system.log", 0, ["warn", "a hook file requires a module that is not there", { module: name, from: folder }]);
  throw goError("Invalid module");
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
