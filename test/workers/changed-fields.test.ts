import { expect, test } from "bun:test";
import { join } from "node:path";
import PocketBase from "pocketbase";
import { ServerProcess, TemporaryDirectory, runProgram } from "../support/server-process.ts";

const EMAIL = "root@example.com";
const PASSWORD = "1234567890";

test("requests beside changes of a collection's fields by other workers are answered as before or behind them", async () => {
  using directory = new TemporaryDirectory();
  const dir = join(directory.path, "pb_data");
  await runProgram(["superuser", "upsert", EMAIL, PASSWORD, "--dir", dir]);
  await using server = await ServerProcess.start({ dir, args: ["--workers", "3", "--pluginsDir=", "--hooksDir="] });
  const admin = new PocketBase(server.url);
  await admin.collection("_superusers").authWithPassword(EMAIL, PASSWORD);
  const title = { name: "title", type: "text" };
  const more = { name: "more", type: "text" };
  const notes = { name: "notes", type: "base", listRule: "", createRule: "", fields: [title, more] };
  const { id } = await admin.collections.create(notes);

  // On a connection of its own, so that the kernel spreads them.
  const path = `${server.url}/api/collections/notes/records`;
  const headers = { connection: "close", "content-type": "application/json" };
  const read = () => fetch(path, { headers });
  const write = () => fetch(path, { method: "POST", headers, body: '{"title":"later","more":"there"}' });
  const failures: unknown[] = [];
  let isOver = false;
  const repeat = async (send: () => Promise<Response>): Promise<void> => {
    while (!isOver) {
      const answer = await send();
      const text = await answer.text();
      if (answer.status !== 200) failures.push([answer.status, text]);
    }
  };
  const clients = [read, read, write, write].map(repeat);
  for (let round = 0; round < 60; round += 1)
    await admin.collections.update(id, { fields: round % 2 === 0 ? [title] : [title, more] });
  isOver = true;
  await Promise.all(clients);
  expect(failures).toEqual([]);
});
