import { Worker } from "node:worker_threads";
import { ImageError } from "../image-format.ts";
import type { RawPng } from "../png.ts";
import type { AvifAnswer, AvifRequest } from "./avif-program.ts";

/** 16 million pixels take some ten seconds and half a gigabyte. */
const MAX_PIXELS = 16_000_000;
const TIME_LIMIT_MS = 60_000;
const QUALITY = 60;
/** Larger pictures are encoded faster, into files that are somewhat larger. */
const CAREFUL_PIXELS = 1_000_000;
const CAREFUL_SPEED = 6;
const FAST_SPEED = 9;

/**
 * Packs the pixels of a PNG with four channels as an AVIF file, for which Bun has no writer on Linux. The encoder is a WebAssembly
 * module in a thread of its own, whose memory goes with it. Rejects with an `ImageError` for what is too large or takes too long.
 */
export async function encodeAvif({ width, height, rows }: RawPng): Promise<Uint8Array<ArrayBuffer>> {
  if (width * height > MAX_PIXELS) throw new ImageError("the picture is too large for AVIF");
  const { avifProgram, encoderFile } = await import("./embedded-avif-program.ts");
  const wasm = await WebAssembly.compile(await Bun.file(encoderFile).bytes());
  const speed = width * height > CAREFUL_PIXELS ? FAST_SPEED : CAREFUL_SPEED;
  const pixels = withoutFilterBytes(rows, { width, height });
  const encoded = await runInThread(avifProgram, { wasm, pixels, width, height, speed, quality: QUALITY });
  if (encoded === null) throw new ImageError("the picture can't be written as AVIF");
  return encoded;
}

async function runInThread(program: string, request: AvifRequest): Promise<AvifAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<AvifAnswer>();
  const thread = new Worker(program, { eval: true });
  const timer = setTimeout(() => reject(new ImageError("the picture takes too long to write as AVIF")), TIME_LIMIT_MS);
  thread.on("message", resolve);
  thread.on("error", (cause) => reject(new ImageError("the picture can't be written as AVIF", { cause })));
  thread.on("exit", () => reject(new ImageError("the encoder for AVIF ended early")));
  thread.postMessage(request, [request.pixels.buffer as ArrayBuffer]);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    void thread.terminate();
  }
}

function withoutFilterBytes(rows: Uint8Array, { width, height }: { width: number; height: number }): Uint8Array {
  const rowBytes = width * 4;
  const pixels = new Uint8Array(rowBytes * height);
  for (let row = 0; row < height; row += 1) {
    const start = row * (rowBytes + 1) + 1;
    pixels.set(rows.subarray(start, start + rowBytes), row * rowBytes);
  }
  return pixels;
}
