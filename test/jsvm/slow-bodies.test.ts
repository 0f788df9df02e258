import { expect, test } from "bun:test";
import { hookApp } from "./hook-app.ts";

/** A body of which the first part is there; `isRead` resolves when the server asks for more. */
function slowBody(first: string) {
  const isRead = Promise.withResolvers<void>();
  const last = Promise.withResolvers<string>();
  let isFirst = true;
  const stream = new ReadableStream(
    {
      async pull(controller) {
        if (isFirst) {
          isFirst = false;
          controller.enqueue(new TextEncoder().encode(first));
          return;
        }
        isRead.resolve();
        controller.enqueue(new TextEncoder().encode(await last.promise));
        controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, isRead: isRead.promise, end: last.resolve };
}

const NOTE_BEGINNING = `$app.store().set("begun", true);`;

test.each([
  [
    "a route that asks for the body",
    `routerAdd("POST", "/slow", (e) => { ${NOTE_BEGINNING} return e.json(200, e.requestInfo().body); });`,
  ],
  [
    "a middleware that goes on after the rest of the chain",
    `routerAdd("POST", "/slow", (e) => e.json(200, e.requestInfo().body), (e) => { ${NOTE_BEGINNING} e.next(); $app.store().set("done", true); });`,
  ],
])("%s begins when the body has arrived: a slow client holds no thread", async (_name, route) => {
  await using app = await hookApp({
    "main.pb.js": `${route}\nrouterAdd("GET", "/begun", (e) => e.json(200, $app.store().has("begun")));`,
  });
  const { stream, isRead, end } = slowBody('{"a":');
  const answer = app.server.request(
    new Request("http://localhost/slow", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: stream,
    }),
  );
  await isRead;
  expect((await app.request("GET", "/begun")).json).toBe(false);
  end("1}");
  expect(await (await answer).json()).toEqual({ a: 1 });
  expect((await app.request("GET", "/begun")).json).toBe(true);
});

test("a middleware around the server's own routes begins when a large form has arrived", async () => {
  await using app = await hookApp({
    "main.pb.js": `routerUse((e) => { $app.store().set(e.request.method, true); e.next(); $app.store().set("done", true); });
      routerAdd("GET", "/begun", (e) => e.json(200, $app.store().has("POST")));`,
  });
  const { stream, isRead, end } = slowBody("--xx\r\n");
  // A form that does not say how long it is may be large.
  const headers = { "content-type": "multipart/form-data; boundary=xx" };
  const answer = app.server.request(
    new Request("http://localhost/api/collections/demo1/records", { method: "POST", headers, body: stream }),
  );
  await isRead;
  expect((await app.request("GET", "/begun")).json).toBe(false);
  end("--xx--\r\n");
  await (await answer).text();
  expect((await app.request("GET", "/begun")).json).toBe(true);
});
