import { expect, test } from "bun:test";
import { ALL, world } from "./world.ts";

test("hooks run around a request and its operation in PocketBase's order, and may stop it", async () => {
  await using app = await world();
  const { hooks } = app.app.context;
  const seen: string[] = [];
  for (const name of [
    "onCollectionUpdateRequest",
    "onCollectionUpdate",
    "onCollectionValidate",
    "onCollectionUpdateExecute",
    "onCollectionAfterUpdateSuccess",
    "onCollectionAfterUpdateError",
  ] as const) {
    hooks[name].bind({ tags: ["teams"], run: (event) => (seen.push(name), event.next()) });
  }
  await app.ask("PATCH", `${ALL}/teams`, { listRule: null });
  await app.ask("PATCH", `${ALL}/posts`, { listRule: null });
  expect(seen).toEqual([
    "onCollectionUpdateRequest",
    "onCollectionUpdate",
    "onCollectionValidate",
    "onCollectionUpdateExecute",
    "onCollectionAfterUpdateSuccess",
  ]);
  seen.length = 0;
  expect((await app.ask("PATCH", `${ALL}/teams`, { listRule: "missing = 1" })).status).toBe(400);
  expect(seen.slice(-1)).toEqual(["onCollectionAfterUpdateError"]);
});

test("hooks may change what is saved", async () => {
  await using app = await world();
  app.app.context.hooks.onCollectionUpdate.bind({
    run: (event) => {
      event.collection = { ...event.collection, viewRule: "id != 'hook'" };
      return event.next();
    },
  });
  expect(await app.ask("PATCH", `${ALL}/teams`, { name: "groups" })).toMatchObject({
    json: { viewRule: "id != 'hook'" },
  });
  expect(app.app.collection("groups").viewRule).toBe("id != 'hook'");
});
