// Runs as a thread: encodes one picture and ends.
import { parentPort } from "node:worker_threads";
import { readRawPng } from "../png.ts";
import createEncoder from "@jsquash/avif/codec/enc/avif_enc.js";
import type { Dimensions } from "../thumb-size.ts";

export interface AvifRequest {
  readonly wasm: WebAssembly.Module;
  /** A PNG file as `readRawPng` reads it, of four channels. */
  readonly png: Uint8Array;
  /** 0 to 10: the slower, the smaller the file. */
  readonly speed: number;
  /** 0 to 100. */
  readonly quality: number;
}

/** Null where the encoder gave up. */
export type AvifAnswer = Uint8Array<ArrayBuffer> | null;

parentPort?.once("message", (request: AvifRequest) => {
  void encode(request).then((answer) => parentPort?.postMessage(answer));
});

async function encode({ png, wasm, speed, quality }: AvifRequest): Promise<AvifAnswer> {
  const { pixels, width, height } = await readPixels(png);
  // The file and its packed rows are several times as large as the picture, and not needed beside the encoder.
  Bun.gc(true);
  const encoder = await createEncoder({
    noInitialRun: true,
    instantiateWasm(imports: WebAssembly.Imports, onInstance: (instance: WebAssembly.Instance) => void) {
      const instance = new WebAssembly.Instance(wasm, imports);
      onInstance(instance);
      return instance.exports;
    },
  });
  const encoded = encoder.encode(pixels, width, height, {
    quality,
    qualityAlpha: -1,
    denoiseLevel: 0,
    tileColsLog2: 0,
    tileRowsLog2: 0,
    speed,
    subsample: 1,
    chromaDeltaQ: false,
    sharpness: 0,
    tune: 0,
    enableSharpYUV: false,
    bitDepth: 8,
  });
  return encoded === null ? null : new Uint8Array(encoded);
}

async function readPixels(png: Uint8Array): Promise<Dimensions & { pixels: Uint8Array }> {
  const { rows, width, height } = await readRawPng(png);
  return { pixels: withoutFilterBytes(rows, { width, height }), width, height };
}

function withoutFilterBytes(rows: Uint8Array, { width, height }: Dimensions): Uint8Array {
  const rowBytes = width * 4;
  // In place: each row only moves towards the beginning.
  for (let row = 0; row < height; row += 1) {
    const start = row * (rowBytes + 1) + 1;
    rows.copyWithin(row * rowBytes, start, start + rowBytes);
  }
  return rows.subarray(0, rowBytes * height);
}
