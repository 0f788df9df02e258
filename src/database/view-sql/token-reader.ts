import { type Token, tokenize } from "./tokenizer.ts";
import { type Position, UntranslatableError } from "./view-sql-error.ts";

/** Words of SQLite that are no names unless they are quoted. */
const RESERVED = new Set(
  `add all alter and as autoincrement between case check collate commit constraint create default deferrable delete distinct drop
  else escape except exists foreign from group having in index insert intersect into is isnull join limit not notnull null on or order
  primary references returning select set table then to transaction union unique update using values when where`.split(
    /\s+/,
  ),
);

/** Words that start what follows a table or a column, so they are no alias without AS. */
const NO_ALIAS = new Set([
  "natural",
  "left",
  "right",
  "full",
  "inner",
  "outer",
  "cross",
  "window",
  "indexed",
  "like",
  "glob",
]);

/** Far beyond what anyone writes, and far below what the stack holds. */
const MAX_DEPTH = 100;

/** Reads tokens in order. */
export class TokenReader {
  readonly query: string;
  readonly #tokens: readonly Token[];
  #index = 0;
  #depth = 0;

  constructor(query: string) {
    this.query = query;
    this.#tokens = tokenize(query);
  }

  peek(ahead = 0): Token {
    const token = this.#tokens[Math.min(this.#index + ahead, this.#tokens.length - 1)];
    if (token === undefined) throw new Error("a query has at least its end as a token");
    return token;
  }

  next(): Token {
    const token = this.peek();
    this.#index += 1;
    return token;
  }

  /** Where the token that was read last ends. */
  get lastEnd(): Position {
    return this.#tokens[this.#index - 1]?.end ?? 0;
  }

  isWord(word: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.type === "word" && token.text.toLowerCase() === word;
  }

  isOperator(operator: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.type === "operator" && token.text === operator;
  }

  /** Reads the words if all are next. */
  acceptWords(...words: readonly string[]): boolean {
    if (!words.every((word, ahead) => this.isWord(word, ahead))) return false;
    this.#index += words.length;
    return true;
  }

  acceptOperator(operator: string): boolean {
    if (!this.isOperator(operator)) return false;
    this.#index += 1;
    return true;
  }

  expectWord(word: string): void {
    if (!this.acceptWords(word)) this.fail(`expected ${word.toUpperCase()}`);
  }

  expectOperator(operator: string): void {
    if (!this.acceptOperator(operator)) this.fail(`expected ${operator}`);
  }

  isName(ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.type === "name" || (token.type === "word" && !RESERVED.has(token.text.toLowerCase()));
  }

  /** SQLite takes a text where a name is expected. */
  expectName(what: string): string {
    if (!this.isName() && this.peek().type !== "string") this.fail(`expected the name of ${what}`);
    return this.next().text;
  }

  /** What follows AS, or a name that stands alone. */
  acceptAlias(): string | null {
    if (this.acceptWords("as")) return this.expectName("an alias");
    const token = this.peek();
    const isAlias = token.type === "string" || (this.isName() && !(token.type === "word" && this.#startsClause(token)));
    return isAlias ? this.next().text : null;
  }

  #startsClause({ text }: Token): boolean {
    const word = text.toLowerCase();
    // WINDOW is an alias unless a definition follows.
    return word === "window" ? this.isName(1) && this.isWord("as", 2) : NO_ALIAS.has(word);
  }

  /** Reads at least one item, separated by commas. */
  list<T>(read: () => T): T[] {
    const items = [read()];
    while (this.acceptOperator(",")) items.push(read());
    return items;
  }

  /** Limits how deep a query is nested, because each level takes stack. */
  nested<T>(read: () => T): T {
    if (this.#depth >= MAX_DEPTH) this.fail(`the query is nested deeper than ${MAX_DEPTH} levels`);
    this.#depth += 1;
    try {
      return read();
    } finally {
      this.#depth -= 1;
    }
  }

  fail(reason: string): never {
    const { type, text, position } = this.peek();
    const found = type === "end" ? "the end of the query" : text;
    throw new UntranslatableError(position, `syntax error: ${reason}, found ${found}`);
  }
}
