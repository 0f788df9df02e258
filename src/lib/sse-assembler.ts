/** More than this leaves piece by piece: that much waits only for a client that did not read for long. */
const MAX_BYTES = 256 * 1024;

/** Where the bytes go. It has copied them when `write` returns. */
interface Sink {
  write(chunk: Uint8Array): number | Promise<number>;
}

/**
 * Puts the events of a client together, with the client's id line before each, so that one call writes them. Clients of one
 * moment mostly get the same events: then only the id lines are written anew.
 */
export class SseAssembler {
  readonly #buffer = new Uint8Array(MAX_BYTES);
  /** Those in the buffer, where their id lines are, and the part of the buffer that they take. */
  #events: readonly Uint8Array[] = [];
  #idOffsets: number[] = [];
  #idBytes = 0;
  #assembled = new Uint8Array();

  /** Returns what the last write to the sink did. */
  write(events: readonly Uint8Array[], idLine: Uint8Array, sink: Sink): number | Promise<number> {
    if (this.#holds(events, idLine)) {
      for (const offset of this.#idOffsets) this.#buffer.set(idLine, offset);
    } else if (!this.#assemble(events, idLine)) {
      return writePieces(events, idLine, sink);
    }
    return sink.write(this.#assembled);
  }

  #holds(events: readonly Uint8Array[], idLine: Uint8Array): boolean {
    if (events.length !== this.#events.length || idLine.byteLength !== this.#idBytes) return false;
    for (let index = 0; index < events.length; index++) {
      if (events[index] !== this.#events[index]) return false;
    }
    return true;
  }

  /** False where the buffer is too small for the events. */
  #assemble(events: readonly Uint8Array[], idLine: Uint8Array): boolean {
    let size = events.length * idLine.byteLength;
    for (const event of events) size += event.byteLength;
    if (size > MAX_BYTES) return false;
    this.#events = events;
    this.#idBytes = idLine.byteLength;
    this.#idOffsets = [];
    let offset = 0;
    for (const event of events) {
      this.#idOffsets.push(offset);
      this.#buffer.set(idLine, offset);
      offset += idLine.byteLength;
      this.#buffer.set(event, offset);
      offset += event.byteLength;
    }
    this.#assembled = this.#buffer.subarray(0, size);
    return true;
  }
}

function writePieces(events: readonly Uint8Array[], idLine: Uint8Array, sink: Sink): number | Promise<number> {
  let written: number | Promise<number> = 0;
  for (const event of events) {
    void sink.write(idLine);
    written = sink.write(event);
  }
  return written;
}
