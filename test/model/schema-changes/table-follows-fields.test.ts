import { expect, test } from "bun:test";
import { ValidationError } from "../../../src/lib/api-error.ts";
import type { Collection } from "../../../src/model/collections/collection.ts";
import { parseIndex } from "../../../src/model/collections/index-definition.ts";
import { newCollection } from "../../../src/model/collections/new-collection.ts";
import { parseCollection } from "../../../src/model/collections/parse-collection.ts";
import { saveCollection } from "../../../src/model/schema-changes/save-collection.ts";
import { type TestApp, testApp } from "../../support/test-app.ts";

const STEPS = 120;
const ID = "random000000001";
const NAMES = ["a", "b", "c", "Title", "e_1"];
const TYPES = ["text", "number", "bool", "json", "select", "file", "relation", "date", "geoPoint"];

type Random = (below: number) => number;
type Field = Record<string, unknown>;

/** The same numbers for the same seed. */
function randomNumbers(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

function item<T>(random: Random, items: readonly T[]): T {
  const found = items[random(items.length)];
  if (found === undefined) throw new Error("nothing to choose from");
  return found;
}

/** Adds, removes, renames, swaps, reorders fields, or turns lists into single values and back. */
function changeFields(random: Random, fields: Field[], step: number): void {
  const own = fields.filter(({ id, name }) => name !== "id" && id !== "keep");
  const [one, other] = own.length === 0 ? [] : [item(random, own), item(random, own)];
  switch (random(6)) {
    case 0:
      fields.push({
        id: `field${step}`,
        name: item(random, NAMES),
        type: item(random, TYPES),
        values: ["a", "b"],
        maxSelect: 1 + random(2),
        collectionId: "teams0000000001",
      });
      break;
    case 1:
      if (one !== undefined) fields.splice(fields.indexOf(one), 1);
      break;
    case 2:
      if (one !== undefined) one["name"] = item(random, NAMES);
      break;
    case 3:
      if (one !== undefined && other !== undefined) [one["name"], other["name"]] = [other["name"], one["name"]];
      break;
    case 4:
      for (const field of own) if ("maxSelect" in field) field["maxSelect"] = 1 + random(2);
      break;
    default:
      fields.reverse();
  }
}

function change(random: Random, collection: Collection, step: number): Record<string, unknown> {
  const fields: Field[] = collection.fields.map((field) => ({ ...field }));
  for (let count = 1 + random(3); count > 0; count--) changeFields(random, fields, step * 10 + count);
  const index = (number: number): string =>
    `create ${random(3) === 0 ? "unique " : ""}index idx${number} on any (${item(random, NAMES)}${random(2) === 0 ? ", keep" : ""})`;
  return {
    fields,
    ...(random(4) === 0 ? { indexes: [index(1), index(2)].slice(random(3)) } : {}),
    ...(random(10) === 0 ? { name: item(random, ["things", "THINGS", "items", "posts"]) } : {}),
  };
}

async function expectInStep(app: TestApp): Promise<void> {
  const { database } = app.context;
  const { name, fields, indexes } = app.collection(ID);
  const columns = await database.schema.columns(name);
  expect(new Set(columns.map((column) => column.name))).toEqual(new Set(fields.map((field) => field.name)));
  const actual = await database.schema.indexes(name);
  expect(new Set(actual.map((index) => index.name))).toEqual(
    new Set(indexes.map((sql) => parseIndex(sql)?.indexName ?? "")),
  );
  expect(await database.all(`SELECT id, keep FROM "${name}" ORDER BY id`)).toEqual(rows);
  expect(await database.all("SELECT id, keep FROM above ORDER BY id")).toEqual(rows);
}

const rows = [1, 2, 3].map((number) => ({ id: `row${number}`, keep: `value${number}` }));

test.each([1, 7, 42])("table, indexes and views stay in step with any change of fields (seed %d)", async (seed) => {
  await using app = await testApp({ fixture: "world" });
  const { context } = app;
  const random = randomNumbers(seed);
  const { schema } = context.connection.dialect;
  const blank = newCollection({ type: "base", name: "things", id: ID }, schema);
  const fields = [{ id: "keep", name: "keep", type: "text" }];
  await saveCollection(context, parseCollection({ fields }, blank), null);
  for (const { id, keep } of rows)
    await context.database.run("INSERT INTO things (id, keep) VALUES (?, ?)", [id, keep]);
  const view = newCollection({ type: "view", name: "above" }, schema);
  await saveCollection(context, parseCollection({ viewQuery: "select id, keep from things" }, view), null);
  let accepted = 0;
  for (let step = 0; step < STEPS; step++) {
    const collection = app.collection(ID);
    try {
      await saveCollection(context, parseCollection(change(random, collection, step), collection), collection);
      accepted++;
    } catch (error) {
      expect(error).toBeInstanceOf(ValidationError);
    }
    await expectInStep(app);
  }
  expect(accepted).toBeGreaterThan(STEPS / 4);
});
