import { readFileSync } from "node:fs";
import { basename, extname, relative } from "node:path";
import { codeFrame } from "./code-frame.ts";

/** What went wrong in a plugin, with the place in its source where that is known. */
export interface DescribedError {
  readonly message: string;
  /** `file:line:column`, relative to the working directory. */
  readonly at: string | null;
  /** The line of the source. */
  readonly source: string | null;
  /** That line among those around it, for a terminal. */
  readonly frame: string | null;
  readonly stack: string | null;
}

interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly lineText?: string;
}

/** What Baobox finds wrong with a plugin. Where in Baobox it does so helps nobody, so such an error has no stack in the log. */
export class PluginMistake extends Error {}

/** `folder` is where the plugin's own code is: the place is looked for there. */
export function describeError(error: unknown, folder: string): DescribedError {
  // Several errors at once are what the bundler found in one file; the first tells the most.
  const first: unknown = error instanceof AggregateError && error.errors.length > 0 ? error.errors[0] : error;
  const message = first instanceof Error ? `${nameOf(first)}${first.message}${adviceOn(first)}` : String(first);
  const position = positionOf(first, folder) ?? importOf(first, folder);
  if (position === null) return { message, at: null, source: null, frame: null, stack: stackOf(first) };
  const { file, line, column } = position;
  const lines = readLines(file);
  const path = relative(process.cwd(), file);
  return {
    message,
    at: `${path.startsWith("..") ? file : path}:${line}:${column}`,
    source: (position.lineText ?? lines[line - 1])?.trim() ?? null,
    frame: codeFrame(lines, position),
    stack: stackOf(first),
  };
}

/** The message and the place of the mistake, with what a log keeps of it beside them. */
export function errorLine(described: DescribedError): { readonly text: string; readonly data: Record<string, string> } {
  const { frame, stack } = described;
  const text = errorText(frame === null ? described : { ...described, source: null });
  return { text, data: { ...(stack === null ? {} : { stack }), ...(frame === null ? {} : { frame }) } };
}

/** One text with all that helps to find the mistake. */
export function errorText({ message, at, source }: DescribedError): string {
  return `${message}${at === null ? "" : ` at ${at}`}${source === null ? "" : `: ${source}`}`;
}

/** The messages of the bundler say by themselves what they are. */
function nameOf({ name }: Error): string {
  return name === "BuildMessage" || name === "ResolveMessage" || name === "Error" ? "" : `${name}: `;
}

function stackOf(error: unknown): string | null {
  return error instanceof Error && !(error instanceof PluginMistake) ? (error.stack ?? null) : null;
}

const FRAME = /\(?((?:\/|[A-Za-z]:\\)[^()\n]+):(\d+):(\d+)\)?$/gm;

function positionOf(error: unknown, folder: string): Position | null {
  // The bundler's; errors of databases have a position that is a number.
  const position: unknown = typeof error === "object" && error !== null && "position" in error ? error.position : null;
  if (typeof position === "object" && position !== null) return position as Position;
  const stack = stackOf(error) ?? "";
  for (const [, file = "", line, column] of stack.matchAll(FRAME)) {
    if (file.startsWith(folder)) return { file, line: Number(line), column: Number(column) };
  }
  return null;
}

/** What Bun says of an import that leads nowhere has no place in the source. */
interface MissingModule {
  readonly referrer: string;
  readonly specifier: string;
}

function isMissingModule(error: Error): error is Error & MissingModule {
  return error.name === "ResolveMessage" && "referrer" in error && "specifier" in error;
}

function adviceOn(error: Error): string {
  if (!isMissingModule(error) || /^[./]/.test(error.specifier)) return "";
  return `; install it beside the plugin or above, as with bun add ${error.specifier}`;
}

const NOT_EXPORTED = /^Export named '.+' not found in module '(.+)'/;

/** The line of the import that failed. */
function importOf(error: unknown, folder: string): Position | null {
  if (!(error instanceof Error)) return null;
  if (isMissingModule(error)) return findQuoted(error.referrer, RegExp.escape(error.specifier));
  const module = NOT_EXPORTED.exec(error.message)?.[1];
  if (module === undefined) return null;
  const files = folder.endsWith("/")
    ? [...new Bun.Glob("**/*.ts").scanSync({ cwd: folder, absolute: true })]
    : [folder];
  const name = RegExp.escape(basename(module, extname(module)));
  const found = files.map((file) => findQuoted(file, `(?:[^"']*/)?${name}(?:\\.\\w+)?`));
  return found.find((position) => position !== null) ?? null;
}

/** The first line that has a text of the pattern in quotes. */
function findQuoted(file: string, pattern: string): Position | null {
  const quoted = new RegExp(`["']${pattern}["']`);
  const index = readLines(file).findIndex((line) => quoted.test(line));
  return index < 0 ? null : { file, line: index + 1, column: 1 };
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, "utf8").split("\n");
  } catch {
    return [];
  }
}
