/** A quoted text or name, a comment, a word, or any other character. An unclosed one reaches to the end. */
const TOKEN =
  /'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|`(?:[^`]|``)*(?:`|$)|\[[^\]]*(?:\]|$)|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|[A-Za-z_]\w*|[\s\S]/g;

/** The statements of a script, without those that are empty. The semicolons inside of a trigger's body are no ends. */
export function splitScript(script: string): string[] {
  const statements: string[] = [];
  let text = "";
  let words: string[] = [];
  for (const [token] of script.matchAll(TOKEN)) {
    if (token === ";" && !isInTrigger(words)) {
      if (words.length > 0) statements.push(text.trim());
      text = "";
      words = [];
      continue;
    }
    // Semicolons of a trigger are words too.
    text += token;
    if (token.trim() !== "" && !token.startsWith("--") && !token.startsWith("/*")) words.push(token.toUpperCase());
  }
  if (words.length > 0) statements.push(text.trim());
  return statements;
}

/** A trigger ends at the first `END` that follows a semicolon. */
function isInTrigger(words: readonly string[]): boolean {
  const [first, second = "", third = ""] = words;
  const isTrigger =
    first === "CREATE" && (second === "TRIGGER" || (/^TEMP(?:ORARY)?$/.test(second) && third === "TRIGGER"));
  if (!isTrigger) return false;
  if (words.at(-1) === "END" && words.at(-2) === ";") return false;
  return true;
}
