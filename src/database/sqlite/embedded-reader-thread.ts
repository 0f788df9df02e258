import { bundleForThread } from "./bundle-for-thread.ts" with { type: "macro" };

/** JavaScript text of `reader-thread.ts` with all that it imports. */
export const readerThreadSource: string = bundleForThread("reader-thread.ts");
