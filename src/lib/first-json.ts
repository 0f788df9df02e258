/**
 * Parses the first JSON value of the text and ignores what follows it, as Go's decoder does.
 * Throws a `SyntaxError` where there is none.
 */
export function parseFirstJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const end = endOfFirstValue(text);
    if (end === null || end === text.length) throw error;
    return JSON.parse(text.slice(0, end));
  }
}

/** The offset behind the first object or list; null where the text starts with something else or it isn't closed. */
function endOfFirstValue(text: string): number | null {
  const start = text.search(/[^ \t\r\n]/);
  if (start < 0 || !"{[".includes(text.charAt(start))) return null;
  let depth = 0;
  let inString = false;
  for (let index = start; index < text.length; index++) {
    const character = text.charAt(index);
    if (inString) {
      if (character === "\\") index++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === "{" || character === "[") depth++;
    else if (character === "}" || character === "]") {
      depth--;
      if (depth === 0) return index + 1;
    }
  }
  return null;
}
