import { promisify } from "node:util";
import { crc32, deflate, inflate } from "node:zlib";
import { ImageError } from "./image-format.ts";
import type { Dimensions, Rectangle } from "./thumb-size.ts";

/** The pixels of a PNG file of 8 bits a channel, whose rows are neither filtered nor interlaced. */
export interface RawPng extends Dimensions {
  /** 3: indices into `palette`; 6: red, green, blue, opacity. */
  readonly colorType: number;
  /** Each row has a leading zero byte. */
  readonly rows: Uint8Array;
  readonly palette: Uint8Array;
  /** Opacity by palette index; indices beyond are opaque. */
  readonly opacities: Uint8Array;
}

const SIGNATURE = Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10);
const BYTES_A_PIXEL: Readonly<Record<number, number>> = { 3: 1, 6: 4 };
const EMPTY = new Uint8Array();

/** Reads what Bun writes with compression level 0: then its rows are as they are in memory. */
export async function readRawPng(file: Uint8Array): Promise<RawPng> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const chunks = new Map<string, Uint8Array>();
  const rows: Uint8Array[] = [];
  for (let offset = SIGNATURE.byteLength; offset < file.byteLength;) {
    const length = view.getUint32(offset);
    const type = String.fromCharCode(...file.subarray(offset + 4, offset + 8));
    const data = file.subarray(offset + 8, offset + 8 + length);
    if (type === "IDAT") rows.push(data);
    else chunks.set(type, data);
    offset += length + 12;
  }
  const header = chunks.get("IHDR");
  if (header === undefined) throw new ImageError("the image has no header");
  const headerView = new DataView(header.buffer, header.byteOffset, header.byteLength);
  const png: RawPng = {
    width: headerView.getUint32(0),
    height: headerView.getUint32(4),
    colorType: header[9] ?? 0,
    rows: await promisify<Uint8Array, Uint8Array>(inflate)(Buffer.concat(rows)),
    palette: chunks.get("PLTE") ?? EMPTY,
    opacities: chunks.get("tRNS") ?? EMPTY,
  };
  if (header[8] !== 8 || png.rows.byteLength !== rowBytes(png, png.width) * png.height) {
    throw new ImageError("the pixels of the image can't be read");
  }
  for (let row = 0; row < png.height; row += 1) {
    if (png.rows[row * rowBytes(png, png.width)] !== 0) throw new ImageError("the rows of the image are filtered");
  }
  return png;
}

export function cropRawPng(png: RawPng, { x, y, width, height }: Rectangle): RawPng {
  const [from, to] = [rowBytes(png, png.width), rowBytes(png, width)];
  const rows = new Uint8Array(to * height);
  const start = 1 + x * (to === 1 ? 0 : (to - 1) / width);
  for (let row = 0; row < height; row += 1) {
    const offset = (y + row) * from + start;
    rows.set(png.rows.subarray(offset, offset + to - 1), row * to + 1);
  }
  return { ...png, width, height, rows };
}

/** A PNG file, not compressed: for what reads it at once. Only for pixels with four channels. */
export async function writeRawPng({ width, height, colorType, rows }: RawPng): Promise<Uint8Array> {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, colorType], 8);
  const data = await promisify<Uint8Array, object, Uint8Array>(deflate)(rows, { level: 0 });
  return Buffer.concat([SIGNATURE, chunk("IHDR", header), chunk("IDAT", data), chunk("IEND", EMPTY)]);
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(data.byteLength + 12);
  bytes.writeUInt32BE(data.byteLength, 0);
  bytes.write(type, 4, "latin1");
  bytes.set(data, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, data.byteLength + 8)), data.byteLength + 8);
  return bytes;
}

function rowBytes({ colorType }: RawPng, width: number): number {
  return 1 + width * (BYTES_A_PIXEL[colorType] ?? 0);
}
