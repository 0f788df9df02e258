import { toText } from "../../lib/convert.ts";
import { HostFile } from "./file.ts";
import { nilList } from "./values.ts";

/** Values by name, in the order in which the names came. Go's names are in no order. */
export class FormData {
  readonly #lists = new Map<string, unknown[]>();

  append(name: unknown, value: unknown): void {
    this.#lists.set(String(name), [...this.getAll(name), value]);
  }

  set(name: unknown, value: unknown): void {
    this.#lists.set(String(name), [value]);
  }

  delete(name: unknown): void {
    this.#lists.delete(String(name));
  }

  get(name: unknown): unknown {
    return this.getAll(name)[0] ?? null;
  }

  getAll(name: unknown): unknown[] {
    return this.#lists.get(String(name)) ?? nilList();
  }

  has(name: unknown): boolean {
    return this.#lists.has(String(name));
  }

  keys(): string[] {
    return [...this.#lists.keys()];
  }

  values(): unknown[] {
    return [...this.#lists.values()].flat();
  }

  entries(): [string, unknown][] {
    return [...this.#lists].flatMap(([name, values]) => values.map((value): [string, unknown] => [name, value]));
  }

  /** As `http.send` takes it. */
  static toWire(form: FormData): [string, unknown][] {
    return form
      .entries()
      .map(([name, value]) => [name, value instanceof HostFile ? { file: HostFile.keyOf(value) } : toText(value)]);
  }
}
