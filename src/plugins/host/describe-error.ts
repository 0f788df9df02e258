import { readFileSync } from "node:fs";
import { relative } from "node:path";

/** What went wrong in a plugin, with the place in its source where that is known. */
export interface DescribedError {
  readonly message: string;
  /** `file:line:column`, relative to the working directory. */
  readonly at: string | null;
  /** The line of the source. */
  readonly source: string | null;
  readonly stack: string | null;
}

interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly lineText?: string;
}

/** `folder` is where the plugin's own code is: the place is looked for there. */
export function describeError(error: unknown, folder: string): DescribedError {
  // Several errors at once are what the bundler found in one file; the first tells the most.
  const first: unknown = error instanceof AggregateError && error.errors.length > 0 ? error.errors[0] : error;
  const message = first instanceof Error ? `${nameOf(first)}${first.message}` : String(first);
  const position = positionOf(first, folder);
  if (position === null) return { message, at: null, source: null, stack: stackOf(first) };
  const { file, line, column, lineText = readLine(file, line) } = position;
  const path = relative(process.cwd(), file);
  return {
    message,
    at: `${path.startsWith("..") ? file : path}:${line}:${column}`,
    source: lineText?.trim() ?? null,
    stack: stackOf(first),
  };
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
  return error instanceof Error ? (error.stack ?? null) : null;
}

const FRAME = /\(?((?:\/|[A-Za-z]:\\)[^()\n]+):(\d+):(\d+)\)?$/gm;

function positionOf(error: unknown, folder: string): Position | null {
  if (typeof error === "object" && error !== null && "position" in error && error.position) {
    return error.position as Position;
  }
  const stack = stackOf(error) ?? "";
  for (const [, file = "", line, column] of stack.matchAll(FRAME)) {
    if (file.startsWith(folder)) return { file, line: Number(line), column: Number(column) };
  }
  return null;
}

function readLine(file: string, line: number): string | undefined {
  try {
    return readFileSync(file, "utf8").split("\n")[line - 1];
  } catch {
    return undefined;
  }
}
