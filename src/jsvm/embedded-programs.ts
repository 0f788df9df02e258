import { bundleBytecode } from "../lib/bundle-bytecode.ts" with { type: "macro" };
import { bundleProgram } from "../lib/bundle-program.ts" with { type: "macro" };

/** JavaScript text of `thread-program.ts` with all that it imports. */
export const threadProgram: string = bundleProgram("jsvm/thread-program.ts");

/** `runtime/runtime.ts`, which each realm evaluates first. Hook files see the names of its classes. */
export const runtimeProgram: { readonly code: string; readonly bytecode: string } = bundleBytecode(
  "jsvm/runtime/runtime.ts",
  ["--minify-whitespace", "--minify-syntax"],
);
