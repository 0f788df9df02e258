/** Many more than can be typed before the page has caught up. */
const TYPED_AT_MOST = 50;

/**
 * Knows a value that an editor has told itself from one that comes from outside. On a busy machine its own comes back late, when more
 * was typed already: put into the editor again it would undo that.
 */
export class TypedEcho {
  #typed: readonly string[] = [];

  tell(text: string): void {
    this.#typed = [...this.#typed, text].slice(-TYPED_AT_MOST);
  }

  /** To be asked once for each new value. */
  isEcho(value: string): boolean {
    const place = this.#typed.lastIndexOf(value);
    this.#typed = place < 0 ? [] : this.#typed.slice(place + 1);
    return place >= 0;
  }
}
