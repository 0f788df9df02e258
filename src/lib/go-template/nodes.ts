/** What a template is made of. */
export type Node =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "print"; readonly pipe: Pipe }
  | BranchNode
  | RangeNode
  | { readonly kind: "template"; readonly name: string; readonly pipe: Pipe | null; readonly place: Place }
  | { readonly kind: "break" | "continue" };

/** What is shown where the pipe gives something, and what else. */
export interface BranchNode {
  readonly kind: "if" | "with";
  readonly pipe: Pipe;
  readonly body: Node[];
  readonly otherwise: Node[];
}

export interface RangeNode extends Omit<BranchNode, "kind"> {
  readonly kind: "range";
}

/** `$a, $b := first | second` */
export interface Pipe {
  readonly variables: readonly string[];
  /** Whether the variables exist already. */
  readonly isAssignment: boolean;
  readonly commands: readonly Command[];
}

/** A function or a value, and the arguments behind it. */
export interface Command {
  readonly operands: readonly Operand[];
  readonly place: Place;
}

/** Where a part stands in the source of its template; errors name the line and column of `at`. */
export interface Place {
  readonly at: number;
  readonly start: number;
  readonly end: number;
}

export type Operand = OperandKind & { readonly place: Place };

export type OperandKind =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "dot" }
  | { readonly kind: "nil" }
  /** `.a.b`, of the dot. */
  | { readonly kind: "field"; readonly names: readonly string[] }
  /** `$x.a.b` */
  | { readonly kind: "variable"; readonly name: string; readonly names: readonly string[] }
  /** `(pipe).a.b` */
  | { readonly kind: "pipe"; readonly pipe: Pipe; readonly names: readonly string[] }
  | { readonly kind: "function"; readonly name: string };

export interface Template {
  readonly nodes: readonly Node[];
  /** Of the file that it is defined in, whose name errors tell. */
  readonly source: string;
  readonly file: string;
}

/** Templates by name. */
export type Templates = Map<string, Template>;

/** The line and the column of a place, as Go counts them: from 1, and in bytes from 0. */
export function lineAndColumn({ source }: Template, { at }: Place): string {
  const before = source.slice(0, at);
  const line = before.slice(before.lastIndexOf("\n") + 1);
  return `${before.split("\n").length}:${new TextEncoder().encode(line).length}`;
}

/** What stands at a place. */
export function textAt({ source }: Template, { start, end }: Place): string {
  return source.slice(start, end).replaceAll(/\s+/g, " ");
}

/** What is wrong with a template, in Go's words as far as scripts look at them. */
export class TemplateError extends Error {
  override readonly name = "TemplateError";
}
