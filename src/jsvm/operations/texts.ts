import { parsePattern } from "../../lib/regexp/parse-pattern.ts";
import { randomTextOf } from "../../lib/regexp/random-text-of.ts";
import type { Operations } from "../operation.ts";
import { findSyntaxError } from "../syntax-error.ts";

/** What the server has the code for. */
export const textOperations: Operations = {
  /** A random text that matches the pattern. */
  "texts.random": (call) => randomTextOf(parsePattern(call.text(0))),

  /** Where a module's text does not parse; null where it does. */
  "texts.syntaxError": (call) => findSyntaxError(call.text(0), call.text(1)),
};
