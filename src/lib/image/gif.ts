import type { RawPng } from "./png.ts";

/** Pixels that are packed in one go, some milliseconds: then other work has its turn. */
const PIXELS_A_TURN = 65_536;
const MIN_CODE_BITS = 8;
const MAX_CODES = 4096;
const CLEAR = 1 << MIN_CODE_BITS;
const END = CLEAR + 1;
const MAX_BLOCK_BYTES = 255;

/** Packs the pixels of a PNG with a palette as a GIF file, for which Bun has no writer. Partly transparent colours become opaque. */
export async function encodeGif({ width, height, rows, palette, opacities }: RawPng): Promise<Uint8Array> {
  const colors = new Uint8Array(3 * 256);
  colors.set(palette.subarray(0, colors.byteLength));
  const transparent = opacities.findIndex((opacity) => opacity < 128);
  const sizes = [width & 255, width >> 8, height & 255, height >> 8];
  const head = [
    Buffer.from("GIF89a"),
    // A global table of 256 colours.
    Uint8Array.of(...sizes, 0b1111_0111, 0, 0),
    colors,
    transparent < 0 ? new Uint8Array() : Uint8Array.of(0x21, 0xf9, 4, 1, 0, 0, transparent, 0),
    Uint8Array.of(0x2c, 0, 0, 0, 0, ...sizes, 0, MIN_CODE_BITS),
  ];
  const codes = new CodeWriter();
  for (let row = 0; row < height; row += 1) {
    const start = row * (width + 1) + 1;
    for (let column = 0; column < width; column += 1) {
      const index = rows[start + column] ?? 0;
      // A GIF has one transparent colour.
      codes.add(transparent >= 0 && (opacities[index] ?? 255) < 128 ? transparent : index);
    }
    if ((row * width) % PIXELS_A_TURN > ((row + 1) * width) % PIXELS_A_TURN) await Bun.sleep(0);
  }
  return Buffer.concat([...head, blocksOf(codes.finish()), Uint8Array.of(0, 0x3b)]);
}

/** LZW as GIF wants it: codes of growing width, the lowest bit first. */
class CodeWriter {
  readonly #bytes: number[] = [];
  readonly #codes = new Map<number, number>();
  #next = END + 1;
  #width = MIN_CODE_BITS + 1;
  #prefix = -1;
  #bits = 0;
  #bitCount = 0;

  constructor() {
    this.#write(CLEAR);
  }

  add(index: number): void {
    if (this.#prefix < 0) {
      this.#prefix = index;
      return;
    }
    const key = (this.#prefix << 8) | index;
    const known = this.#codes.get(key);
    if (known !== undefined) {
      this.#prefix = known;
      return;
    }
    this.#write(this.#prefix);
    this.#prefix = index;
    if (this.#next === MAX_CODES) {
      this.#write(CLEAR);
      this.#codes.clear();
      this.#next = END + 1;
      this.#width = MIN_CODE_BITS + 1;
      return;
    }
    this.#codes.set(key, this.#next);
    if (this.#next === 1 << this.#width) this.#width += 1;
    this.#next += 1;
  }

  finish(): Uint8Array {
    if (this.#prefix >= 0) this.#write(this.#prefix);
    this.#write(END);
    if (this.#bitCount > 0) this.#bytes.push(this.#bits & 255);
    return Uint8Array.from(this.#bytes);
  }

  #write(code: number): void {
    this.#bits |= code << this.#bitCount;
    this.#bitCount += this.#width;
    while (this.#bitCount >= 8) {
      this.#bytes.push(this.#bits & 255);
      this.#bits >>>= 8;
      this.#bitCount -= 8;
    }
  }
}

function blocksOf(bytes: Uint8Array): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (let start = 0; start < bytes.byteLength; start += MAX_BLOCK_BYTES) {
    const block = bytes.subarray(start, start + MAX_BLOCK_BYTES);
    blocks.push(Uint8Array.of(block.byteLength), block);
  }
  return Buffer.concat(blocks);
}
