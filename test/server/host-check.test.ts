import { expect, test } from "bun:test";
import { connect } from "node:net";
import { join } from "node:path";
import { ServerProcess, TemporaryDirectory } from "../support/server-process.ts";

test("a Host that is none, and two of them, are a 400 on every path", async () => {
  using folder = new TemporaryDirectory();
  await using server = await ServerProcess.start({ dir: join(folder.path, "pb_data") });
  const port = Number(new URL(server.url).port);
  for (const path of ["/api/health", "/nothing", "/_/", "/api/collections/users/records"]) {
    for (const host of ["a b", "a\r\nHost: b", "a@b", "a/b", "a?b", "ä", "a:b", "a:99999", "[::1", "<script>"]) {
      const answer = await ask(port, `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
      expect({ path, host, answer: answer.slice(0, 13) }).toEqual({ path, host, answer: "HTTP/1.1 400 " });
      expect(answer).toEndWith('{"data":{},"message":"The Host header is malformed.","status":400}\n');
    }
    for (const host of ["example.com:8090", "[::1]:80", "a_b", "127.0.0.1", "a"]) {
      const answer = await ask(port, `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
      const status = path === "/nothing" ? 404 : 200;
      expect({ path, host, answer: answer.slice(0, 13) }).toEqual({ path, host, answer: `HTTP/1.1 ${status} ` });
    }
  }
  expect(await ask(port, "GET /api/health HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n")).toStartWith(
    "HTTP/1.1 200 ",
  );
});

/** All that comes for a request that `fetch` would not send. */
function ask(port: number, request: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let answer = "";
  const socket = connect(port, "127.0.0.1", () => socket.write(request));
  socket.on("data", (data) => (answer += data.toString()));
  socket.on("close", () => resolve(answer));
  socket.on("error", reject);
  return promise;
}
