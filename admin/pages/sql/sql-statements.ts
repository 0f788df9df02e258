/** What a statement of a script does to the data. */
export interface Statement {
  readonly text: string;
  readonly verb: string;
  /** The table, where it names one at the usual place. */
  readonly target: string;
  readonly isDestructive: boolean;
  /** It concerns all rows of its table. */
  readonly isUnlimited: boolean;
}

const TOKEN = /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*'?|"(?:[^"]|"")*"?|`[^`]*`?|\[[^\]]*\]?|;|\w+|\s+|./g;
const DESTRUCTIVE = new Set(["DELETE", "DROP", "UPDATE", "ALTER", "REPLACE", "VACUUM", "REINDEX"]);
const WRITING = new Set([...DESTRUCTIVE, "INSERT"]);
/** What may stand between the verb and the table. */
const BEFORE_TARGET = new Set(["FROM", "INTO", "TABLE", "INDEX", "VIEW", "TRIGGER", "IF", "EXISTS", "OR"]);
const CONFLICTS = new Set(["ABORT", "FAIL", "IGNORE", "REPLACE", "ROLLBACK"]);

/** The statements of a script, of which texts and comments are no part of the meaning. */
export function readStatements(script: string): Statement[] {
  const statements: Statement[] = [];
  let [text, words]: [string, string[]] = ["", []];
  const end = (): void => {
    if (words.length > 0) statements.push(describe(text.trim(), words));
    [text, words] = ["", []];
  };
  for (const [token] of script.matchAll(TOKEN)) {
    // The statements within a trigger are its own.
    if (token === ";" && !isOpenTrigger(words)) {
      end();
      continue;
    }
    text += token;
    const isComment = token.startsWith("--") || token.startsWith("/*");
    if (/^["`[\w]/.test(token) && !isComment) words.push(token);
  }
  end();
  return statements;
}

function isOpenTrigger(words: readonly string[]): boolean {
  const upper = words.map((word) => word.toUpperCase());
  return upper[0] === "CREATE" && upper.slice(0, 4).includes("TRIGGER") && upper.at(-1) !== "END";
}

function describe(text: string, words: readonly string[]): Statement {
  const upper = words.map((word) => word.toUpperCase());
  // A statement may begin with the tables it names: `WITH … DELETE FROM …`.
  const start = upper[0] === "WITH" ? upper.findIndex((word) => WRITING.has(word)) : 0;
  const verb = upper[start] ?? upper[0] ?? "";
  const replaces = verb === "INSERT" && upper[start + 1] === "OR" && upper[start + 2] === "REPLACE";
  const isDestructive = DESTRUCTIVE.has(verb) || replaces;
  const isUnlimited = (verb === "DELETE" || verb === "UPDATE") && !upper.includes("WHERE");
  const target = words
    .slice(start + 1)
    .find((word) => !BEFORE_TARGET.has(word.toUpperCase()) && !CONFLICTS.has(word.toUpperCase()));
  return { text, verb, target: (target ?? "").replaceAll(/^["`[]|["`\]]$/g, ""), isDestructive, isUnlimited };
}
