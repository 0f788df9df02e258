// What a statement compares and sorts by, found in its text.
//
// Asked by the index advisor, which tries on a copy of the schema whatever is guessed here. So a term too many costs a moment and a term
// too few an advice: the scan knows no grammar, only the words around the names of columns.

export type TermKind = "equal" | "range" | "pattern";

export interface Term {
  /** In small letters. */
  readonly alias: string;
  readonly column: string;
  readonly kind: TermKind;
  /** Of the comparison, upper case; else "". */
  readonly collate: string;
}

export interface OrderTerm {
  readonly alias: string;
  /** `_rowid_` for the order of insertion. */
  readonly column: string;
  readonly isDescending: boolean;
}

export interface ScannedStatement {
  /** Tables and views by their aliases in small letters. */
  readonly tables: ReadonlyMap<string, string>;
  readonly terms: readonly Term[];
  /** Of the whole statement; `random` and `computed` where it sorts by no columns. */
  readonly order: readonly OrderTerm[] | "random" | "computed";
  /** Whether columns are given to functions, and whether to such that make rows of lists. */
  readonly hasExpressions: boolean;
  readonly hasLists: boolean;
}

interface Word {
  readonly text: string;
  /** Empty for what stands in quotes. */
  readonly keyword: string;
  readonly isName: boolean;
}

const WORDS =
  /--[^\n]*|\/\*[\s\S]*?\*\/|`(?:[^`]|``)*`|"(?:[^"]|"")*"|\[[^\]]*\]|'(?:[^']|'')*'|\?\d*|[:@$]\w+|\d[\w.]*|[A-Za-z_\u0080-\uFFFF][\w$\u0080-\uFFFF]*|<>|<=|>=|==|!=|\|\||->>?|\S/g;

const KEYWORDS = new Set(
  (
    "ALL AND AS ASC BETWEEN BY CASE CAST COLLATE CROSS DESC DISTINCT ELSE END ESCAPE EXCEPT EXISTS FROM FULL GLOB GROUP HAVING " +
    "IN INDEXED INNER INTERSECT IS ISNULL JOIN LEFT LIKE LIMIT MATCH NATURAL NOT NOTNULL NULL OFFSET ON OR ORDER OUTER OVER " +
    "RECURSIVE REGEXP RIGHT SELECT SET THEN UNION USING VALUES WHEN WHERE WITH"
  ).split(" "),
);
const OPERATORS: ReadonlyMap<string, TermKind> = new Map([
  ...["=", "==", "IS", "IN"].map((word) => [word, "equal"] as const),
  ...["<", ">", "<=", ">=", "BETWEEN"].map((word) => [word, "range"] as const),
  ...["LIKE", "GLOB", "REGEXP", "MATCH"].map((word) => [word, "pattern"] as const),
]);
const FLIPPED: ReadonlySet<string> = new Set(["=", "==", "IS", "<", ">", "<=", ">="]);
/** Their arguments say nothing about how rows are found. */
const PLAIN_CALLS = new Set([
  "BAOBOX_DEADLINE",
  "BAOBOX_DEADLINE_WITHIN",
  "COUNT",
  "SUM",
  "MIN",
  "MAX",
  "AVG",
  "TOTAL",
]);
const ROW_ID = "_rowid_";

/** `columnsOf` gives the columns of a table or view in small letters; null for neither. */
export function scanStatement(sql: string, columnsOf: (table: string) => ReadonlySet<string> | null): ScannedStatement {
  return new Scan(wordsOf(sql), columnsOf).result();
}

function wordsOf(sql: string): Word[] {
  return [...sql.matchAll(WORDS)].flatMap(([text]) => {
    const [first = ""] = text;
    if (text.startsWith("--") || text.startsWith("/*")) return [];
    if (first === "`" || first === '"') {
      return [{ text: text.slice(1, -1).replaceAll(first + first, first), keyword: "", isName: true }];
    }
    if (first === "[" && text.length > 1) return [{ text: text.slice(1, -1), keyword: "", isName: true }];
    if (first === "'") return [{ text, keyword: "", isName: false }];
    const keyword = text.toUpperCase();
    const isName = /^[A-Za-z_\u0080-\uFFFF]/.test(text) && !KEYWORDS.has(keyword);
    return [{ text, keyword, isName }];
  });
}

class Scan {
  readonly #words: readonly Word[];
  readonly #columnsOf: (table: string) => ReadonlySet<string> | null;
  readonly #tables = new Map<string, string>();
  readonly #terms: Term[] = [];
  #hasExpressions = false;

  constructor(words: readonly Word[], columnsOf: (table: string) => ReadonlySet<string> | null) {
    this.#words = words;
    this.#columnsOf = columnsOf;
  }

  result(): ScannedStatement {
    this.#findTables();
    for (let at = 0; at < this.#words.length; at++) {
      for (const { alias, column, end } of this.#columnsAt(at)) this.#addTerm({ alias, column, at, end });
    }
    return {
      tables: this.#tables,
      terms: this.#terms,
      order: this.#order(),
      hasExpressions: this.#hasExpressions,
      hasLists: this.#words.some(({ keyword }) => keyword === "JSON_EACH"),
    };
  }

  #keyword(at: number): string {
    return this.#words[at]?.keyword ?? "";
  }

  #isName(at: number): boolean {
    return this.#words[at]?.isName ?? false;
  }

  #text(at: number): string {
    return this.#words[at]?.text ?? "";
  }

  /** The names behind FROM, JOIN and commas that are those of tables. */
  #findTables(): void {
    for (let at = 1; at < this.#words.length; at++) {
      const before = this.#keyword(at - 1);
      if (before !== "FROM" && before !== "JOIN" && before !== ",") continue;
      if (!this.#isName(at) || this.#keyword(at + 1) === "(" || this.#keyword(at + 1) === ".") continue;
      const table = this.#text(at);
      if (this.#columnsOf(table) === null) continue;
      const aliasAt = this.#keyword(at + 1) === "AS" ? at + 2 : at + 1;
      const alias = this.#isName(aliasAt) ? this.#text(aliasAt) : table;
      this.#tables.set(alias.toLowerCase(), table);
    }
  }

  /** What a name at that place may be; without an alias it may belong to several tables. */
  #columnsAt(at: number): { alias: string; column: string; end: number }[] {
    if (!this.#isName(at) || this.#keyword(at - 1) === ".") return [];
    const name = this.#text(at).toLowerCase();
    if (this.#keyword(at + 1) === ".") {
      const column = this.#text(at + 2).toLowerCase();
      return this.#has(name, column) ? [{ alias: name, column, end: at + 3 }] : [];
    }
    if (this.#keyword(at + 1) === "(") return [];
    return [...this.#tables.keys()]
      .filter((alias) => this.#has(alias, name))
      .map((alias) => ({ alias, column: name, end: at + 1 }));
  }

  #has(alias: string, column: string): boolean {
    const table = this.#tables.get(alias);
    if (table === undefined) return false;
    return column === ROW_ID || (this.#columnsOf(table)?.has(column) ?? false);
  }

  #addTerm({ alias, column, at, end }: { alias: string; column: string; at: number; end: number }): void {
    if (column === ROW_ID) return;
    if (this.#keyword(at - 1) === "(" && this.#isName(at - 2) && !PLAIN_CALLS.has(this.#keyword(at - 2))) {
      this.#hasExpressions = true;
      return;
    }
    const next = this.#keyword(end);
    const isNegated = next === "NOT" || (next === "IS" && this.#keyword(end + 1) === "NOT");
    const kind = isNegated ? this.#negatedKind(end) : (OPERATORS.get(next) ?? this.#kindBefore(at));
    if (kind === undefined) return;
    const collate = this.#keyword(end + 2) === "COLLATE" ? this.#keyword(end + 3) : "";
    this.#terms.push({ alias, column, kind, collate });
  }

  /** Of all negated comparisons only patterns are of interest: to say that they have no index. */
  #negatedKind(at: number): TermKind | undefined {
    const kind = OPERATORS.get(this.#keyword(at + 1));
    return kind === "pattern" ? kind : undefined;
  }

  #kindBefore(at: number): TermKind | undefined {
    const before = this.#keyword(at - 1);
    return FLIPPED.has(before) ? OPERATORS.get(before) : undefined;
  }

  #order(): ScannedStatement["order"] {
    let depth = 0;
    let start = -1;
    for (const [at, { keyword }] of this.#words.entries()) {
      if (keyword === "(") depth++;
      else if (keyword === ")") depth--;
      else if (depth === 0 && keyword === "ORDER" && this.#keyword(at + 1) === "BY") start = at + 2;
    }
    const order: OrderTerm[] = [];
    for (let at = start; at > 0 && at < this.#words.length; at++) {
      if (this.#keyword(at) === "RANDOM") return "random";
      const [found] = this.#columnsAt(at);
      if (found === undefined) return "computed";
      at = found.end;
      const isDescending = this.#keyword(at) === "DESC";
      if (isDescending || this.#keyword(at) === "ASC") at++;
      order.push({ alias: found.alias, column: found.column, isDescending });
      if (this.#keyword(at) !== ",")
        return at < this.#words.length && this.#keyword(at) !== "LIMIT" ? "computed" : order;
    }
    return order;
  }
}
