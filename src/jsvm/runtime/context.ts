import type { WireContext } from "../wire.ts";
import { GoTime, ZERO_MS } from "./go-time.ts";

/** Go's context.Context: values by key. What runs here ends with its thread, so that none is ever cancelled. */
export class Context {
  readonly #outer: Context | null = null;
  readonly #key: unknown;
  readonly #value: unknown;

  constructor(outer?: unknown, key?: unknown, value?: unknown) {
    const inner = outer instanceof Context ? outer : null;
    if (key !== undefined && key !== null) {
      this.#outer = inner ?? background;
      this.#key = key;
      this.#value = value;
    } else if (inner !== null) {
      this.#outer = inner.#outer;
      this.#key = inner.#key;
      this.#value = inner.#value;
    }
  }

  /** With the values that another realm's has. */
  static of(values: WireContext): Context {
    return values.reduce((outer, [key, value]) => new Context(outer, key, value), background ?? new Context());
  }

  /** Its values as other realms get them; empty for none. */
  static values(context: unknown): WireContext {
    if (!(context instanceof Context) || context.#outer === null) return [];
    return [...Context.values(context.#outer), [context.#key, context.#value]];
  }

  value(key: unknown): unknown {
    if (this.#outer === null) return null;
    return this.#key === key ? this.#value : this.#outer.value(key);
  }

  err(): null {
    return null;
  }

  done(): object {
    return {};
  }

  deadline(): [GoTime, boolean] {
    return [new GoTime(ZERO_MS), false];
  }

  string(): string {
    if (this.#outer === null) return "context.Background";
    return `${this.#outer.string()}.WithValue(${shown(this.#key)}, ${shown(this.#value)})`;
  }

  toString(): string {
    return this.string();
  }
}

function shown(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return Number.isInteger(value) ? "int64" : "float64";
  if (value === null || value === undefined) return "<nil>";
  return typeof value === "boolean" ? "bool" : Array.isArray(value) ? "[]interface {}" : "map[string]interface {}";
}

const background: Context | null = new Context();
