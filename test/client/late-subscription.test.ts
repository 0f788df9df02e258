import { expect, test } from "bun:test";
import { BaoboxClient } from "../../src/client/client.ts";
import { RealtimeServer } from "../features/realtime/realtime-server.ts";

interface Post {
  readonly title: string;
}

test("what was written before a subscription is not told, also where its event still waits for its turn", async () => {
  await using alone = await RealtimeServer.start();
  await alone.createCollection("posts", "");
  const client = new BaoboxClient(alone.url);
  for (let round = 0; round < 10; round += 1) {
    const first = Promise.withResolvers<string>();
    await alone.createRecord("posts", { title: "unheard" });
    const unsubscribe = await client.subscribe<Post>("posts/*", {
      onEvent: ({ record }) => first.resolve(record.title),
    });
    await alone.createRecord("posts", { title: "heard" });
    expect(await first.promise).toBe("heard");
    await unsubscribe();
  }
  client.close();
});
