import { goFields } from "./go-struct.ts";

/** Go's http.Header: lists by canonical names. */
export class HttpHeader {
  readonly #lists = new Map<string, string[]>();
  #isChanged = false;

  static of(entries: readonly (readonly [string, string])[]): HttpHeader {
    const header = new HttpHeader();
    for (const [name, value] of entries) header.add(name, value);
    header.#isChanged = false;
    return header;
  }

  /** Whether a script has changed it since it was asked last. */
  static takeChange(header: HttpHeader): boolean {
    const isChanged = header.#isChanged;
    header.#isChanged = false;
    return isChanged;
  }

  get(name: string): string {
    return this.values(name)[0] ?? "";
  }

  values(name: string): string[] {
    return this.#lists.get(canonical(name)) ?? [];
  }

  /** Name and value of each line. */
  static lines(header: HttpHeader): [string, string][] {
    return [...header.#lists].flatMap(([name, values]) => values.map((value): [string, string] => [name, value]));
  }

  add(name: string, value: unknown): void {
    this.#isChanged = true;
    this.#lists.set(canonical(name), [...this.values(name), String(value)]);
  }

  set(name: string, value: unknown): void {
    this.#isChanged = true;
    this.#lists.set(canonical(name), [String(value)]);
  }

  del(name: string): void {
    this.#isChanged = true;
    this.#lists.delete(canonical(name));
  }

  [goFields](): [string, unknown][] {
    return [...this.#lists].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  clone(): HttpHeader {
    const copy = new HttpHeader();
    for (const [name, list] of this.#lists) copy.#lists.set(name, [...list]);
    return copy;
  }
}

/** `x-own` as `X-Own`. */
export function canonical(name: string): string {
  return String(name)
    .toLowerCase()
    .replaceAll(/(^|-)[a-z]/g, (start) => start.toUpperCase());
}
