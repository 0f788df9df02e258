/**
 * SQLite's LIKE with `\` as escape character: `%` stands for any text, `_` for one character, and ASCII letters match
 * without regard to case. A pattern that ends in an escape character matches nothing.
 */
export function matchLike(text: string, pattern: string): boolean {
  const parts = parsePattern(pattern);
  if (parts === null) return false;
  const characters = Array.from(text);
  let position = 0;
  let part = 0;
  // Where to go on after the last `%` when what follows it fails.
  let retryPart = -1;
  let retryPosition = 0;
  while (position < characters.length) {
    const expected = parts[part];
    if (expected === ANY_TEXT) {
      retryPart = ++part;
      retryPosition = position;
    } else if (expected !== undefined && matchesOne(expected, characters[position] ?? "")) {
      part++;
      position++;
    } else if (retryPart >= 0) {
      part = retryPart;
      position = ++retryPosition;
    } else {
      return false;
    }
  }
  while (parts[part] === ANY_TEXT) part++;
  return part === parts.length;
}

const ANY_TEXT: unique symbol = Symbol("any text");
const ANY_CHARACTER: unique symbol = Symbol("any character");

type PatternPart = typeof ANY_TEXT | typeof ANY_CHARACTER | string;

function parsePattern(pattern: string): readonly PatternPart[] | null {
  const parts: PatternPart[] = [];
  let isEscaped = false;
  for (const character of pattern) {
    if (!isEscaped && character === "\\") {
      isEscaped = true;
      continue;
    }
    if (!isEscaped && character === "%") parts.push(ANY_TEXT);
    else parts.push(!isEscaped && character === "_" ? ANY_CHARACTER : lowerAscii(character));
    isEscaped = false;
  }
  return isEscaped ? null : parts;
}

function matchesOne(expected: PatternPart, character: string): boolean {
  return expected === ANY_CHARACTER || expected === lowerAscii(character);
}

/** Other letters stay as they are, as in SQLite. */
export function lowerAscii(text: string): string {
  return /[A-Z]/.test(text) ? text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase()) : text;
}
