const CLOSING: Readonly<Record<string, string>> = { "(": ")", "'": "'", '"': '"', "`": "`" };

/** The trimmed parts between the separators (single characters) that are outside of quotes and parentheses; none are empty. */
export function splitOutside(text: string, separators: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    if (character in CLOSING) index = endOf(text, index);
    else if (separators.includes(character)) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  parts.push(text.slice(start));
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}

/** The index of the character that closes what opens at `start`; the end of the text where nothing does. */
export function endOf(text: string, start: number): number {
  const opening = text.charAt(start);
  const closing = CLOSING[opening] ?? "";
  for (let index = start + 1; index < text.length; index++) {
    const character = text.charAt(index);
    if (character === closing) return index;
    if (opening === "(" && character in CLOSING) index = endOf(text, index);
  }
  return text.length;
}
