import { LimitError, countText } from "./limit-error.ts";
import type { Turns } from "./time-slicer.ts";

/** Of a query or a URL-encoded body, as in Go. */
const MAX_PAIRS = 10_000;
/** Shorter texts are decoded in a few milliseconds whatever is in them. */
const SMALL_LENGTH = 64 * 1024;
const BYTES_A_STEP = 8192;

const [PERCENT, AMPERSAND, PLUS, EQUALS, SPACE] = [37, 38, 43, 61, 32];

/** Throws a `LimitError` where a query or URL-encoded body has too many names and values. */
export function checkPairs(text: string): void {
  if (text.length < MAX_PAIRS) return;
  let count = 1;
  for (let at = text.indexOf("&"); at >= 0; at = text.indexOf("&", at + 1)) {
    count += 1;
    if (count > MAX_PAIRS)
      throw new LimitError(`a query or form must not have more than ${countText(MAX_PAIRS)} values`);
  }
}

/** The names and values of a URL-encoded body in order, read in short steps where it is long. */
export async function parsePairs(text: string, turns: Turns): Promise<[string, string][]> {
  checkPairs(text);
  if (text.length <= SMALL_LENGTH) return [...new URLSearchParams(text)];
  const decoder = new PairDecoder(Buffer.from(text));
  while (decoder.step(BYTES_A_STEP)) {
    const pause = turns.pause();
    if (pause !== null) await pause;
  }
  return decoder.pairs;
}

/** Decodes in place: what is decoded is never longer than it was. */
class PairDecoder {
  readonly pairs: [string, string][] = [];
  readonly #bytes: Buffer;
  #read = 0;
  #written = 0;
  #start = 0;
  #equals = -1;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Reads so many bytes further; false at the end. */
  step(count: number): boolean {
    const bytes = this.#bytes;
    const until = Math.min(this.#read + count, bytes.length);
    while (this.#read < until) {
      const byte = bytes[this.#read];
      if (byte === AMPERSAND) this.#endPair();
      else if (byte === EQUALS && this.#equals < 0) this.#equals = this.#written;
      else this.#write(byte === PERCENT ? this.#escaped() : byte === PLUS ? SPACE : (byte ?? 0));
      this.#read += 1;
    }
    if (this.#read < bytes.length) return true;
    this.#endPair();
    return false;
  }

  #write(byte: number): void {
    this.#bytes[this.#written] = byte;
    this.#written += 1;
  }

  /** A percent sign that no two hexadecimal digits follow stands for itself. */
  #escaped(): number {
    const high = hexDigit(this.#bytes[this.#read + 1]);
    const low = hexDigit(this.#bytes[this.#read + 2]);
    if (high < 0 || low < 0) return PERCENT;
    this.#read += 2;
    return high * 16 + low;
  }

  #endPair(): void {
    const [start, end] = [this.#start, this.#written];
    const equals = this.#equals < 0 ? end : this.#equals;
    const isEmpty = end === start && this.#equals < 0;
    if (!isEmpty) this.pairs.push([this.#text(start, equals), this.#text(equals, end)]);
    this.#start = end;
    this.#equals = -1;
  }

  #text(start: number, end: number): string {
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(this.#bytes.subarray(start, end));
  }
}

function hexDigit(code: number | undefined): number {
  if (code === undefined) return -1;
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}
