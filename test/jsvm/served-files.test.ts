import { expect, test } from "bun:test";
import { hookApp } from "./hook-app.ts";

test("a file whose content type a handler has set is sent with no name, over a socket", async () => {
  const code = `
    routerAdd("GET", "/script", (e) => {
      e.response.header().set("Content-Type", "application/javascript");
      return e.fileFS($os.dirFS(__hooks), "a.js");
    });`;
  await using app = await hookApp({ "main.pb.js": code, "a.js": "let a;" });
  const { port } = app.server.listen({ hostname: "127.0.0.1", port: 0 });
  const answer = await fetch(`http://127.0.0.1:${port}/script`);
  expect([answer.headers.get("content-type"), await answer.text()]).toEqual(["application/javascript", "let a;"]);
  // Bun would add `filename="a.js"` alone, which is malformed.
  expect(answer.headers.get("content-disposition")).toBe("inline");
  await app.server.stop(1000);
});
