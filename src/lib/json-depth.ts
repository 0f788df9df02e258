import { LimitError } from "./limit-error.ts";

/** As Go's decoder has it. Whatever handles a value of that depth must not need a call a level. */
export const MAX_JSON_DEPTH = 10_000;

/** The lists and objects of a JSON text are nested too deeply. */
export class JsonDepthError extends LimitError {
  override readonly name = "JsonDepthError";

  constructor() {
    super(`JSON must not be nested more than ${MAX_JSON_DEPTH} levels deep`);
  }
}

/** Whether the text has more open brackets at one place than JSON may have. Strings do not count; it need not be valid. */
export function isTooDeep(json: string): boolean {
  // What is opened has to be closed as well.
  if (json.length <= 2 * MAX_JSON_DEPTH) return false;
  return bracketsIn(json) > MAX_JSON_DEPTH && isDeep(json);
}

/** How many are opened, also within strings; it counts no further than to a depth that is too much. */
function bracketsIn(json: string): number {
  let count = 0;
  for (const bracket of "{[") {
    for (let index = json.indexOf(bracket); index >= 0; index = json.indexOf(bracket, index + 1)) {
      count += 1;
      if (count > MAX_JSON_DEPTH) return count;
    }
  }
  return count;
}

function isDeep(json: string): boolean {
  let depth = 0;
  for (let index = 0; index < json.length; index += 1) {
    const character = json[index];
    if (character === '"') index = endOfString(json, index);
    else if (character === "[" || character === "{") {
      depth += 1;
      if (depth > MAX_JSON_DEPTH) return true;
    } else if (character === "]" || character === "}") depth -= 1;
  }
  return false;
}

/** The index of the quote that ends the string; that of the text's end where none does. */
function endOfString(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); end >= 0; end = json.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (json[end - 1 - backslashes] === "\\") backslashes += 1;
    if (backslashes % 2 === 0) return end;
  }
  return json.length;
}
