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
/** What may follow the tables that a statement names before its verb. */
const AFTER_WITH = new Set(["SELECT", "VALUES", "INSERT", "REPLACE", "UPDATE", "DELETE"]);
/** What may stand between the verb and the table. */
const BEFORE_TARGET = new Set(["FROM", "INTO", "TABLE", "INDEX", "VIEW", "TRIGGER", "IF", "EXISTS", "OR"]);
const CONFLICTS = new Set(["ABORT", "FAIL", "IGNORE", "REPLACE", "ROLLBACK"]);

/** The statements of a script, of which texts and comments are no part of the meaning. */
export function readStatements(script: string): Statement[] {
  const statements: Statement[] = [];
  let [text, depth]: [string, number] = ["", 0];
  /** All words, and those that are in no parentheses: the statement's own. */
  let [words, own]: [string[], string[]] = [[], []];
  const end = (): void => {
    if (own.length > 0) statements.push(describe(text.trim(), own));
    [text, depth, words, own] = ["", 0, [], []];
  };
  for (const [token] of script.matchAll(TOKEN)) {
    // The statements within a trigger are its own.
    if (token === ";" && !isOpenTrigger(words)) {
      end();
      continue;
    }
    text += token;
    if (token === "(") depth += 1;
    if (token === ")") depth -= 1;
    const isComment = token.startsWith("--") || token.startsWith("/*");
    if (!/^["`[\w]/.test(token) || isComment) continue;
    words.push(token);
    if (depth <= 0) own.push(token);
  }
  end();
  return statements;
}

function isOpenTrigger(words: readonly string[]): boolean {
  const upper = words.map((word) => word.toUpperCase());
  if (upper[0] !== "CREATE" || !upper.slice(0, 3).includes("TRIGGER")) return false;
  const count = (...some: string[]): number => upper.filter((word) => some.includes(word)).length;
  return count("BEGIN", "CASE") > count("END");
}

function describe(text: string, words: readonly string[]): Statement {
  const upper = words.map((word) => word.toUpperCase());
  // A statement may begin with the tables it names: `WITH … DELETE FROM …`.
  const start = upper[0] === "WITH" ? upper.findIndex((word) => AFTER_WITH.has(word)) : 0;
  const verb = upper[start] ?? upper[0] ?? "";
  const replaces = verb === "INSERT" && upper[start + 1] === "OR" && upper[start + 2] === "REPLACE";
  const isDestructive = DESTRUCTIVE.has(verb) || replaces;
  const isUnlimited = (verb === "DELETE" || verb === "UPDATE") && !upper.includes("WHERE");
  const target = words
    .slice(start + 1)
    .find((word) => !BEFORE_TARGET.has(word.toUpperCase()) && !CONFLICTS.has(word.toUpperCase()));
  return { text, verb, target: (target ?? "").replaceAll(/^["`[]|["`\]]$/g, ""), isDestructive, isUnlimited };
}
