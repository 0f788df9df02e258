import type { CollectionField, CollectionModel } from "pocketbase";
import { parseIndex } from "./index-text.ts";

export interface Table {
  readonly collection: CollectionModel;
  /** The fields that are drawn, in their order. */
  readonly fields: readonly CollectionField[];
  readonly x: number;
  readonly y: number;
  readonly height: number;
}

export interface Relation {
  readonly from: Table;
  readonly to: Table;
  readonly field: string;
  /** The place of the field among those that are drawn. */
  readonly row: number;
  /** Whether a record may refer to several. */
  readonly isMultiple: boolean;
  /** Whether no two records may refer to the same one: a unique index says so. */
  readonly isExclusive: boolean;
}

export interface Diagram {
  readonly tables: readonly Table[];
  readonly relations: readonly Relation[];
  readonly width: number;
  readonly height: number;
}

export const TABLE_WIDTH = 230;
export const HEAD_HEIGHT = 34;
export const ROW_HEIGHT = 22;
/** Of more fields than this, those that are no relations are counted, not drawn. */
const MAX_ROWS = 12;
const GAP_X = 110;
const GAP_Y = 32;
/** Half the width of the marks at the ends of a line, and how far they reach. */
const MARK = { half: 5, length: 10 };

/**
 * Places tables in columns: what is referred to stands to the left of what refers to it, as far as that goes, and within a column
 * in the order of what each is tied to.
 */
export function layOut(collections: readonly CollectionModel[]): Diagram {
  const targets = new Map(collections.map((one) => [one.id, targetsOf(one)]));
  const levels = levelsOf(collections, targets);
  const longest = Math.max(4, Math.ceil(Math.sqrt(collections.length)));
  const columns: CollectionModel[][] = [];
  for (const collection of collections.toSorted((a, b) => (levels.get(a.id) ?? 0) - (levels.get(b.id) ?? 0))) {
    const wanted = levels.get(collection.id) ?? 0;
    // A long level goes on in further columns, so that the diagram stays about as wide as it is high.
    let column = wanted;
    while ((columns[column]?.length ?? 0) >= longest) column += 1;
    (columns[column] ??= []).push(collection);
  }
  const tables = new Map<string, Table>();
  let x = 0;
  let height = 0;
  for (const column of columns.filter((one) => one !== undefined)) {
    let y = 0;
    for (const collection of column.toSorted((a, b) => meanY(a, targets, tables) - meanY(b, targets, tables))) {
      const fields = drawnFields(collection);
      const rows = fields.length + (fields.length < collection.fields.length ? 1 : 0);
      const tableHeight = HEAD_HEIGHT + rows * ROW_HEIGHT + 6;
      tables.set(collection.id, { collection, fields, x, y, height: tableHeight });
      y += tableHeight + GAP_Y;
    }
    height = Math.max(height, y - GAP_Y);
    x += TABLE_WIDTH + GAP_X;
  }
  const relations = collections.flatMap((collection) => relationsOf(collection, tables));
  return { tables: [...tables.values()], relations, width: x - GAP_X, height };
}

/** All relations, and of the other fields as many as there is room for. */
function drawnFields({ fields }: CollectionModel): CollectionField[] {
  let room = MAX_ROWS - fields.filter(({ type }) => type === "relation").length;
  return fields.filter(({ type }) => type === "relation" || room-- > 0);
}

function targetsOf({ id, fields }: CollectionModel): string[] {
  return fields
    .filter((field) => field.type === "relation" && field["collectionId"] !== id)
    .map((field) => String(field["collectionId"]));
}

/** How many relations lead on from each, at most; rings are cut where they are noticed. */
function levelsOf(
  collections: readonly CollectionModel[],
  targets: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, number> {
  const levels = new Map<string, number>();
  const visit = (id: string, path: ReadonlySet<string>): number => {
    const known = levels.get(id);
    if (known !== undefined) return known;
    const others = (targets.get(id) ?? []).filter((target) => targets.has(target) && !path.has(target));
    const level = Math.max(0, ...others.map((target) => visit(target, new Set([...path, id])) + 1));
    levels.set(id, level);
    return level;
  };
  for (const { id } of collections) visit(id, new Set());
  return levels;
}

function meanY(
  { id }: CollectionModel,
  targets: ReadonlyMap<string, readonly string[]>,
  tables: ReadonlyMap<string, Table>,
): number {
  const heights = (targets.get(id) ?? []).flatMap((target) => tables.get(target)?.y ?? []);
  return heights.length === 0 ? Number.MAX_SAFE_INTEGER : heights.reduce((sum, y) => sum + y, 0) / heights.length;
}

function relationsOf(collection: CollectionModel, tables: ReadonlyMap<string, Table>): Relation[] {
  const from = tables.get(collection.id);
  if (from === undefined) return [];
  return from.fields.flatMap((field, row) => {
    const to = field.type === "relation" ? tables.get(String(field["collectionId"])) : undefined;
    if (to === undefined) return [];
    const isMultiple = Number(field["maxSelect"] ?? 0) > 1;
    return [{ from, to, field: field.name, row, isMultiple, isExclusive: !isMultiple && isUnique(collection, field) }];
  });
}

function isUnique({ indexes }: CollectionModel, { name }: CollectionField): boolean {
  return indexes.some((text) => {
    const index = parseIndex(text);
    if (index === null || !index.isUnique || index.where !== "") return false;
    return index.columns.length === 1 && index.columns[0]?.name === name;
  });
}

/** The line of a relation, from its field to the head of the other table, with a mark at each end: a bar for one, a fork for many. */
export function pathOf({ from, to, row, isMultiple, isExclusive }: Relation): string {
  const y1 = from.y + HEAD_HEIGHT + row * ROW_HEIGHT + ROW_HEIGHT / 2;
  const y2 = to.y + HEAD_HEIGHT / 2;
  const isLeft = to.x + TABLE_WIDTH <= from.x;
  const isSame = to.x === from.x;
  const x1 = isLeft ? from.x : from.x + TABLE_WIDTH;
  const x2 = isSame || isLeft ? to.x + TABLE_WIDTH : to.x;
  const bend = isSame ? GAP_X / 2 : Math.max(40, Math.abs(x2 - x1) / 2);
  const c1 = isLeft ? x1 - bend : x1 + bend;
  const c2 = isSame || isLeft ? x2 + bend : x2 - bend;
  const start = markOf(x1, y1, { direction: Math.sign(c1 - x1), isMany: !isExclusive });
  const end = markOf(x2, y2, { direction: Math.sign(c2 - x2), isMany: isMultiple });
  return `M${x1} ${y1}C${c1} ${y1} ${c2} ${y2} ${x2} ${y2}${start}${end}`;
}

/** At the edge of a table: the fork of many or the bar of one. */
export function markOf(x: number, y: number, { direction, isMany }: { direction: number; isMany: boolean }): string {
  const tip = x + direction * MARK.length;
  const [top, bottom] = [y - MARK.half, y + MARK.half];
  return isMany ? `M${x} ${top}L${tip} ${y}L${x} ${bottom}` : `M${tip} ${top}V${bottom}`;
}
