import { afterAll, beforeAll, expect } from "bun:test";
import { insideTest } from "../../support/inside-test.ts";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { RealtimeServer } from "./realtime-server.ts";
import { SocketClient } from "./socket-client.ts";
import { SseClient } from "./sse-client.ts";

let server: RealtimeServer;
beforeAll(async () => {
  server = await RealtimeServer.start();
  await server.createCollection("large", "", [{ name: "text", type: "text", max: 1_000_000 }]);
});
afterAll(() => server[Symbol.asyncDispose]());

/** A client that reads until it has what it waits for, and then never again. */
function deafClient(request: string, until: RegExp): Promise<{ socket: Socket; found: string }> {
  const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
  socket.write(`${request}Host: ${new URL(server.url).host}\r\n\r\n`);
  return new Promise((resolve, reject) => {
    let text = "";
    socket.on("error", reject);
    socket.on("data", (bytes) => {
      text += bytes.toString("latin1");
      const found = until.exec(text)?.[1];
      if (found === undefined) return;
      socket.pause();
      socket.removeAllListeners("error");
      socket.on("error", () => undefined);
      resolve({ socket, found });
    });
  });
}

async function sendUntilDropped(reader: SseClient): Promise<void> {
  const text = "x".repeat(900_000);
  for (let sent = 0; sent < 60; sent++) {
    await server.createRecord("large", { text });
    expect((await reader.nextRecord()).record["text"]).toHaveLength(text.length);
    if (server.warnings.some((warning) => warning.includes("does not read"))) return;
  }
  throw new Error("the client that does not read was never dropped");
}

insideTest(
  "an event stream that is not read is dropped with a log line, others go on",
  async () => {
    server.warnings.length = 0;
    using reader = await SseClient.connect(server.url);
    await reader.subscribe(["large/*"]);
    const { socket, found } = await deafClient("GET /api/realtime HTTP/1.1\r\n", /clientId":"(\w+)"/);
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ clientId: found, subscriptions: ["large/*"] });
    expect((await fetch(`${server.url}/api/realtime`, { method: "POST", headers, body })).status).toBe(204);
    await sendUntilDropped(reader);
    expect((await fetch(`${server.url}/api/realtime`, { method: "POST", headers, body })).status).toBe(404);
    socket.destroy();
  },
  120_000,
);

insideTest(
  "a WebSocket that is not read is dropped with a log line, others go on",
  async () => {
    server.warnings.length = 0;
    using reader = await SseClient.connect(server.url);
    await reader.subscribe(["large/*"]);
    const upgrade =
      "GET /api/realtime/ws HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" +
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    const { socket } = await deafClient(upgrade, /clientId":"(\w+)"/);
    socket.write(textFrame('{"type":"subscribe","id":1,"topic":"large/*"}'));
    await sendUntilDropped(reader);
    socket.destroy();
  },
  120_000,
);

insideTest("an event that is larger than what may wait for a client reaches clients that read", async () => {
  server.warnings.length = 0;
  await server.createCollection("huge", "", [{ name: "text", type: "text", max: 10_000_000 }]);
  using stream = await SseClient.connect(server.url);
  await stream.subscribe(["huge/*"]);
  using socket = await SocketClient.connect(server.url);
  await socket.request({ type: "subscribe", topic: "huge/*" });
  for (const length of [6_000_000, 10]) {
    await server.createRecord("huge", { text: "x".repeat(length) });
    for (const client of [stream, socket]) expect((await client.nextRecord()).record["text"]).toHaveLength(length);
  }
  expect(server.warnings).toEqual([]);
});

insideTest("a server that stops ends all connections in an orderly way", async () => {
  await using stopping = await RealtimeServer.start();
  const stream = await SseClient.connect(stopping.url);
  const socket = await SocketClient.connect(stopping.url);
  await stopping.stop(0);
  await stream.ended();
  expect(await socket.next()).toEqual({ type: "closing", reason: "server shutdown" });
  expect((await socket.closed).code).toBe(1012);
});

/** A masked frame (RFC 6455, 5.2) with a text of less than 126 bytes; the mask of zeros changes nothing. */
function textFrame(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)]);
}
