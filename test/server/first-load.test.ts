import { expect, test } from "bun:test";
import { MAX_FIRST_SCRIPT_BYTES, firstScriptBytes } from "../../src/build/first-load.ts";
import { bundleDashboard } from "../../src/server/bundle-dashboard.ts";

test("what a browser loads before the dashboard shows anything stays small", async () => {
  const files = await bundleDashboard(`${import.meta.dir}/../../admin/index.html`);
  const bytes = await firstScriptBytes(files);
  // A first load of nothing would be within the limit as well.
  expect(bytes).toBeGreaterThan(50 * 1024);
  expect(bytes).toBeLessThanOrEqual(MAX_FIRST_SCRIPT_BYTES);
}, 120_000);
