import type { CollectionModel } from "pocketbase";

export interface Table {
  readonly collection: CollectionModel;
  readonly x: number;
  readonly y: number;
  readonly height: number;
}

export interface Relation {
  readonly from: Table;
  readonly to: Table;
  readonly field: string;
  /** The place of the field in its table. */
  readonly row: number;
  readonly isMultiple: boolean;
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
/** More fields than this are counted, not drawn. */
export const MAX_ROWS = 12;
const GAP_X = 110;
const GAP_Y = 32;

/**
 * Places tables in columns: what is referred to stands to the left of what refers to it, as far as that goes, and within a column
 * in the order of what each is tied to.
 */
export function layOut(collections: readonly CollectionModel[]): Diagram {
  const targets = new Map(collections.map((one) => [one.id, targetsOf(one)]));
  const levels = levelsOf(collections, targets);
  const count = Math.max(1, Math.ceil(Math.sqrt(collections.length / 2)));
  const columns: CollectionModel[][] = [];
  for (const collection of collections.toSorted((a, b) => (levels.get(a.id) ?? 0) - (levels.get(b.id) ?? 0))) {
    const wanted = levels.get(collection.id) ?? 0;
    // A long level goes on in further columns, so that the diagram stays about as wide as it is high.
    let column = wanted;
    while ((columns[column]?.length ?? 0) >= Math.max(4, count * 2)) column += 1;
    (columns[column] ??= []).push(collection);
  }
  const tables = new Map<string, Table>();
  let x = 0;
  let height = 0;
  for (const column of columns.filter((one) => one !== undefined)) {
    let y = 0;
    for (const collection of column.toSorted((a, b) => meanY(a, targets, tables) - meanY(b, targets, tables))) {
      const tableHeight = HEAD_HEIGHT + rowsOf(collection) * ROW_HEIGHT + 6;
      tables.set(collection.id, { collection, x, y, height: tableHeight });
      y += tableHeight + GAP_Y;
    }
    height = Math.max(height, y - GAP_Y);
    x += TABLE_WIDTH + GAP_X;
  }
  const relations = collections.flatMap((collection) => relationsOf(collection, tables));
  return { tables: [...tables.values()], relations, width: x - GAP_X, height };
}

export function rowsOf({ fields }: CollectionModel): number {
  return Math.min(fields.length, MAX_ROWS + 1);
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
  return collection.fields.flatMap((field, place) => {
    const to = field.type === "relation" ? tables.get(String(field["collectionId"])) : undefined;
    if (from === undefined || to === undefined) return [];
    const row = Math.min(place, MAX_ROWS);
    return [{ from, to, field: field.name, row, isMultiple: Number(field["maxSelect"] ?? 0) > 1 }];
  });
}

/** The line of a relation, from its field to the head of the other table. */
export function pathOf({ from, to, row }: Relation): string {
  const y1 = from.y + HEAD_HEIGHT + row * ROW_HEIGHT + ROW_HEIGHT / 2;
  const y2 = to.y + HEAD_HEIGHT / 2;
  const isLeft = to.x + TABLE_WIDTH <= from.x;
  const isSame = to.x === from.x;
  const x1 = isLeft ? from.x : from.x + TABLE_WIDTH;
  const x2 = isSame || isLeft ? to.x + TABLE_WIDTH : to.x;
  const bend = isSame ? GAP_X / 2 : Math.max(40, Math.abs(x2 - x1) / 2);
  const c1 = isLeft ? x1 - bend : x1 + bend;
  const c2 = isSame || isLeft ? x2 + bend : x2 - bend;
  return `M${x1} ${y1}C${c1} ${y1} ${c2} ${y2} ${x2} ${y2}`;
}
