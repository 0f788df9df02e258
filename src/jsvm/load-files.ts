import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { findHookFiles } from "./find-hook-files.ts";
import { writeEditorTypes } from "./editor-types.ts";
import type { Context } from "../model/context.ts";
import { Frame } from "./frame.ts";
import type { HookParts } from "./hook-parts.ts";
import { HookThread } from "./hook-thread.ts";
import type { LoadMessage, LoadOutcome } from "./runtime/load.ts";
import { explainOldName } from "../model/old-format/old-names.ts";
import { findSyntaxError } from "./syntax-error.ts";
import type { Registration } from "./runtime/registrations.ts";
import { HandlerError } from "./wire-error.ts";

/** A hook file after its load. */
export interface LoadedFile {
  readonly name: string;
  readonly path: string;
  readonly source: string;
  /** What it registered, also where it failed later on. */
  readonly registrations: readonly Registration[];
  readonly error: string | null;
}

interface LoadOptions {
  readonly folder: string;
  /** What realms know of the server, as JSON text. */
  readonly environment: string;
}

/**
 * Loads all files of the folder, in a thread that ends afterwards: handlers see nothing of what their file did around them.
 * Only where they have put functions into `$app.store()` it goes on.
 */
export async function loadHookFiles(parts: HookParts, { folder, environment }: LoadOptions): Promise<LoadedFile[]> {
  writeTypes(parts.context, folder);
  const begin = (): HookThread => new HookThread({ environment, onEnd: () => undefined });
  let thread = begin();
  try {
    const hookNames = hookNamesOf(parts.context);
    const files: LoadedFile[] = [];
    for (const name of findHookFiles(folder)) {
      if (parts.pool.isClosed) break;
      // One that loops for ever is ended with the thread; the others are loaded all the same.
      if (thread.hasEnded) {
        thread = begin();
        parts.functions.disown();
      }
      using _limits = parts.pool.guard(thread);
      files.push(await load(parts, thread, { name, path: join(folder, name), hookNames }));
    }
    return files;
  } finally {
    if (parts.functions.areOwned) {
      parts.functions.keep(thread);
      parts.pool.adopt(thread);
    } else thread.end(new Error("the hook files are loaded"));
  }
}

/** A mistake with it is told, and stops nothing. */
function writeTypes({ log, options }: Context, hooksFolder: string): void {
  try {
    writeEditorTypes({ dataDir: options.dataDir, hooksFolder });
  } catch (error) {
    log.warn("the types of hook files for editors could not be written", { error: String(error) });
  }
}

function hookNamesOf({ hooks }: Context): string[] {
  return Object.keys(hooks).filter((name) => name !== "onServe");
}

/** Loads all files of the folder in the thread, which goes on. */
export async function loadFilesIn(parts: HookParts, thread: HookThread, folder: string): Promise<LoadedFile[]> {
  const hookNames = hookNamesOf(parts.context);
  const files: LoadedFile[] = [];
  for (const name of findHookFiles(folder)) {
    const path = join(folder, name);
    files.push(await load(parts, thread, { name, path, hookNames }));
  }
  return files;
}

interface FileToLoad {
  readonly name: string;
  readonly path: string;
  readonly hookNames: readonly string[];
}

async function load(parts: HookParts, thread: HookThread, { name, path, hookNames }: FileToLoad): Promise<LoadedFile> {
  let source: string;
  try {
    // A pipe would keep the server waiting until somebody writes to it.
    if (!statSync(path).isFile()) throw new Error("it is no file");
    source = readFileSync(path, "utf8");
  } catch (error) {
    // Deleted since it was listed, a link to nothing, as editors make them for locks, or a file of somebody else.
    return { name, path, source: "", registrations: [], error: `${name} can't be read: ${textOf(error)}` };
  }
  const mistake = syntaxError(name, source);
  if (mistake !== null) return { name, path, source, registrations: [], error: mistake };
  const message: LoadMessage = { load: { file: path, code: runnable(name, source), hookNames } };
  const frame = new Frame(parts, null);
  try {
    const text = await thread.run({
      what: `loading ${name}`,
      message: JSON.stringify(message),
      perform: (call, place) => frame.perform(call, place),
      bytes: frame.bytes,
      depth: 0,
      level: 0,
    });
    // A realm that can't report, such as one whose stack is full, gives only what it threw.
    const { registrations = [], threw } = JSON.parse(text) as Partial<LoadOutcome>;
    return {
      name,
      path,
      source,
      registrations,
      error: threw === undefined ? null : failure({ name, source }, frame, threw),
    };
  } catch (error) {
    return { name, path, source, registrations: [], error: textOf(error) };
  } finally {
    frame.close();
  }
}

/** TypeScript is only freed of its types. */
function runnable(name: string, source: string): string {
  return name.endsWith(".ts") ? new Bun.Transpiler({ loader: "ts" }).transformSync(source) : source;
}

function syntaxError(name: string, source: string): string | null {
  const mistake = findSyntaxError(name, source);
  if (mistake === null) return null;
  const { place, message } = mistake;
  return `${place === null ? name : `${name}:${place.line}:${place.column}`}: ${message}`;
}

function failure(
  { name, source }: Pick<LoadedFile, "name" | "source">,
  frame: Frame,
  threw: NonNullable<LoadOutcome["threw"]>,
): string {
  const error = frame.errors.decode(threw);
  // One that the file's own code throws, as JSON.parse() does, is another.
  if (error instanceof HandlerError && error.thrownName === "SyntaxError" && isModule(name, source)) {
    const line = source.split("\n").findIndex((text) => /^\s*(?:import|export)\b(?!\s*[(.])/.test(text)) + 1;
    if (line > 0) return `${name}:${line}: hook files have no import and export: load other files by require()`;
  }
  const { stack = "" } = "stack" in threw ? threw : {};
  const [, place = name] = new RegExp(`(${RegExp.escape(name)}:\\d+:\\d+)`).exec(stack) ?? [];
  return `${place}: ${explainOldName(textOf(error))}`;
}

/** Whether import or export stands in the code itself; of TypeScript, that of types is gone when it runs. */
function isModule(name: string, source: string): boolean {
  const { exports, imports } = new Bun.Transpiler({ loader: "js" }).scan(runnable(name, source));
  const isEmptyExport = /^\s*export\s*\{\s*\}/m.test(source);
  return isEmptyExport || exports.length > 0 || imports.some(({ kind }) => kind === "import-statement");
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
