import { expect, test } from "bun:test";
import { SseAssembler } from "../../src/lib/sse-assembler.ts";
import { encodeSseEvent, encodeSseId } from "../../src/lib/sse-event.ts";

/** Keeps copies, as a connection does. */
function createSink() {
  const chunks: Buffer[] = [];
  return {
    write: (chunk: Uint8Array) => chunks.push(Buffer.from(chunk)),
    calls: () => chunks.length,
    text: () => Buffer.concat(chunks).toString(),
  };
}

function plainText(id: string, events: readonly Uint8Array[]): string {
  return events.map((event) => `id:${id}\n${Buffer.from(event).toString()}`).join("");
}

const events = Array.from({ length: 40 }, (_, number) => encodeSseEvent("posts/*", `"ä${"x".repeat(number * 7)}"`));

test("whatever clients got before, each gets its events with its own id", () => {
  const assembler = new SseAssembler();
  const ids = ["a".repeat(40), "b".repeat(40), "c".repeat(40), "short"];
  for (let turn = 0; turn < 200; turn++) {
    const id = ids[(turn * 7) % 4] ?? "";
    // Runs of clients with the same events, then other ones, of which some only differ in the last.
    const start = Math.trunc(turn / 6) % 9;
    const end = 10 + (Math.trunc(turn / 3) % 4);
    const some = events.slice(start, end);
    const sink = createSink();
    void assembler.write(some, encodeSseId(id), sink);
    expect(sink.text()).toBe(plainText(id, some));
    expect(sink.calls()).toBe(1);
  }
});

test("more than fits is written all the same, and nothing of it is left over", () => {
  const assembler = new SseAssembler();
  const large = Array.from({ length: 3 }, (_, number) => encodeSseEvent("large", `"${number}${"y".repeat(100_000)}"`));
  for (const some of [events, large, events, large.slice(1), [...large, ...events]]) {
    for (const id of ["one", "two"]) {
      const sink = createSink();
      void assembler.write(some, encodeSseId(id), sink);
      expect(sink.text()).toBe(plainText(id, some));
    }
  }
});
