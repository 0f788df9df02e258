import type { Level, Writer } from "../level.ts";
import { asNumber, asText, type Operand } from "../operand.ts";
import type { Call } from "../syntax.ts";
import { UntranslatableError } from "../view-sql-error.ts";

/** A call of a function at its place in a query. */
export class CallSite {
  readonly node: Call;
  readonly level: Level;
  readonly writer: Writer;
  readonly #values: (Operand | undefined)[] = [];

  constructor(node: Call, level: Level, writer: Writer) {
    this.node = node;
    this.level = level;
    this.writer = writer;
  }

  get count(): number {
    return this.node.arguments.length;
  }

  /** Throws where the call has fewer or more arguments. */
  checkCount(least: number, most = least): void {
    if (this.count < least || this.count > most) {
      this.fail(`wrong number of arguments to function ${this.node.name}()`);
    }
  }

  value(index: number): Operand {
    const node = this.node.arguments[index];
    if (node === undefined) return this.fail(`wrong number of arguments to function ${this.node.name}()`);
    return (this.#values[index] ??= this.writer.expression(node, this.level));
  }

  values(): Operand[] {
    return this.node.arguments.map((_, index) => this.value(index));
  }

  /** The argument as a text. */
  text(index: number): string {
    return asText(this.value(index)).sql;
  }

  /** The argument as a float8. */
  number(index: number): string {
    return asNumber(this.value(index)).sql;
  }

  get isNullable(): boolean {
    return this.values().some((value) => value.isNullable);
  }

  fail(reason: string): never {
    throw new UntranslatableError(this.node.position, reason);
  }
}

export type FunctionWriter = (site: CallSite) => Operand;
