import { bundleProgram } from "../lib/bundle-program.ts" with { type: "macro" };

/** JavaScript text of `thread-program.ts` with all that it imports. */
export const threadProgram: string = bundleProgram("jsvm/thread-program.ts");

/** JavaScript text of `runtime/runtime.ts`, which each realm evaluates first. Hook files see the names of its classes. */
export const runtimeProgram: string = bundleProgram("jsvm/runtime/runtime.ts", [
  "--format=iife",
  "--minify-whitespace",
  "--minify-syntax",
]);
