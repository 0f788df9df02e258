import { expect, test } from "bun:test";
import { inTransaction } from "../../../src/model/context.ts";
import { deleteCollection } from "../../../src/model/schema-changes/delete-collection.ts";
import { newCollection } from "../../../src/model/collections/new-collection.ts";
import { saveCollection } from "../../../src/model/schema-changes/save-collection.ts";
import { failure } from "../../support/failure.ts";
import { insideTest } from "../../support/inside-test.ts";
import { testApp } from "../../support/test-app.ts";
import { ALL, world } from "./world.ts";

insideTest("hooks run around a request and its operation in PocketBase's order, and may stop it", async () => {
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

insideTest("hooks may change what is saved", async () => {
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

test("collections that were saved and deleted in a transaction that fails are told as errors", async () => {
  await using app = await testApp();
  const { context } = app;
  const seen: string[] = [];
  for (const name of [
    "onCollectionAfterCreateSuccess",
    "onCollectionAfterCreateError",
    "onCollectionAfterDeleteSuccess",
    "onCollectionAfterDeleteError",
  ] as const) {
    context.hooks[name].bind({ run: (event) => (seen.push(`${name} ${event.collection.name}`), event.next()) });
  }
  const users = app.collection("users");
  const failed = inTransaction(context, async (inner) => {
    await saveCollection(
      inner,
      newCollection({ type: "base", name: "notes", id: "" }, context.database.dialect.schema),
      null,
    );
    await deleteCollection(inner, users);
    throw new Error("changed my mind");
  });
  expect(await failure(failed)).toMatchObject({ message: "changed my mind" });
  expect(seen.toSorted()).toEqual(["onCollectionAfterCreateError notes", "onCollectionAfterDeleteError users"]);
});

test("what belongs to the records of an auth collection is deleted with it, record by record with hooks", async () => {
  await using app = await testApp();
  const users = app.collection("users");
  const user = await app.create("users", { email: "a@example.com", password: "1234567890" });
  const superuser = await app.create("_superusers", { email: "b@example.com", password: "1234567890" });
  const origin = await app.create("_authOrigins", {
    collectionRef: users.id,
    recordRef: user.id,
    fingerprint: "one",
  });
  const kept = await app.create("_authOrigins", {
    collectionRef: superuser.collection.id,
    recordRef: superuser.id,
    fingerprint: "one",
  });
  const deleted: string[] = [];
  app.context.hooks.onRecordAfterDeleteSuccess.bind({ run: (event) => (deleted.push(event.record.id), event.next()) });
  await deleteCollection(app.context, users);
  expect(deleted).toEqual([origin.id]);
  const left = await app.context.database.all<{ id: string }>(`SELECT id FROM "_authOrigins"`);
  expect(left).toEqual([{ id: kept.id }]);
});
