import { quoted, scanFilter } from "./scan.ts";
import type { Place, ScannedFilter } from "./scan.ts";
import type { NumberToken, TextToken, Token } from "./token.ts";
import { FilterCallError, FilterLimitError, FilterSyntaxError } from "./token.ts";

/** Parts in order. As in SQL, `and` binds tighter than `or`; the first part's join says nothing. */
export interface FilterGroup {
  readonly kind: "group";
  readonly parts: readonly { readonly join: "and" | "or"; readonly node: FilterNode }[];
}

export interface FilterComparison {
  readonly kind: "comparison";
  readonly operator: Operator;
  /** One of the `?` operators: of several values it is enough that one matches. */
  readonly isAny: boolean;
  readonly left: FilterOperand;
  readonly right: FilterOperand;
}

export type FilterNode = FilterGroup | FilterComparison;

export type Operator = "=" | "!=" | "~" | "!~" | "<" | "<=" | ">" | ">=";

export type FilterOperand = { readonly kind: "name"; readonly name: string } | FilterCall | TextToken | NumberToken;

export interface FilterCall {
  readonly kind: "call";
  readonly name: string;
  readonly arguments: readonly FilterOperand[];
}

const MAX_COMPARISONS = 200;
const MAX_GROUP_DEPTH = 100;
const MAX_CALL_DEPTH = 3;

/** Builds the tree of a filter. Throws a `FilterSyntaxError` where the words make no filter or exceed a limit. */
export function parseFilter(scanned: ScannedFilter): FilterGroup {
  const parser = new Parser(scanned.tokens);
  return parser.parseAll();
}

/** As `parseFilter`, with the place of each comparison in the text. */
export function parseWithPlaces(text: string): {
  readonly filter: FilterGroup;
  readonly places: ReadonlyMap<FilterComparison, Place>;
} {
  const words: Place[] = [];
  const places = new Map<FilterComparison, Place>();
  const parser = new Parser(scanFilter(text, words).tokens, (comparison, first, last) => {
    places.set(comparison, { start: words[first]?.start ?? 0, end: words[last]?.end ?? 0 });
  });
  return { filter: parser.parseAll(), places };
}

/** Called with the places of the first and the last token of a comparison. */
type OnComparison = (comparison: FilterComparison, first: number, last: number) => void;

class Parser {
  readonly #tokens: readonly Token[];
  readonly #onComparison: OnComparison | undefined;
  #position = 0;
  #comparisons = 0;

  constructor(tokens: readonly Token[], onComparison?: OnComparison) {
    this.#tokens = tokens;
    this.#onComparison = onComparison;
  }

  parseAll(): FilterGroup {
    if (this.#tokens.length === 0) fail(EMPTY);
    return this.#parseGroup(0);
  }

  /**
   * Like PocketBase's parser it takes a parenthesis at any place: one where an operand or a join is expected drops the
   * unfinished comparison or joins by the last operator.
   */
  #parseGroup(depth: number): FilterGroup {
    if (depth > MAX_GROUP_DEPTH) exceed(`more than ${MAX_GROUP_DEPTH} nested parentheses`);
    const parts: { join: "and" | "or"; node: FilterNode }[] = [];
    let join: "and" | "or" = "and";
    let left: FilterOperand | null = null;
    let first = 0;
    let operator: string | null = null;
    let isComplete = false;
    for (let token = this.#peek(); token !== undefined && token.kind !== "close"; token = this.#peek()) {
      this.#position++;
      if (token.kind === "comma") fail("unexpected character ','");
      if (token.kind === "open") {
        if (depth === 0) this.#checkClosed();
        if (this.#peek()?.kind === "close") fail(EMPTY);
        parts.push({ join, node: this.#parseGroup(depth + 1) });
        this.#take("close");
        left = operator = null;
        isComplete = true;
      } else if (isComplete) {
        if (token.kind !== "join") fail(`expected && or ||, got ${described(token)}`);
        join = token.text === "||" ? "or" : "and";
        isComplete = false;
      } else if (left === null) {
        first = this.#position - 1;
        if (!isOperand(token)) {
          fail(`expected left operand (identifier, function, text or number), got ${described(token)}`);
        }
        left = this.#parseOperand(token, MAX_CALL_DEPTH);
      } else if (operator === null) {
        if (token.kind !== "operator") fail(`expected a sign operator, got ${described(token)}`);
        operator = token.text;
      } else {
        if (!isOperand(token)) {
          fail(`expected right operand (identifier, function text or number), got ${described(token)}`);
        }
        const right = this.#parseOperand(token, MAX_CALL_DEPTH);
        const node = this.#compare(left, operator, right);
        this.#onComparison?.(node, first, this.#position - 1);
        parts.push({ join, node });
        left = operator = null;
        isComplete = true;
      }
    }
    if (depth === 0 && this.#position < this.#tokens.length) fail("unexpected character ')'");
    if (!isComplete) fail("invalid or incomplete filter expression");
    return { kind: "group", parts };
  }

  #compare(left: FilterOperand, text: string, right: FilterOperand): FilterComparison {
    if (++this.#comparisons > MAX_COMPARISONS) exceed(`more than ${MAX_COMPARISONS} comparisons`);
    const isAny = text.startsWith("?");
    return { kind: "comparison", operator: (isAny ? text.slice(1) : text) as Operator, isAny, left, right };
  }

  #parseOperand(token: Token, callDepth: number): FilterOperand {
    if (token.kind === "name" || token.kind === "text" || token.kind === "number") return token;
    if (token.kind !== "call") return fail("expected an operand");
    if (callDepth <= 0) exceed(`more than ${MAX_CALL_DEPTH} nested functions`);
    return { kind: "call", name: token.name, arguments: this.#parseArguments(token.name, callDepth - 1) };
  }

  /** A comma after the last argument is allowed. */
  #parseArguments(name: string, callDepth: number): FilterOperand[] {
    const found: FilterOperand[] = [];
    let expectsComma = false;
    for (let token = this.#peek(); token !== undefined; token = this.#peek()) {
      this.#position++;
      if (token.kind === "close") return found;
      if ((token.kind === "comma") !== expectsComma) {
        const problem = expectsComma ? "expected comma after the last argument" : "unexpected comma";
        throw new FilterCallError(`${problem} in function "${name}"`);
      }
      if (!expectsComma && !isOperand(token)) {
        const [character = ""] = token.kind === "open" ? "(" : token.text;
        throw new FilterCallError(`unsupported argument character '${character}' in function "${name}"`);
      }
      if (!expectsComma) found.push(this.#parseOperand(token, callDepth));
      expectsComma = !expectsComma;
    }
    throw new FilterCallError(`invalid or incomplete function "${name}" (expected ')')`);
  }

  /** Says how many parentheses stay open behind the one that was read. */
  #checkClosed(): void {
    let open = 1;
    for (let index = this.#position; index < this.#tokens.length && open > 0; index += 1) {
      const kind = this.#tokens[index]?.kind;
      if (kind === "open" || kind === "call") open += 1;
      else if (kind === "close") open -= 1;
    }
    if (open > 0) fail(`invalid formatted group - missing ${open} closing bracket(s)`);
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#position];
  }

  #take(kind: Token["kind"]): Token | undefined {
    const token = this.#peek();
    if (token?.kind !== kind) return undefined;
    this.#position++;
    return token;
  }
}

const EMPTY = "empty filter expression";

type OperandToken = Extract<Token, { readonly kind: "name" | "text" | "number" | "call" }>;

function isOperand(token: Token): token is OperandToken {
  return token.kind === "name" || token.kind === "text" || token.kind === "number" || token.kind === "call";
}

/** As PocketBase's messages name a word and its kind. */
function described(token: Token): string {
  switch (token.kind) {
    case "name":
      return `${quoted(token.name)} (identifier)`;
    case "call":
      return `${quoted(token.name)} (function)`;
    case "text":
    case "number":
      return `${quoted(String(token.value))} (${token.kind})`;
    case "operator":
      return `${quoted(token.text)} (sign)`;
    case "join":
    case "open":
    case "close":
    case "comma":
      return `${quoted(token.text)} (${token.kind})`;
  }
}

function fail(reason: string): never {
  throw new FilterSyntaxError(reason);
}

function exceed(limit: string): never {
  throw new FilterLimitError(limit);
}
