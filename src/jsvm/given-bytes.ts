import type { AnswerBytes } from "./thread-protocol.ts";

/** What a run has given beside its messages, by the keys by which their texts name it. */
export class GivenBytes {
  readonly #given = new Map<number, Uint8Array<ArrayBuffer>>();

  note(bytes: AnswerBytes): void {
    for (const [key, content] of bytes) this.#given.set(key, content);
  }

  /** They can be taken once. */
  take(key: unknown): Uint8Array<ArrayBuffer> {
    const content = this.#given.get(Number(key));
    if (content === undefined) throw new Error("the bytes of a call did not come with it");
    this.#given.delete(Number(key));
    return content;
  }
}
