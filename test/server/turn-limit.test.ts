import { expect, test } from "bun:test";
import { once } from "node:events";
import { connect } from "node:net";
import { testApp } from "../support/test-app.ts";

const REQUESTS = 1000;
const REQUEST_MS = 1;

test("requests that a connection sends in one go are not all handled in one turn", async () => {
  await using server = await slowServer();
  const socket = connect(server.port, "127.0.0.1");
  socket.on("data", () => undefined);
  socket.on("error", () => undefined);
  const closed = once(socket, "close");
  const request = "GET /api/missing HTTP/1.1\r\nhost: a\r\n";
  socket.write(`${request}\r\n`.repeat(REQUESTS) + `${request}connection: close\r\n\r\n`);
  await closed;
  expect(server.addresses.length).toBeGreaterThan(0);
  expect(server.addresses.length).toBeLessThan(REQUESTS / 10);
});

test("connections that wait for each answer get them all, however long a turn was", async () => {
  await using server = await slowServer();
  const ask = async () => (await fetch(`http://127.0.0.1:${server.port}/api/missing`)).status;
  const statuses = await Promise.all(Array.from({ length: 200 }, ask));
  expect(statuses).toEqual(statuses.map(() => 404));
  expect(server.addresses).toEqual(statuses.map(() => "127.0.0.1"));
});

test("requests that had to wait are not all handled in the next turn either", async () => {
  await using server = await slowServer();
  const ask = async () => (await fetch(`http://127.0.0.1:${server.port}/api/missing`)).status;
  const asked = Promise.all(Array.from({ length: 200 }, ask));
  const handled = { before: 0, most: 0, isOver: false };
  const count = (): void => {
    handled.most = Math.max(handled.most, server.addresses.length - handled.before);
    handled.before = server.addresses.length;
    if (!handled.isOver) setImmediate(count);
  };
  setImmediate(count);
  const statuses = await asked;
  handled.isOver = true;
  expect(statuses).toEqual(statuses.map(() => 404));
  expect(handled.most).toBeLessThan(50);
});

/** Each of its answers takes a while in which nothing else happens. */
async function slowServer() {
  const addresses: string[] = [];
  const record = ({ call }: { call: { remoteAddress: string } }): void => {
    addresses.push(call.remoteAddress);
    const endMs = performance.now() + REQUEST_MS;
    while (performance.now() < endMs);
  };
  const app = await testApp({ activityLogs: [{ record }] });
  const { port } = app.server.listen({ hostname: "127.0.0.1", port: 0 });
  return {
    addresses,
    port,
    async [Symbol.asyncDispose]() {
      await app.server.stop(1000);
      await app[Symbol.asyncDispose]();
    },
  };
}
