import { expect, test } from "bun:test";
import { BaoboxClient } from "../../src/client/client.ts";

test("without a WebSocket, as in Node 20, it says what to do", () => {
  const { WebSocket: kept } = globalThis;
  try {
    Object.assign(globalThis, { WebSocket: undefined });
    expect(() => new BaoboxClient("http://127.0.0.1:1")).toThrow("use Node 22 or later");
  } finally {
    Object.assign(globalThis, { WebSocket: kept });
  }
});
