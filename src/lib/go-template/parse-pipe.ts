import type { Token } from "./lex.ts";
import { readLiteral } from "./literals.ts";
import type { Command, Operand, OperandKind, Pipe, TemplateError } from "./nodes.ts";

const PARENTHESES = "parenthesized pipeline";

export function quoted(token: Token | undefined): string {
  return token === undefined ? '"}}"' : JSON.stringify(token.text);
}

interface Known {
  readonly hasFunction: (name: string) => boolean;
  /** Those that are known so far; declarations are added. */
  readonly variables: string[];
  readonly error: (reason: string) => TemplateError;
}

/** Reads the tokens of one action. */
export class PipeParser {
  readonly #tokens: readonly Token[];
  readonly #known: Known;
  readonly #error: (reason: string) => TemplateError;
  #at = 0;

  constructor(tokens: readonly Token[], known: Known) {
    this.#tokens = tokens;
    this.#known = known;
    this.#error = known.error;
  }

  /** `clause` is what it is of, for errors. */
  pipe(clause: string): Pipe {
    const isInner = clause === PARENTHESES;
    const { variables, isAssignment } = this.#declaration(clause === "range" ? 2 : isInner ? 0 : 1);
    const commands: Command[] = [this.#command(clause)];
    while (this.#sign("|")) if (!this.#isAtEnd()) commands.push(this.#command("command"));
    const token = this.#tokens[this.#at];
    if (token !== undefined && !(isInner && token.text === ")")) {
      throw this.#error(`unexpected ${quoted(token)} in command`);
    }
    if (!isAssignment) this.#known.variables.push(...variables);
    return { variables, isAssignment, commands };
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

  #isAtEnd(): boolean {
    const token = this.#tokens[this.#at];
    return token === undefined || (token.kind === "sign" && token.text === ")");
  }

  #check(variable: string): void {
    if (!this.#known.variables.includes(variable)) throw this.#error(`undefined variable ${JSON.stringify(variable)}`);
  }

  #command(clause: string): Command {
    const operands: Operand[] = [];
    for (;;) {
      const token = this.#tokens[this.#at];
      if (token === undefined || this.#isAtEnd() || (token.kind === "sign" && token.text === "|")) break;
      this.#at += 1;
      operands.push(this.#operand(token));
    }
    const [first] = operands;
    if (first === undefined) throw this.#error(`missing value for ${clause}`);
    const { start } = first.place;
    return { operands, place: { at: start, start, end: operands.at(-1)?.place.end ?? start } };
  }

  #operand(token: Token): Operand {
    const from = this.#at;
    const kind = this.#operandKind(token);
    // As in Go, a chain of fields stands where its second one does.
    const second = token.kind === "field" || token.kind === "variable" ? this.#tokens[from] : undefined;
    const at = this.#at > from && second !== undefined ? second.start : token.start;
    return { ...kind, place: { at, start: token.start, end: this.#tokens[this.#at - 1]?.end ?? token.end } };
  }

  #operandKind(token: Token): OperandKind {
    switch (token.kind) {
      case "string":
      case "number":
      case "character":
        return { kind: "value", value: readLiteral(token) };
      case "field":
        return { kind: "field", names: [token.text.slice(1), ...this.#names()] };
      case "variable":
        this.#check(token.text);
        return { kind: "variable", name: token.text, names: this.#names() };
      case "word":
        if (token.text === "nil") return { kind: "nil" };
        if (token.text === "true" || token.text === "false") return { kind: "value", value: token.text === "true" };
        if (!this.#known.hasFunction(token.text)) {
          throw this.#error(`function ${JSON.stringify(token.text)} not defined`);
        }
        return { kind: "function", name: token.text };
      case "sign":
        if (token.text === ".") return { kind: "dot" };
        if (token.text === "(") return this.#parentheses();
        throw this.#error(`unexpected ${quoted(token)} in operand`);
    }
  }

  #parentheses(): OperandKind {
    const pipe = this.pipe(PARENTHESES);
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
