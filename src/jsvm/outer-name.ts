import { readFileSync } from "node:fs";
import { HandlerError } from "./wire-error.ts";

/**
 * The mistake that is made most when one begins with hook files: a handler names what its file declares around it. Adds to the stack, which
 * the log shows, why it is not there; the message stays what PocketBase says.
 */
export function explainOuterName(error: unknown, file: string): void {
  if (!(error instanceof HandlerError) || error.thrownName !== "ReferenceError" || file === "") return;
  const [, name] = /^([\p{L}_$][\p{L}\p{N}_$]*) is not defined$/u.exec(error.message) ?? [];
  if (name === undefined || !declares(file, name)) return;
  const [first = "", ...frames] = (error.stack ?? "").split("\n");
  const why =
    `    ${name} stands around the handler, which sees nothing of its file: put it into a file of its own, ` +
    "and load that within the handler by require()";
  error.stack = [first, why, ...frames].join("\n");
}

/** Whether a line that is indented no more than any other begins so: what stands deeper, as in another handler, is not around them. */
function declares(file: string, name: string): boolean {
  try {
    const lines = readFileSync(file, "utf8").split("\n");
    const indents = lines.map((line) => line.search(/\S/));
    const outermost = indents.reduce((least, indent) => (indent < 0 ? least : Math.min(least, indent)), Infinity);
    const declaration = new RegExp(
      `^(?:async )?(?:function\\*?|class|const|let|var)\\s+${RegExp.escape(name)}(?![\\w$])`,
    );
    return lines.some((line, index) => indents[index] === outermost && declaration.test(line.slice(outermost)));
  } catch {
    return false;
  }
}
