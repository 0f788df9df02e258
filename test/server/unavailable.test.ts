import { expect, test } from "bun:test";
import { PostgresServer } from "../support/postgres-server.ts";
import { testApp } from "../support/test-app.ts";

test("requests get 503 with Retry-After while the database is away, and are answered when it is back", async () => {
  await using server = await PostgresServer.start();
  await using app = await testApp({ options: { database: await server.createDatabase(), isServer: true } });
  const token = await app.superuserToken();
  const collection = {
    name: "posts",
    type: "base",
    listRule: "",
    createRule: "",
    fields: [{ name: "title", type: "text" }],
  };
  expect((await app.request("POST", "/api/collections", { token, body: collection })).status).toBe(200);
  const path = "/api/collections/posts/records";
  const create = (): ReturnType<typeof app.request> => app.request("POST", path, { body: { title: "a" } });
  expect((await create()).status).toBe(200);
  await server.kill();
  // The processes of the connections go a little later than the first one.
  while ((await create()).status === 200) await Bun.sleep(5);
  for (const method of ["GET", "POST"]) {
    const answer = await app.request(method, path, method === "GET" ? {} : { body: { title: "b" } });
    expect(answer).toMatchObject({ status: 503, json: { message: "The database is not available at the moment." } });
    expect(answer.headers.get("retry-after")).toBe("1");
  }
  await server.boot();
  while ((await create()).status !== 200) await Bun.sleep(5);
});
