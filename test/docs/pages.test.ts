// Follows the docs and the README as a reader does: saves the files, runs the commands and compares what they print.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { join, resolve } from "node:path";
import { SUPERUSER } from "../support/fresh-server.ts";
import { TemporaryDirectory, runProgram } from "../support/server-process.ts";
import { parseBlocks } from "./page-blocks.ts";
import { PageRunner } from "./page-runner.ts";

const ROOT = resolve(import.meta.dir, "../..");
const PAGE_MS = 120_000;
const pages = ["README.md", ...[...new Bun.Glob("docs/*.md").scanSync(ROOT)].sort()];

const parent = new TemporaryDirectory();
const dataDir = join(parent.path, "pb_data");

beforeAll(async () => {
  const made = await runProgram(["superuser", "upsert", SUPERUSER.email, SUPERUSER.password, "--dir", dataDir]);
  expect(made.exitCode).toBe(0);
}, PAGE_MS);

afterAll(() => parent[Symbol.dispose]());

for (const page of pages) {
  const blocks = parseBlocks(await Bun.file(join(ROOT, page)).text());
  if (blocks.length === 0) continue;
  const needsCurl = blocks.some(({ kind, code }) => kind === "run" && /\bcurl\b/.test(code));
  // Debian's and most other systems have curl; where it is missing its pages are shown as skipped.
  test.skipIf(needsCurl && Bun.which("curl") === null)(
    `${page} works as it is written`,
    async () => {
      await using runner = await PageRunner.open(dataDir);
      for (const block of blocks) await runner.follow(block);
      expect(blocks.length).toBeGreaterThan(0);
    },
    PAGE_MS,
  );
}
