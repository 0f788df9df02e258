/**
 * A queue in which those who add to it take turns: whoever adds thousands of items holds up the others by one at a time. The items of
 * each come in their order.
 */
export class FairQueue<Item> {
  /** In the order of the owners' turns. None is empty. */
  readonly #queues = new Map<string, Item[]>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(owner: string, item: Item): void {
    const queue = this.#queues.get(owner);
    if (queue === undefined) this.#queues.set(owner, [item]);
    else queue.push(item);
    this.#size += 1;
  }

  take(): Item | undefined {
    for (const [owner, queue] of this.#queues) {
      const item = queue.shift();
      this.#queues.delete(owner);
      if (queue.length > 0) this.#queues.set(owner, queue);
      this.#size -= 1;
      return item;
    }
    return undefined;
  }

  /** Makes room for an item: takes out the last one of the owner that has most. Undefined where this owner would have as many then. */
  displaceFor(owner: string): Item | undefined {
    let longest: Item[] = [];
    for (const queue of this.#queues.values()) if (queue.length > longest.length) longest = queue;
    const own = this.#queues.get(owner)?.length ?? 0;
    if (longest.length <= own + 1) return undefined;
    this.#size -= 1;
    return longest.pop();
  }

  /** All that is left, which is taken out. */
  clear(): Item[] {
    const items = [...this.#queues.values()].flat();
    this.#queues.clear();
    this.#size = 0;
    return items;
  }
}
