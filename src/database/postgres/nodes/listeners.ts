/** Functions that are called until they are removed. */
export class Listeners<Arguments extends unknown[] = []> {
  readonly #listeners = new Set<(...values: Arguments) => void>();

  /** Returns the function that removes it. */
  add(listener: (...values: Arguments) => void): () => void {
    const own = (...values: Arguments): void => listener(...values);
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  call(...values: Arguments): void {
    for (const listener of this.#listeners) listener(...values);
  }
}
