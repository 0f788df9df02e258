import { lex, type Piece, type Token } from "./lex.ts";
import {
  type BranchNode,
  type Node,
  type Pipe,
  type Place,
  type RangeNode,
  TemplateError,
  type Templates,
} from "./nodes.ts";
import { PipeParser, quoted } from "./parse-pipe.ts";
import { readLiteral } from "./literals.ts";

interface Parsed {
  readonly templates: Templates;
  /** Whether there is such a function. */
  readonly hasFunction: (name: string) => boolean;
}

/** Parses a text into the template of that name and those that it defines. A body that is empty replaces none. */
export function parseTemplate(source: string, name: string, parsed: Parsed): void {
  new Parser(source, name, parsed).parse();
}

class Parser {
  readonly #pieces: readonly Piece[];
  readonly #name: string;
  readonly #source: string;
  readonly #parsed: Parsed;
  /** Of the blocks that are open, the innermost last. */
  #variables = ["$"];
  #at = 0;
  #line = 1;
  #rangeDepth = 0;

  constructor(source: string, name: string, parsed: Parsed) {
    this.#pieces = lex(source, name);
    this.#source = source;
    this.#name = name;
    this.#parsed = parsed;
  }

  parse(): void {
    this.#keep(
      this.#name,
      this.list(() => false, true),
    );
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
        const pipe = this.#pipe(tokens.slice(2), "block clause");
        this.#define(name);
        return { kind: "template", name, pipe, place: placeOf(tokens[1]) };
      }
      case "template": {
        const name = this.#nameOf(tokens, "template clause");
        const pipe = tokens.length > 2 ? this.#pipe(tokens.slice(2), "template clause") : null;
        return { kind: "template", name, pipe, place: placeOf(tokens[1]) };
      }
      case "break":
      case "continue":
        if (this.#rangeDepth === 0) throw this.#error(`{{${word}}} outside {{range}}`);
        return { kind: word };
      case "end":
      case "else":
        throw this.#error(`unexpected {{${word}}}`);
      default:
        return { kind: "print", pipe: this.#pipe(tokens, "command") };
    }
  }

  #branch(kind: "if" | "with" | "range", tokens: readonly Token[]): BranchNode | RangeNode {
    const { length } = this.#variables;
    const pipe = this.#pipe(tokens, kind);
    if (kind === "range") this.#rangeDepth += 1;
    const body = this.list(endsBranch);
    if (kind === "range") this.#rangeDepth -= 1;
    const next = this.#take();
    const otherwise = this.#otherwise(kind, next);
    this.#variables.length = length;
    return { kind, pipe, body, otherwise };
  }

  #otherwise(kind: "if" | "with" | "range", next: readonly Token[]): Node[] {
    if (next[0]?.text === "end") return [];
    // {{else if …}} and {{else with …}} are a branch within, which ends with the outer one.
    const inner = next[1]?.text;
    if ((inner === "if" || inner === "with") && kind !== "range") {
      return [this.#branch(inner, next.slice(2))];
    }
    const otherwise = this.list((word) => word === "end");
    this.#take();
    return otherwise;
  }

  #define(name: string): void {
    const outer = this.#variables;
    this.#variables = ["$"];
    const body = this.list((word) => word === "end");
    this.#variables = outer;
    this.#take();
    this.#keep(name, body);
  }

  #keep(name: string, nodes: readonly Node[]): void {
    const { templates } = this.#parsed;
    const isEmpty = nodes.every((node) => node.kind === "text" && node.text.trim() === "");
    if (!isEmpty || !templates.has(name)) templates.set(name, { nodes, source: this.#source, file: this.#name });
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

  #pipe(tokens: readonly Token[], clause: string): Pipe {
    const { hasFunction } = this.#parsed;
    const variables = this.#variables;
    return new PipeParser(tokens, { hasFunction, variables, error: (reason) => this.#error(reason) }).pipe(clause);
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

function placeOf(token: Token | undefined): Place {
  const { start = 0, end = 0 } = token ?? {};
  return { at: start, start, end };
}
