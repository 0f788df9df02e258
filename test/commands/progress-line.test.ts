import { expect, test } from "bun:test";
import { ProgressLine } from "../../src/commands/progress-line.ts";
import { durationText, progressText } from "../../src/commands/progress-text.ts";

const MIB = 1024 ** 2;

test("a line says how much is done, how fast, and how long it will take", () => {
  const state = { name: "Packing", unit: "bytes", total: 200 * MIB, elapsedMs: 4_000 } as const;
  expect(progressText({ ...state, done: 50 * MIB, perSecond: 25 * MIB }, 100)).toBe(
    "Packing: 50.0 MiB of 200.0 MiB, 25 %, 25.0 MiB/s, 6 s left",
  );
  // Too early for a rate; files that grew; nothing to do; a narrow terminal.
  expect(progressText({ ...state, done: 0, perSecond: null }, 100)).toBe("Packing: 0 bytes of 200.0 MiB, 0 %");
  expect(progressText({ ...state, done: 201 * MIB, perSecond: 25 * MIB }, 100)).toBe(
    "Packing: 200.0 MiB of 200.0 MiB, 100 %, 25.0 MiB/s",
  );
  expect(progressText({ ...state, total: 0, done: 0, perSecond: null }, 100)).toBe(
    "Packing: 0 bytes of 0 bytes, 100 %",
  );
  expect(progressText({ ...state, done: 50 * MIB, perSecond: 25 * MIB }, 20)).toBe("Packing: 50.0 MiB o…");
  const rows = { name: "Copying posts", unit: "rows", elapsedMs: 61_000, perSecond: 1_000 } as const;
  expect(progressText({ ...rows, done: 1_200, total: 61_200 }, 100)).toBe(
    "Copying posts: 1,200 of 61,200 rows, 1 %, 1,000 rows/s, 1 min 0 s left",
  );
  expect(progressText({ ...rows, done: 1, total: null }, 100)).toBe("Copying posts: 1 row, 1 min 1 s, 1,000 rows/s");
});

test("durations have their two largest units", () => {
  expect([0, 900, 59_001, 3_599_000, 7_500_000].map(durationText)).toEqual([
    "1 s",
    "1 s",
    "1 min 0 s",
    "59 min 59 s",
    "2 h 5 min",
  ]);
});

test("a terminal that does not know its width has 80 columns", () => {
  const written: string[] = [];
  const terminal = { columns: 0, write: (text: string) => written.push(text) };
  using line = new ProgressLine(terminal, new AbortController().signal, () => 0);
  line.step({ name: "Packing", unit: "bytes", total: 4 * MIB });
  expect(written).toEqual(["\r\u001B[KPacking: 0 bytes of 4.0 MiB, 0 %"]);
});

test("the line is written over, and gone at the end", () => {
  const written: string[] = [];
  const terminal = { columns: 60, write: (text: string) => written.push(text) };
  let now = 0;
  const line = new ProgressLine(terminal, new AbortController().signal, () => now);
  line.step({ name: "Packing", unit: "bytes", total: 4 * MIB });
  line.advance(MIB);
  now = 2_000;
  line.advance(MIB);
  // Sooner than anyone could read it.
  now = 2_050;
  line.advance(MIB);
  line.print("a warning");
  line[Symbol.dispose]();
  line.advance(MIB);
  expect(written).toEqual([
    "\r\u001B[KPacking: 0 bytes of 4.0 MiB, 0 %",
    "\r\u001B[KPacking: 2.0 MiB of 4.0 MiB, 50 %, 1.0 MiB/s, 2 s left",
    "\r\u001B[Ka warning\n",
    "\r\u001B[KPacking: 3.0 MiB of 4.0 MiB, 75 %, 1.5 MiB/s, 1 s left",
    "\r\u001B[K",
  ]);
});
