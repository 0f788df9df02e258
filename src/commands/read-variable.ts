import { readFileSync } from "node:fs";
import { UsageError } from "./command-line.ts";
import type { Environment } from "./environment-flags.ts";

/** No secret is longer. */
const MAX_BYTES = 64 * 1024;

/**
 * The value of a variable, or the content of the file whose path is in `NAME_FILE`, as Docker and Kubernetes give secrets; without
 * the line break at its end. Null for neither. Throws a `UsageError` for both, and for a file that can't be read.
 */
export function readVariable(name: string, environment: Environment): string | null {
  const value = environment[name] ?? "";
  const path = environment[`${name}_FILE`] ?? "";
  if (path === "") return value === "" ? null : value;
  if (value !== "") throw new UsageError(`${name} and ${name}_FILE are both set: remove one of them`);
  const content = readSecret(`${name}_FILE`, path).replace(/\r?\n$/, "");
  if (content === "") throw new UsageError(`${name}_FILE: ${path} is empty`);
  return content;
}

/** The name of the one that `readVariable` reads. */
export function variableNamed(name: string, environment: Environment): string {
  return (environment[`${name}_FILE`] ?? "") === "" ? name : `${name}_FILE`;
}

function readSecret(name: string, path: string): string {
  let content: Buffer;
  try {
    content = readFileSync(path);
  } catch (cause) {
    const reason =
      (cause as NodeJS.ErrnoException).code === "ENOENT" ? "there is no such file" : (cause as Error).message;
    throw new UsageError(`${name}: can't read ${path}: ${reason}`, { cause });
  }
  if (content.length > MAX_BYTES) throw new UsageError(`${name}: ${path} is larger than 64 KiB`);
  return content.toString("utf8");
}
