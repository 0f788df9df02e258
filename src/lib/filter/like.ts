/**
 * The pattern of `~`: a text without a `%` of its own is looked for anywhere, with its `%`, `_` and `\` taken literally
 * unless they are escaped already.
 */
export function likePattern(text: string): string {
  return hasUnescapedPercent(text) ? text : `%${escapeWildcards(text)}%`;
}

function hasUnescapedPercent(text: string): boolean {
  let isEscaped = false;
  for (const character of text) {
    if (character === "%" && !isEscaped) return true;
    isEscaped = character === "\\" && !isEscaped;
  }
  return false;
}

const SPECIAL = new Set(["\\", "%", "_"]);

/**
 * From the end on, as PocketBase does it: what stands before a special character is passed over once that is escaped
 * (or escaped already by a backslash there), so of two special characters in a row only the second gets a backslash.
 */
function escapeWildcards(text: string): string {
  if (!/[\\%_]/.test(text)) return text;
  let escaped = "";
  for (let index = text.length - 1; index >= 0; index--) {
    const character = text.charAt(index);
    if (SPECIAL.has(character)) {
      const before = text.charAt(--index);
      escaped = `${before === "\\" ? "" : before}\\${character}${escaped}`;
    } else {
      escaped = character + escaped;
    }
  }
  return escaped;
}
