import { expect, test } from "bun:test";
import { testApp } from "../support/test-app.ts";

test.each(["a", "app", "a.b", "localhost"])("the path of a request to the host %s is found", async (host) => {
  await using app = await testApp();
  const { port } = app.server.listen({ hostname: "127.0.0.1", port: 0 });
  // Neither of Bun's own routes: Elysia reads the path.
  const page = await fetch(`http://127.0.0.1:${port}/_/`, { headers: { host } });
  expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html;charset=utf-8"]);
  await app.server.stop(1000);
});
