import { expect, test } from "bun:test";
import { CHANNELS, FrameConnection, type FrameLimits } from "../../src/workers/frame-connection.ts";

/** A connection over a socket that takes `room` bytes until it is drained. */
function connect(room: number, limits: FrameLimits = {}) {
  const written: Buffer[] = [];
  const frames: [number, string][] = [];
  const closings: (string | null)[] = [];
  const state = { room, hasEnded: false };
  const connection = new FrameConnection(
    {
      write(data) {
        const taken = Buffer.from(data.subarray(0, state.room));
        state.room -= taken.length;
        written.push(taken);
        return taken.length;
      },
      end() {
        state.hasEnded = true;
      },
    },
    {
      onFrame: (channel, text) => frames.push([channel, text]),
      onClose: (reason) => closings.push(reason?.message ?? null),
    },
    limits,
  );
  return { connection, written, frames, closings, state };
}

async function encoded(frames: readonly [number, string][]): Promise<Buffer> {
  const { connection, written } = connect(Number.MAX_SAFE_INTEGER);
  for (const [channel, text] of frames) connection.send(channel, text);
  await Promise.resolve();
  expect(written).toHaveLength(1);
  return Buffer.concat(written);
}

const FRAMES: [number, string][] = [
  [CHANNELS.control, "{}"],
  [CHANNELS.bus, ""],
  [CHANNELS.bus, "ä 🙂".repeat(1000)],
  [CHANNELS.control, "last"],
];

test.each([1, 2, 3, 5, 7, 4096, Number.MAX_SAFE_INTEGER])("frames come back from pieces of %d bytes", async (size) => {
  const bytes = await encoded(FRAMES);
  const { connection, frames } = connect(0);
  const reused = Buffer.alloc(Math.min(size, bytes.length));
  for (let start = 0; start < bytes.length; start += reused.length) {
    // The caller may use its buffer again.
    const length = bytes.copy(reused, 0, start, start + reused.length);
    connection.received(reused.subarray(0, length));
  }
  expect(frames).toEqual(FRAMES);
});

test("what a socket does not take is sent in order once it is drained", async () => {
  const { connection, written, state } = connect(10);
  for (const [channel, text] of FRAMES.slice(0, 3)) connection.send(channel, text);
  await Promise.resolve();
  connection.send(...(FRAMES[3] ?? [0, ""]));
  await Promise.resolve();
  expect(Buffer.concat(written)).toHaveLength(10);
  state.room = 3;
  connection.drained();
  state.room = Number.MAX_SAFE_INTEGER;
  connection.drained();
  expect(Buffer.concat(written).equals(await encoded(FRAMES))).toBe(true);
});

test("an end that leaves too much unread loses its connection, once", async () => {
  const { connection, closings, state } = connect(0, { maxUnreadBytes: 100 });
  connection.send(CHANNELS.bus, "x".repeat(60));
  await Promise.resolve();
  expect(closings).toEqual([]);
  connection.send(CHANNELS.bus, "x".repeat(60));
  connection.send(CHANNELS.bus, "x".repeat(60));
  expect(closings).toEqual(["the other end left more than 100 bytes unread"]);
  expect(state.hasEnded).toBe(true);
  connection.closed();
  expect(closings).toHaveLength(1);
});

test("a message that is too long is refused at both ends", () => {
  const { connection, closings } = connect(0, { maxFrameBytes: 10 });
  connection.send(CHANNELS.bus, "x".repeat(11));
  expect(closings).toEqual(["a message is longer than 10 bytes"]);
  const other = connect(0, { maxFrameBytes: 10 });
  other.connection.received(Buffer.from([11, 0, 0, 0, 1]));
  expect(other.closings).toEqual(["the other end sent a message of more than 10 bytes"]);
});
