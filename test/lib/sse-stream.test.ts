import { afterAll, expect, test } from "bun:test";
import { connect } from "node:net";
import { TimeSlicer } from "../../src/lib/time-slicer.ts";
import { SseAssembler } from "../../src/lib/sse-assembler.ts";
import { encodeSseEvent } from "../../src/lib/sse-event.ts";
import { type SseEnd, SseStream } from "../../src/lib/sse-stream.ts";

interface Opened {
  readonly stream: SseStream;
  readonly ended: Promise<SseEnd>;
}

const turns = new TimeSlicer();
const assembler = new SseAssembler();
const opened: PromiseWithResolvers<Opened>[] = [];
const server = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  fetch(request, self) {
    self.timeout(request, 0);
    const ended = Promise.withResolvers<SseEnd>();
    const limits = { maxQueuedEvents: 1000, maxQueuedBytes: 1_000_000 };
    const stream = new SseStream({ id: "client-1", turns, assembler, ...limits, onEnd: ended.resolve });
    opened.shift()?.resolve({ stream, ended: ended.promise });
    return new Response(stream.body, { headers: { "content-type": "text/event-stream" } });
  },
});
afterAll(() => server.stop(true));

function nextStream(): Promise<Opened> {
  const next = Promise.withResolvers<Opened>();
  opened.push(next);
  return next.promise;
}

test("events arrive as PocketBase writes them, several of one tick too", async () => {
  const next = nextStream();
  const response = fetchStream();
  const { stream } = await next;
  stream.send(encodeSseEvent("PB_CONNECT", '{"clientId":"client-1"}'));
  stream.send(encodeSseEvent("posts/*", '{"record":{},"action":"create"}'));
  stream.send(encodeSseEvent("a\nb", "1"));
  stream.close();
  expect(await (await response).text()).toBe(
    'id:client-1\nevent:PB_CONNECT\ndata:{"clientId":"client-1"}\n\n' +
      'id:client-1\nevent:posts/*\ndata:{"record":{},"action":"create"}\n\n' +
      "id:client-1\nevent:a b\ndata:1\n\n",
  );
});

test("a client that goes ends the stream", async () => {
  const next = nextStream();
  const abort = new AbortController();
  const response = fetchStream(abort.signal);
  const { stream, ended } = await next;
  stream.send(encodeSseEvent("a", "1"));
  await (await response).body?.getReader().read();
  abort.abort();
  expect(await ended).toBe("gone");
  expect(stream.hasEnded).toBe(true);
  stream.send(encodeSseEvent("a", "2"));
});

test("a client that does not read is dropped at the limit", async () => {
  const next = nextStream();
  const socket = connect(server.port ?? 0, "127.0.0.1");
  socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  const { stream, ended } = await next;
  await new Promise(
    (resolve) => socket.once("data", resolve).on("error", resolve) && stream.send(encodeSseEvent("a", "1")),
  );
  socket.pause();
  const event = encodeSseEvent("a", "x".repeat(50_000));
  let sent = 0;
  while (!stream.hasEnded && sent < 10_000) {
    stream.send(event);
    sent++;
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await ended).toBe("slow");
  expect(sent).toBeLessThan(10_000);
  socket.destroy();
});

test("what a slow client has not read yet stays as it was while others are sent the same", async () => {
  const slow = await openSocket();
  const fast = await openSocket();
  slow.socket.pause();
  const expected: string[] = [];
  // Only what a connection does not take stays in the queue for so long.
  for (let number = 0; slow.stream.queuedBytes < 100_000; number++) {
    const data = `"${number}${"z".repeat(5000)}"`;
    expected.push(`id:client-1\nevent:a\ndata:${data}\n\n`);
    const event = encodeSseEvent("a", data);
    slow.stream.send(event);
    fast.stream.send(event);
    if (number % 3 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  slow.socket.resume();
  while (slow.stream.queuedBytes > 0) await new Promise((resolve) => setImmediate(resolve));
  slow.stream.close();
  fast.stream.close();
  for (const { text } of [slow, fast]) expect(await text).toBe(expected.join(""));
});

test("a stream that is closed while its client does not read sends what is queued, once it reads", async () => {
  const { socket, stream, text } = await openSocket();
  socket.pause();
  const expected: string[] = [];
  for (let number = 0; stream.queuedBytes < 100_000; number++) {
    const data = `"${number}${"z".repeat(5000)}"`;
    expected.push(`id:client-1\nevent:a\ndata:${data}\n\n`);
    stream.send(encodeSseEvent("a", data));
    if (number % 3 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  stream.close();
  stream.send(encodeSseEvent("a", "too late"));
  socket.resume();
  expect(await text).toBe(expected.join(""));
});

test("a client that does not read holds a closed stream for a second only", async () => {
  const { socket, stream, ended } = await openSocket();
  socket.pause();
  while (stream.queuedBytes < 100_000) {
    stream.send(encodeSseEvent("a", "z".repeat(5000)));
    await new Promise((resolve) => setImmediate(resolve));
  }
  stream.close();
  expect(stream.hasEnded).toBe(false);
  expect(await ended).toBe("closed");
  socket.destroy();
});

/** A client that can stop to read, and the events that it has read when its stream ends. */
async function openSocket() {
  const next = nextStream();
  const socket = connect(server.port ?? 0, "127.0.0.1");
  socket.write("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  const text = new Promise<string>((resolve) => {
    socket.once("close", () => resolve(unchunked(Buffer.concat(chunks).toString())));
  });
  const { stream, ended } = await next;
  return { socket, stream, ended, text };
}

/** The body of an answer with `transfer-encoding: chunked`, which is ASCII here (RFC 9112, 7.1). */
function unchunked(answer: string): string {
  let rest = answer.slice(answer.indexOf("\r\n\r\n") + 4);
  let body = "";
  for (let size = 1; size > 0;) {
    const lineEnd = rest.indexOf("\r\n");
    size = Number.parseInt(rest.slice(0, lineEnd), 16);
    body += rest.slice(lineEnd + 2, lineEnd + 2 + size);
    rest = rest.slice(lineEnd + 2 + size + 2);
  }
  return body;
}

/** Resolves with the first event: the head of an answer leaves with its first bytes. */
function fetchStream(signal: AbortSignal | null = null): Promise<Response> {
  return fetch(`http://127.0.0.1:${server.port}/`, { signal });
}
