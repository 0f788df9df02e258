/** A reader as Go has them, of a content that is fetched when it is first read. It can be read again from its start. */
export class Reader {
  readonly #read: () => Uint8Array;
  #bytes: Uint8Array | undefined;

  constructor(read: () => Uint8Array) {
    this.#read = read;
  }

  readBytes(): Uint8Array {
    return (this.#bytes ??= this.#read());
  }

  readText(maxBytes: number): string {
    return new TextDecoder().decode(this.readBytes().subarray(0, maxBytes));
  }

  readAll(): string {
    return new TextDecoder().decode(this.readBytes());
  }

  close(): void {
    this.#bytes = undefined;
  }
}
