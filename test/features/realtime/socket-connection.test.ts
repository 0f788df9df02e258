import { expect, test } from "bun:test";
import { Message } from "../../../src/features/realtime/message.ts";
import { SocketConnection } from "../../../src/features/realtime/socket/socket-connection.ts";
import { TimeSlicer } from "../../../src/lib/time-slicer.ts";

function connect() {
  const log: string[] = [];
  const connection = new SocketConnection({
    turns: new TimeSlicer(),
    onSlow: () => void log.push("slow"),
    onAuthLost: () => undefined,
    onAuthChanged: () => undefined,
  });
  connection.open({
    sendText: (text) => log.push(text),
    getBufferedAmount: () => 0,
    cork: (work) => work(),
    close: (code) => void log.push(`close ${code}`),
    terminate: () => void log.push("terminate"),
  });
  return { connection, log };
}

const message = (text: string): Message => new Message({ name: "posts/*", data: "null", frame: text });

test("messages are kept back until the answer has gone, and those that it made old are left out", async () => {
  const { connection, log } = connect();
  const read = Promise.withResolvers<void>();
  const holding = connection.holdBack(
    ({ name }) => name === "posts/*",
    () => read.promise,
    (_, kept) => {
      connection.send(new Message({ name: "", data: "null", frame: "answer" }));
      return kept.slice(1);
    },
  );
  for (const text of ["old", "new"]) connection.send(message(text));
  connection.send(new Message({ name: "other", data: "null", frame: "other" }));
  read.resolve();
  await holding;
  connection.flush();
  expect(log).toEqual(["other", "answer", "new"]);
});

test("a client for which too much is kept back is dropped", async () => {
  const { connection, log } = connect();
  const read = Promise.withResolvers<void>();
  const holding = connection.holdBack(
    () => true,
    () => read.promise,
    () => undefined,
  );
  for (let count = 0; count < 4096; count++) connection.send(message("x"));
  expect(log).toEqual([]);
  for (let count = 0; count < 10; count++) connection.send(message("x"));
  expect(log).toEqual(["slow", "terminate"]);
  read.resolve();
  await holding;
  connection.flush();
  expect(log).toEqual(["slow", "terminate"]);
});

test("events that a resumed client was told of are dropped, however late they come", () => {
  const { connection, log } = connect();
  connection.dropUpTo(5);
  for (const seq of [4, 5, 6, 0]) connection.send(new Message({ name: "posts/*", data: "null", seq, frame: `${seq}` }));
  connection.flush();
  expect(log).toEqual(["6", "0"]);
});
