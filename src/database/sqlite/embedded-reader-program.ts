import { bundleProgram } from "../../lib/bundle-program.ts" with { type: "macro" };

/** JavaScript text of `reader-program.ts` with all that it imports. */
export const readerProgram: string = bundleProgram("database/sqlite/reader-program.ts");
