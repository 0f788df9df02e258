import { expect, test } from "bun:test";
import { connect } from "node:net";
import { limitedChunks } from "../../../src/server/middleware/body-limit.ts";

test("a body of very many chunks lets others have their turn", async () => {
  const letters = 20_000;
  using server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      let turns = 0;
      let isRead = false;
      const count = (): void => {
        turns += 1;
        if (!isRead) setImmediate(count);
      };
      setImmediate(count);
      let bytes = 0;
      let mostAtOnce = 0;
      let atOnce = 0;
      let turn = 0;
      for await (const chunk of limitedChunks(request, null)) {
        bytes += chunk.byteLength;
        atOnce = turn === turns ? atOnce + 1 : 1;
        turn = turns;
        mostAtOnce = Math.max(mostAtOnce, atOnce);
      }
      isRead = true;
      return Response.json({ bytes, mostAtOnce });
    },
  });
  const { bytes, mostAtOnce } = await sendByLetter(server.port ?? 0, letters);
  expect(bytes).toBe(letters);
  expect(mostAtOnce).toBeLessThanOrEqual(64);
});

/** Sends a body in which each letter is a chunk, and returns the parsed answer. */
async function sendByLetter(port: number, letters: number): Promise<{ bytes: number; mostAtOnce: number }> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const socket = connect(port, "127.0.0.1");
  let answer = "";
  socket.on("data", (data) => (answer += data.toString()));
  socket.on("end", () => resolve(answer));
  socket.on("error", reject);
  const head = "POST / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n";
  socket.write(`${head}${"1\r\nx\r\n".repeat(letters)}0\r\n\r\n`);
  const text = await promise;
  return JSON.parse(text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1)) as { bytes: number; mostAtOnce: number };
}
