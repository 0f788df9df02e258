import decode from "@jsquash/avif/decode.js";
import { readRawPng, writeRawPng } from "../../src/lib/image/png.ts";

export type Pixel = readonly [red: number, green: number, blue: number, opacity: number];

export const RED: Pixel = [255, 0, 0, 255];
export const GREEN: Pixel = [0, 255, 0, 255];
export const BLUE: Pixel = [0, 0, 255, 255];
export const CLEAR: Pixel = [0, 0, 0, 0];

/** A PNG file made of pixels. */
export function drawPng(width: number, height: number, pixelAt: (x: number, y: number) => Pixel): Promise<Uint8Array> {
  const rows = new Uint8Array((width * 4 + 1) * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) rows.set(pixelAt(x, y), y * (width * 4 + 1) + 1 + x * 4);
  }
  const none = new Uint8Array();
  return writeRawPng({ width, height, colorType: 6, rows, palette: none, opacities: none });
}

export interface DecodedImage {
  readonly width: number;
  readonly height: number;
  readonly format: string;
  readonly pixelAt: (x: number, y: number) => Pixel;
}

/** What Bun sees in an image file, or for AVIF, which Bun can't read everywhere, a decoder of its own. */
export async function decodeImage(file: Uint8Array): Promise<DecodedImage> {
  if (Buffer.from(file.subarray(4, 12)).toString() === "ftypavif") return decodeAvif(file);
  const { format } = await new Bun.Image(file).metadata();
  const { width, height, rows } = await readRawPng(await new Bun.Image(file).png({ compressionLevel: 0 }).bytes());
  const pixelAt = (x: number, y: number): Pixel => {
    const start = y * (width * 4 + 1) + 1 + x * 4;
    const [red = 0, green = 0, blue = 0, opacity = 0] = rows.subarray(start, start + 4);
    return [red, green, blue, opacity];
  };
  return { width, height, format, pixelAt };
}

async function decodeAvif(file: Uint8Array): Promise<DecodedImage> {
  const decoded = await decode(Uint8Array.from(file).buffer);
  if (decoded === null) throw new Error("the file is no AVIF picture");
  const { width, height, data } = decoded;
  const pixelAt = (x: number, y: number): Pixel => {
    const start = (y * width + x) * 4;
    const [red = 0, green = 0, blue = 0, opacity = 0] = data.subarray(start, start + 4);
    return [red, green, blue, opacity];
  };
  return { width, height, format: "avif", pixelAt };
}

/** The name of the pure colour that a pixel is nearest to; lossy formats change it a little. */
export function colorName([red, green, blue, opacity]: Pixel): string {
  if (opacity < 128) return "clear";
  const strongest = Math.max(red, green, blue);
  if (strongest < 64) return "black";
  return red === strongest ? "red" : green === strongest ? "green" : "blue";
}

/** The same JPEG file with a note of how the camera was held (EXIF orientation). */
export function orient(jpeg: Uint8Array, orientation: number): Uint8Array {
  const header = Buffer.from(
    "ffe10022457869660000 4d4d002a00000008 0001 0112 0003 00000001".replaceAll(" ", ""),
    "hex",
  );
  const value = Buffer.of(0, orientation, 0, 0, 0, 0, 0, 0);
  return Buffer.concat([jpeg.subarray(0, 2), header, value, jpeg.subarray(2)]);
}
