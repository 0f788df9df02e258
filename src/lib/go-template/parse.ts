import { lex, type Piece, type Token } from "./lex.ts";
import {
  type BranchNode,
  type Node,
  type Operand,
  type Pipe,
  type RangeNode,
  TemplateError,
  type Templates,
} from "./nodes.ts";
import { readLiteral } from "./literals.ts";

/** Parses a text into the template of that name and those that it defines. A body that is empty replaces none. */
export function parseTemplate(source: string, name: string, templates: Templates): void {
  const parser = new Parser(lex(source, name), name, templates);
  const body = parser.list(() => false, true);
  const isEmpty = body.every((node) => node.kind === "text" && node.text.trim() === "");
  if (!isEmpty || !templates.has(name)) templates.set(name, body);
}

class Parser {
  readonly #pieces: readonly Piece[];
  readonly #name: string;
  readonly #templates: Templates;
  #at = 0;
  #line = 1;
  #rangeDepth = 0;

  constructor(pieces: readonly Piece[], name: string, templates: Templates) {
    this.#pieces = pieces;
    this.#name = name;
    this.#templates = templates;
  }

  /** Nodes up to an action whose first word ends the list; that stays to be read. `isWhole`: the template, which no action ends. */
  list(isEnd: (word: string) => boolean, isWhole = false): Node[] {
    const nodes: Node[] = [];
    for (;;) {
      const piece = this.#pieces[this.#at];
      if (piece === undefined) {
        if (isWhole) return nodes;
        throw this.#error("unexpected EOF");
      }
      if (piece.kind === "text") {
        nodes.push({ kind: "text", text: piece.text });
        this.#at += 1;
        continue;
      }
      this.#line = piece.line;
      const word = wordOf(piece);
      if (isEnd(word)) return nodes;
      this.#at += 1;
      const node = this.#action(word, piece.tokens);
      if (node !== null) nodes.push(node);
    }
  }

  #action(word: string, tokens: readonly Token[]): Node | null {
    switch (word) {
      case "if":
      case "with":
      case "range":
        return this.#branch(word, tokens.slice(1));
      case "define":
        this.#define(this.#nameOf(tokens, "define clause"));
        return null;
      case "block": {
        const name = this.#nameOf(tokens, "block clause");
        this.#define(name);
        return { kind: "template", name, pipe: this.#pipe(tokens.slice(2)) };
      }
      case "template": {
        const name = this.#nameOf(tokens, "template clause");
        return { kind: "template", name, pipe: tokens.length > 2 ? this.#pipe(tokens.slice(2)) : null };
      }
      case "break":
      case "continue":
        if (this.#rangeDepth === 0) throw this.#error(`{{${word}}} outside {{range}}`);
        return { kind: word };
      case "end":
      case "else":
        throw this.#error(`unexpected {{${word}}}`);
      default:
        return { kind: "print", pipe: this.#pipe(tokens) };
    }
  }

  #branch(kind: "if" | "with" | "range", tokens: readonly Token[]): BranchNode | RangeNode {
    const pipe = this.#pipe(tokens, kind === "range" ? 2 : 1);
    if (kind === "range") this.#rangeDepth += 1;
    const body = this.list(endsBranch);
    if (kind === "range") this.#rangeDepth -= 1;
    const next = this.#take();
    if (next[0]?.text === "end") return { kind, pipe, body, otherwise: [] };
    // {{else if …}} and {{else with …}} are a branch within, which ends with the outer one.
    const inner = next[1]?.text;
    if ((inner === "if" || inner === "with") && kind !== "range") {
      return { kind, pipe, body, otherwise: [this.#branch(inner, next.slice(2))] };
    }
    const otherwise = this.list((word) => word === "end");
    this.#take();
    return { kind, pipe, body, otherwise };
  }

  #define(name: string): void {
    const body = this.list((word) => word === "end");
    this.#take();
    const isEmpty = body.every((node) => node.kind === "text" && node.text.trim() === "");
    if (!isEmpty || !this.#templates.has(name)) this.#templates.set(name, body);
  }

  #take(): readonly Token[] {
    const piece = this.#pieces[this.#at];
    this.#at += 1;
    return piece?.kind === "action" ? piece.tokens : [];
  }

  #nameOf(tokens: readonly Token[], where: string): string {
    const token = tokens[1];
    if (token?.kind !== "string") throw this.#error(`unexpected ${quoted(token)} in ${where}`);
    return String(readLiteral(token));
  }

  #pipe(tokens: readonly Token[], maxVariables = 1): Pipe {
    return new PipeParser(tokens, (reason) => this.#error(reason)).pipe(maxVariables, this.#line);
  }

  #error(reason: string): TemplateError {
    return new TemplateError(`template: ${this.#name}:${this.#line}: ${reason}`);
  }
}

function endsBranch(word: string): boolean {
  return word === "end" || word === "else";
}

function wordOf(piece: Extract<Piece, { kind: "action" }>): string {
  const [first] = piece.tokens;
  return first?.kind === "word" ? first.text : "";
}

function quoted(token: Token | undefined): string {
  return token === undefined ? '"}}"' : JSON.stringify(token.text);
}

/** Reads the tokens of one action. */
class PipeParser {
  readonly #tokens: readonly Token[];
  readonly #error: (reason: string) => TemplateError;
  #at = 0;

  constructor(tokens: readonly Token[], error: (reason: string) => TemplateError) {
    this.#tokens = tokens;
    this.#error = error;
  }

  pipe(maxVariables: number, line: number, isInner = false): Pipe {
    const { variables, isAssignment } = this.#declaration(maxVariables);
    const commands: Operand[][] = [this.#command()];
    while (this.#sign("|")) commands.push(this.#command());
    const token = this.#tokens[this.#at];
    if (token !== undefined && !(isInner && token.text === ")")) {
      throw this.#error(`unexpected ${quoted(token)} in command`);
    }
    return { variables, isAssignment, commands, line };
  }

  /** `$x :=`, `$x =`, and for ranges `$i, $x :=`. */
  #declaration(maxVariables: number): Pick<Pipe, "variables" | "isAssignment"> {
    const start = this.#at;
    const variables: string[] = [];
    while (this.#tokens[this.#at]?.kind === "variable" && variables.length < maxVariables) {
      variables.push(this.#tokens[this.#at]?.text ?? "");
      this.#at += 1;
      if (this.#sign(":=")) return { variables, isAssignment: false };
      if (this.#sign("=")) return { variables, isAssignment: true };
      if (!this.#sign(",")) break;
    }
    this.#at = start;
    return { variables: [], isAssignment: false };
  }

  #command(): Operand[] {
    const operands: Operand[] = [];
    for (;;) {
      const token = this.#tokens[this.#at];
      if (token === undefined || (token.kind === "sign" && (token.text === "|" || token.text === ")"))) break;
      this.#at += 1;
      operands.push(this.#operand(token));
    }
    if (operands.length === 0) throw this.#error("missing value for command");
    return operands;
  }

  #operand(token: Token): Operand {
    switch (token.kind) {
      case "string":
      case "number":
      case "character":
        return { kind: "value", value: readLiteral(token) };
      case "field":
        return { kind: "field", names: [token.text.slice(1), ...this.#names()] };
      case "variable":
        return { kind: "variable", name: token.text, names: this.#names() };
      case "word":
        if (token.text === "nil") return { kind: "nil" };
        if (token.text === "true" || token.text === "false") return { kind: "value", value: token.text === "true" };
        return { kind: "function", name: token.text };
      case "sign":
        if (token.text === ".") return { kind: "dot" };
        if (token.text === "(") return this.#parentheses();
        throw this.#error(`unexpected ${quoted(token)} in operand`);
    }
  }

  #parentheses(): Operand {
    const pipe = this.pipe(0, 0, true);
    if (!this.#sign(")")) throw this.#error("unclosed left paren");
    return { kind: "pipe", pipe, names: this.#names() };
  }

  /** `.a.b` right behind what they are of. */
  #names(): string[] {
    const names: string[] = [];
    for (;;) {
      const token = this.#tokens[this.#at];
      if (token?.kind !== "field" || token.isApart) return names;
      names.push(token.text.slice(1));
      this.#at += 1;
    }
  }

  #sign(text: string): boolean {
    const token = this.#tokens[this.#at];
    const isIt = token?.kind === "sign" && token.text === text;
    if (isIt) this.#at += 1;
    return isIt;
  }
}
