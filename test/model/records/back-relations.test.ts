import { afterAll, beforeAll, expect, test } from "bun:test";
import type { RelationField } from "../../../src/model/fields/relation.ts";
import { ExpandBudget } from "../../../src/model/records/expand-budget.ts";
import { findBackRelatedIds } from "../../../src/model/records/back-relations.ts";
import { type TestApp, testApp } from "../../support/test-app.ts";
import { createCollection } from "./create-collection.ts";

let app: TestApp;

beforeAll(async () => {
  app = await testApp();
  const { id: collectionId } = await createCollection(app.context, { name: "parents" });
  await createCollection(app.context, {
    name: "children",
    fields: [
      { name: "parent", type: "relation", collectionId, maxSelect: 1 },
      { name: "friends", type: "relation", collectionId, maxSelect: 9 },
    ],
  });
});

afterAll(() => app[Symbol.asyncDispose]());

interface Children {
  readonly from: number;
  readonly count: number;
  readonly parent: string;
  readonly friends?: readonly string[];
}

async function addChildren({ from, count, parent, friends = [] }: Children): Promise<void> {
  await app.context.database.transaction(async (transaction) => {
    for (let index = from; index < from + count; index++) {
      const values = [`child${index}`, parent, JSON.stringify(friends)];
      await transaction.run('INSERT INTO "children" (id, parent, friends) VALUES (?, ?, ?)', values);
    }
  });
}

async function find(name: string, ids: string[]): Promise<Map<string, string[]>> {
  const collection = app.collection("children");
  const field = collection.fields.find((candidate) => candidate.name === name) as RelationField;
  return findBackRelatedIds(app.context, { collection, field, ids, budget: new ExpandBudget(app.context.turns) });
}

test("finds who refers to each, through single and multiple relations, each once", async () => {
  await addChildren({ from: 0, count: 2, parent: "a", friends: ["b", "a", "b"] });
  await addChildren({ from: 2, count: 1, parent: "b" });
  expect(await find("parent", ["a", "b", "c"])).toEqual(
    new Map([
      ["a", ["child0", "child1"]],
      ["b", ["child2"]],
    ]),
  );
  expect(await find("friends", ["a", "b"])).toEqual(
    new Map([
      ["b", ["child0", "child1"]],
      ["a", ["child0", "child1"]],
    ]),
  );
});

test("a record to which very many refer takes nothing from the others", async () => {
  await addChildren({ from: 10, count: 10_500, parent: "popular" });
  const found = await find("parent", ["popular", "a", "b"]);
  expect(found.get("popular")).toHaveLength(1000);
  expect(found.get("popular")?.[0]).toBe("child10");
  expect(found.get("a")).toHaveLength(2);
  expect(found.get("b")).toHaveLength(1);
});
