/** What a template is made of. */
export type Node =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "print"; readonly pipe: Pipe }
  | BranchNode
  | RangeNode
  | { readonly kind: "template"; readonly name: string; readonly pipe: Pipe | null }
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
  readonly commands: readonly Operand[][];
  readonly line: number;
}

export type Operand =
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

/** Templates by name. */
export type Templates = Map<string, readonly Node[]>;

/** What is wrong with a template, in Go's words as far as scripts look at them. */
export class TemplateError extends Error {
  override readonly name = "TemplateError";
}
