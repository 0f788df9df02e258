import { connect } from "node:net";
import type { Hostile, Victims } from "./hostile-shape.ts";

/** Many requests sent in one go, by connections that wait for no answer or by many of them. */
export function pipelines({ viewId }: Victims): Hostile[] {
  return [
    pipeline(`GET /api/collections/victims/records/${viewId}`, { connections: 10, requests: 5_000 }),
    pipeline("GET /api/health", { connections: 1, requests: 20_000 }),
    pipeline("OPTIONS /api/health", { connections: 10, requests: 5_000 }),
    pipeline("GET /api/collections/crowd/records?perPage=1000", { connections: 300, requests: 1 }),
  ];
}

function pipeline(target: string, { connections, requests }: { connections: number; requests: number }): Hostile {
  const request = `${target} HTTP/1.1\r\nHost: a\r\n`;
  const text = `${request}\r\n`.repeat(requests - 1) + `${request}Connection: close\r\n\r\n`;
  return {
    name: `${connections} connections of ${requests} times ${target.replace(/records\/.*/, "records/ID")}`,
    async send(url) {
      const received = await Promise.all(Array.from({ length: connections }, () => receivedFor(url, text)));
      return `${received.reduce((sum, bytes) => sum + bytes, 0)} bytes`;
    },
  };
}

/** How many bytes come until the server closes the connection. */
function receivedFor(url: string, text: string): Promise<number> {
  const { hostname, port } = new URL(url);
  const { promise, resolve } = Promise.withResolvers<number>();
  const socket = connect(Number(port), hostname, () => socket.write(text));
  let bytes = 0;
  socket.on("data", (data) => (bytes += data.length));
  // A connection that is closed with requests unread is reset.
  socket.on("error", () => resolve(bytes));
  socket.on("close", () => resolve(bytes));
  return promise;
}
