import { Worker } from "node:worker_threads";
import { ImageError } from "../image-format.ts";
import type { Dimensions } from "../thumb-size.ts";
import type { AvifAnswer, AvifRequest } from "./avif-program.ts";
import { countText } from "../../limit-error.ts";

/** 7 million pixels take some four seconds and 300 MiB. */
const MAX_PIXELS = 7_000_000;
const TIME_LIMIT_MS = 60_000;
const QUALITY = 60;
/** Larger pictures are encoded faster, into files that are somewhat larger. */
const CAREFUL_PIXELS = 1_000_000;
const CAREFUL_SPEED = 6;
const FAST_SPEED = 9;

/** Throws an `ImageError` for pictures that are not written as AVIF, before their pixels are read. */
export function checkAvifSize({ width, height }: Dimensions): void {
  if (width * height > MAX_PIXELS)
    throw new ImageError(`an AVIF image can have at most ${countText(MAX_PIXELS)} pixels`);
}

/**
 * Packs the pixels of a PNG file, not compressed and with four channels, as an AVIF file, for which Bun has no writer on Linux. The
 * encoder is a WebAssembly module in a thread of its own, whose memory goes with it; the pixels are read there too. Rejects with an
 * `ImageError` for what takes too long.
 */
export async function encodeAvif(png: Uint8Array, { width, height }: Dimensions): Promise<Uint8Array<ArrayBuffer>> {
  const { avifProgram, encoderFile } = await import("./embedded-avif-program.ts");
  const wasm = await WebAssembly.compile(await Bun.file(encoderFile).bytes());
  const speed = width * height > CAREFUL_PIXELS ? FAST_SPEED : CAREFUL_SPEED;
  const encoded = await runInThread(avifProgram, { wasm, png, speed, quality: QUALITY });
  if (encoded === null) throw new ImageError("the image can't be encoded as AVIF");
  return encoded;
}

async function runInThread(program: string, request: AvifRequest): Promise<AvifAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<AvifAnswer>();
  const thread = new Worker(program, { eval: true });
  const timer = setTimeout(
    () => reject(new ImageError(`encoding the image as AVIF took longer than ${TIME_LIMIT_MS / 1000} s`)),
    TIME_LIMIT_MS,
  );
  thread.on("message", resolve);
  thread.on("error", (cause) => reject(new ImageError("the image can't be encoded as AVIF", { cause })));
  thread.on("exit", () => reject(new ImageError("the AVIF encoder stopped before it was done")));
  thread.postMessage(request, [request.png.buffer as ArrayBuffer]);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    void thread.terminate();
  }
}
