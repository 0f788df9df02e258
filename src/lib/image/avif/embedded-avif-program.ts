import wasmFile from "@jsquash/avif/codec/enc/avif_enc.wasm" with { type: "file" };
import { bundleProgram } from "../../bundle-program.ts" with { type: "macro" };

/** JavaScript text of `avif-program.ts` with all that it imports. */
export const avifProgram: string = bundleProgram("lib/image/avif/avif-program.ts");

/** Where the encoder is, in the executable too. */
export const encoderFile: string = wasmFile;
