import { bundleProgram } from "./bundle-program.ts" with { type: "macro" };

/** JavaScript text of `reader-program.ts` with all that it imports. */
export const readerProgram: string = bundleProgram("reader-program.ts");
