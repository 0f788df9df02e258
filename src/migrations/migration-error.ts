import { ApiError, ValidationError } from "../lib/api-error.ts";
import { explainOldName } from "../model/old-format/old-names.ts";
import { rawLine } from "../lib/go-error-text.ts";

/** What went wrong in a migration, in one line with the file and, where it is known, the line in it. */
export function migrationError(
  what: string,
  { file, error }: { readonly file: string; readonly error: unknown },
): Error {
  const line = lineIn(file, firstOf(error));
  const place = line === null ? file : `${file}:${line}`;
  return new Error(`${what} ${place}: ${reasonOf(firstOf(error))} (nothing was changed)`, { cause: error });
}

/** A file that can't be parsed may have several errors. */
function firstOf(error: unknown): unknown {
  return error instanceof AggregateError ? (error.errors[0] as unknown) : error;
}

function lineIn(file: string, error: unknown): number | null {
  if (typeof error !== "object" || error === null) return null;
  if ("position" in error) {
    // Of a file that can't be parsed.
    const { line } = (error.position ?? {}) as { line?: number };
    return line ?? null;
  }
  if (!(error instanceof Error)) return null;
  const frame = error.stack?.split("\n").find((text) => text.includes(`/${file}:`));
  const [, line] = frame === undefined ? [] : (/:(\d+)(?::\d+)?\)?$/.exec(frame.trim()) ?? []);
  return line === undefined ? lineIn(file, error.cause) : Number(line);
}

function reasonOf(error: unknown): string {
  if (error instanceof ValidationError) return rawLine(error.errors);
  if (error instanceof ApiError && Object.keys(error.data).length > 0) return rawLine(error.data);
  return explainOldName((error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, " "));
}
