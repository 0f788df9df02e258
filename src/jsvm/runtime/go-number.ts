/** A number of Go with methods: it counts as a number, and as the text that it names. */
export abstract class GoNumber {
  readonly #value: number;

  constructor(value: number) {
    this.#value = value;
  }

  abstract string(): string;

  valueOf(): number {
    return this.#value;
  }

  toString(): string {
    return this.string();
  }

  toJSON(): number {
    return this.#value;
  }

  toFixed(digits?: number): string {
    return this.#value.toFixed(digits);
  }

  toPrecision(digits?: number): string {
    return this.#value.toPrecision(digits);
  }

  toExponential(digits?: number): string {
    return this.#value.toExponential(digits);
  }

  toLocaleString(): string {
    return this.#value.toLocaleString();
  }
}

/** One of a few numbers that have names, such as a month. */
export class NamedNumber extends GoNumber {
  readonly #name: string;

  constructor(value: number, name: string) {
    super(value);
    this.#name = name;
  }

  string(): string {
    return this.#name;
  }
}
