import { test } from "bun:test";

/**
 * A test that looks into the server's process: at its hooks, log or limits, or stops it. With BAOBOX_TEST_WORKERS=3 or
 * BAOBOX_TEST_NODES=3 the server is processes of their own, and the test is skipped.
 */
export const insideTest = test.skipIf(
  ["BAOBOX_TEST_WORKERS", "BAOBOX_TEST_NODES"].some((name) => process.env[name] !== undefined),
);
