// Runs as a thread: encodes one picture and ends.
import { parentPort } from "node:worker_threads";
import createEncoder from "@jsquash/avif/codec/enc/avif_enc.js";

/** Pixels with red, green, blue and opacity. */
export interface AvifRequest {
  readonly wasm: WebAssembly.Module;
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
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

async function encode({ wasm, pixels, width, height, speed, quality }: AvifRequest): Promise<AvifAnswer> {
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
