export interface ErrorPlace {
  readonly line: number;
  readonly column: number;
  /** The line that it is in, and where in it: for a mark below. */
  readonly text: string;
  readonly offset: number;
  readonly length: number;
}

const NAMED = [
  /near "([^"]+)": syntax error/,
  /no such (?:column|table|function): ([\w.]+)/,
  /unrecognized token: "([^"]+)"/,
];
const AT_END = /incomplete input/;

/** Where the database's complaint is about, which names only the word. Null where it can't be told. */
export function errorPlace(message: string, query: string): ErrorPlace | null {
  if (AT_END.test(message)) return placeAt(query, query.trimEnd().length, 1);
  const word = NAMED.map((pattern) => pattern.exec(message)?.[1]).find((found) => found !== undefined);
  if (word === undefined) return null;
  // A word where it stands alone; what is no word, such as a comma, anywhere.
  const name = word.split(".").at(-1) ?? word;
  const escaped = name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const found = [...query.matchAll(new RegExp(/^\w+$/.test(name) ? `\\b${escaped}\\b` : escaped, "gi"))];
  const [first] = found;
  // With several of them a syntax error may be at any: better no place than a wrong one.
  if (first === undefined || (found.length > 1 && message.includes("syntax error"))) return null;
  return placeAt(query, first.index, name.length);
}

function placeAt(query: string, index: number, length: number): ErrorPlace {
  const before = query.slice(0, index);
  const start = before.lastIndexOf("\n") + 1;
  const end = query.indexOf("\n", index);
  return {
    line: before.split("\n").length,
    column: index - start + 1,
    text: query.slice(start, end === -1 ? undefined : end),
    offset: index - start,
    length,
  };
}

/** Without what the server puts before it. */
export function plainMessage(message: string): string {
  return message.replace(/^Failed to execute query\. Raw error:\s*/, "");
}
