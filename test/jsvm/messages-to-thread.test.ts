import { expect, test } from "bun:test";
import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";
import { MessagesOfServer, MessagesToThread } from "../../src/jsvm/messages-to-thread.ts";
import type { ToThread } from "../../src/jsvm/thread-protocol.ts";

interface Ends extends Disposable {
  readonly to: MessagesToThread;
  readonly from: MessagesOfServer;
  /** How many came by the port. */
  readonly byPort: () => number;
}

function ends(): Ends {
  const { port1, port2 } = new MessageChannel();
  const to = new MessagesToThread(port1);
  let count = 0;
  const from = new MessagesOfServer(to.shared, () => {
    count += 1;
    return (receiveMessageOnPort(port2) as { message: ToThread }).message;
  });
  return { to, from, byPort: () => count, [Symbol.dispose]: () => port1.close() };
}

test("messages are taken as they were sent, one after the other", () => {
  using both = ends();
  for (let id = 1; id <= 10_000; id += 1) {
    const message: ToThread = [id % 2 === 0 ? "run" : "answer", id, `{"number":${id},"text":"größer 🙂"}`, id % 7];
    both.to.send(message, []);
    expect(both.from.take()).toEqual(message);
  }
  expect(both.byPort()).toBe(0);
});

test("many that wait, long ones and those with bytes keep their order", () => {
  using both = ends();
  const bytes = new Uint8Array([1, 2, 3]);
  const many = new Uint8Array(70_000).fill(7);
  const sent: ToThread[] = [
    ["answer", 1, "short", 0],
    // In UTF-8 it is longer than the memory, in characters it is not.
    ["answer", 2, "ö".repeat(40_000), 0],
    ["answer", 3, "with bytes", 0, new Map([[5, bytes]])],
    ["answer", 36, "with many", 0, new Map([[6, many]])],
    ["answer", 2 ** 31, "of a thread that has run for months", 0],
    ["answer", 37, "as its contents", 0, new Map([[2 ** 31, new Uint8Array([4])]])],
    ["renewed-run", 4, "x".repeat(60_000), 1],
    ["run", 5, "x".repeat(60_000), 2],
    ...Array.from({ length: 30 }, (_, index): ToThread => ["answer", 6 + index, "", 3]),
  ];
  const expected = structuredClone(sent);
  for (const message of sent)
    both.to.send(
      message,
      Array.from(message[4]?.values() ?? [], ({ buffer }) => buffer),
    );
  expect(sent.map(() => both.from.take())).toEqual(expected);
  expect(both.byPort()).toBeGreaterThan(3);
});

test("short contents come with their message, and nothing of it goes by the port", () => {
  using both = ends();
  const contents = new Map([
    [1, new Uint8Array([1, 2, 3])],
    [2, new Uint8Array()],
    [70_000, new Uint8Array(5000).fill(9)],
  ]);
  const message: ToThread = ["answer", 1, "größer", 2, contents];
  for (let round = 0; round < 100; round += 1) {
    both.to.send(message, []);
    const taken = both.from.take();
    both.to.send(["answer", 2, "the next one", 0], []);
    expect(taken).toEqual(message);
    expect(both.from.take()).toEqual(["answer", 2, "the next one", 0]);
  }
  expect(both.byPort()).toBe(0);
});

test("what throws takes no message", () => {
  const { port1, port2 } = new MessageChannel();
  const to = new MessagesToThread(port1);
  let isFull = true;
  const from = new MessagesOfServer(to.shared, () => {
    if (isFull) throw new RangeError("the stack is full");
    return (receiveMessageOnPort(port2) as { message: ToThread }).message;
  });
  const long: ToThread = ["run", 1, "x".repeat(100_000), 0];
  to.send(long, []);
  expect(() => from.take()).toThrow("the stack is full");
  isFull = false;
  expect(from.take()).toEqual(long);
  port1.close();
});
