/** Choices that follow from the seed and the index of a request alone: each request can be made again without those before it. */
export class Random {
  #state: number;

  constructor(seed: number, index: number) {
    this.#state = scramble(scramble(seed) + index);
  }

  /** From 0 up to 1, without 1. */
  next(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    return (scramble(this.#state) >>> 0) / 2 ** 32;
  }

  /** From 0 up to `below`, without it. */
  int(below: number): number {
    return Math.floor(this.next() * below);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<Item>(items: readonly Item[]): Item {
    if (items.length === 0) throw new Error("there is nothing to pick from");
    return items[this.int(items.length)] as Item;
  }

  /** Up to `most` of the items, repeats included. */
  some<Item>(items: readonly Item[], most: number): Item[] {
    return Array.from({ length: this.int(most + 1) }, () => this.pick(items));
  }

  /** An item with a probability in proportion to its weight. */
  weighted<Item extends { readonly weight: number }>(items: readonly Item[]): Item {
    let rest = this.next() * items.reduce((sum, { weight }) => sum + weight, 0);
    const found = items.find(({ weight }) => (rest -= weight) < 0) ?? items.at(-1);
    if (found === undefined) throw new Error("there is nothing to pick from");
    return found;
  }
}

/** The finalizer of MurmurHash3: neighbours in, nothing in common out. */
function scramble(value: number): number {
  let mixed = value | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
