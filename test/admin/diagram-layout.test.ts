import { expect, test } from "bun:test";
import type { CollectionModel } from "pocketbase";
import { HEAD_HEIGHT, ROW_HEIGHT, layOut, markOf, pathOf } from "../../admin/pages/editor/diagram-layout.ts";
import type { Diagram, Relation } from "../../admin/pages/editor/diagram-layout.ts";

interface Given {
  readonly id: string;
  readonly fields?: readonly object[];
  readonly indexes?: readonly string[];
}

function collections(...given: Given[]): CollectionModel[] {
  return given.map(({ id, fields = [], indexes = [] }) => ({
    id,
    name: id,
    type: "base",
    system: false,
    indexes,
    fields: fields.map((field, place) => ({ id: `f${place}`, type: "text", ...field })),
  })) as unknown as CollectionModel[];
}

function relation(to: string, more: object = {}): object {
  return { name: `to_${to}`, type: "relation", collectionId: to, maxSelect: 1, ...more };
}

const texts = (count: number): object[] => Array.from({ length: count }, (_, n) => ({ name: `text${n}` }));

function only({ relations }: Diagram): Relation {
  const [first] = relations;
  if (first === undefined || relations.length > 1) throw new Error(`there are ${relations.length} relations`);
  return first;
}

test("what is referred to stands to the left of what refers to it, and nothing lies on anything else", () => {
  const given = Array.from({ length: 60 }, (_, n) => ({
    id: `c${n}`,
    fields: [...texts(n % 20), ...(n > 0 ? [relation(`c${Math.floor(n / 2)}`)] : [])],
  }));
  const { tables, relations, width, height } = layOut(collections(...given));
  expect(tables).toHaveLength(60);
  expect(relations).toHaveLength(59);
  for (const { from, to } of relations) expect(to.x).toBeLessThan(from.x);
  for (const [index, a] of tables.entries()) {
    expect(a.y + a.height).toBeLessThanOrEqual(height);
    for (const b of tables.slice(index + 1)) {
      if (a.x === b.x) expect(a.y + a.height <= b.y || b.y + b.height <= a.y).toBe(true);
    }
  }
  expect(width / height).toBeGreaterThan(0.5);
});

test("rings and relations to itself end", () => {
  const { tables, relations } = layOut(
    collections(
      { id: "a", fields: [relation("b"), relation("a")] },
      { id: "b", fields: [relation("c")] },
      { id: "c", fields: [relation("a")] },
    ),
  );
  expect(tables).toHaveLength(3);
  expect(relations.map(({ from, to }) => from.collection.id + to.collection.id).toSorted()).toEqual([
    "aa",
    "ab",
    "bc",
    "ca",
  ]);
});

test("a relation is drawn however many fields come before it; a relation to what is not shown is left out", () => {
  const fields = [...texts(20), relation("b"), relation("unknown")];
  const diagram = layOut(collections({ id: "a", fields }, { id: "b" }));
  const { from, row } = only(diagram);
  expect(from.fields).toHaveLength(12);
  expect(from.fields[row]?.name).toBe("to_b");
  // Twelve fields and the count of the others.
  expect(from.height).toBe(HEAD_HEIGHT + 13 * ROW_HEIGHT + 6);
  expect(pathOf(only(diagram))).toStartWith(`M${from.x} ${from.y + HEAD_HEIGHT + row * ROW_HEIGHT + ROW_HEIGHT / 2}C`);
});

test("marks say how many: a unique index makes it one to one, several values many to many", () => {
  const of = (more: object, indexes: string[] = []): Relation =>
    only(layOut(collections({ id: "a", fields: [relation("b", more)], indexes }, { id: "b" })));
  expect(of({})).toMatchObject({ isMultiple: false, isExclusive: false });
  expect(of({ maxSelect: 3 })).toMatchObject({ isMultiple: true, isExclusive: false });
  expect(of({}, ["CREATE UNIQUE INDEX i ON a (to_b)"])).toMatchObject({ isExclusive: true });
  expect(of({}, ["CREATE INDEX i ON a (to_b)"])).toMatchObject({ isExclusive: false });
  expect(of({}, ["CREATE UNIQUE INDEX i ON a (to_b, id)"])).toMatchObject({ isExclusive: false });
  // One of some records only.
  expect(of({}, ["CREATE UNIQUE INDEX i ON a (to_b) WHERE id != ''"])).toMatchObject({ isExclusive: false });
  expect(markOf(0, 0, { direction: 1, isMany: true })).toBe("M0 -5L10 0L0 5");
  expect(markOf(0, 0, { direction: -1, isMany: false })).toBe("M-10 -5V5");
});
