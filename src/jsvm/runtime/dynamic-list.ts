import { goJsonKind } from "../../lib/go-json-error.ts";
import { type ColumnType, columnTypeOf, converted, emptyValue, NullableType, scanned } from "./column-type.ts";
import { DynamicModel, type Row, type Shape } from "./dynamic-model.ts";
import { boundJson, goTypeOf, jsonMismatch } from "./go-json-types.ts";
import { goError } from "./go-error.ts";
import type { JsonSource } from "./json-source.ts";
import { markNil, unmarkNil } from "./values.ts";

/** What `arrayOf` makes lists of; null for what the rows of a query can't be read into. */
type ItemType = { readonly shape: Shape } | { readonly column: ColumnType } | { readonly sample: object } | null;

const itemTypes = new WeakMap<object, ItemType>();

/** `arrayOf(item)`: what the rows of a query are added to. Items are models, records, collections or plain values. */
export class DynamicList extends Array<unknown> {
  static make(item: unknown): DynamicList {
    const list = markNil(new DynamicList());
    itemTypes.set(list, itemTypeOf(item));
    return list;
  }

  /** The object that it was made for, where that is no model. */
  static sampleOf(list: DynamicList): object | null {
    const type = itemTypes.get(list);
    return type !== null && type !== undefined && "sample" in type ? type.sample : null;
  }

  /** Adds the rows as models; false where it is not for models. Columns that the rows lack are empty in them. */
  static scan(list: DynamicList, rows: readonly Row[]): boolean {
    const type = itemTypes.get(list);
    if (type === null || type === undefined || !("shape" in type)) return false;
    unmarkNil(list);
    for (const row of rows) {
      const model = type.shape.empty();
      DynamicModel.scan(model, row);
      list.push(model);
    }
    return true;
  }

  /** Adds the first column of the rows; false where it is not for plain values. */
  static scanColumn(list: DynamicList, rows: readonly Row[]): boolean {
    const type = itemTypes.get(list);
    if (type === null || type === undefined || !("column" in type)) return false;
    for (const row of rows) {
      const [name = ""] = Object.keys(row);
      list.push(scanned(row[name], type.column, { index: 0, name }));
    }
    return true;
  }

  /** Becomes what a list of JSON holds, as Go reads it. */
  static bindJson(list: DynamicList, source: JsonSource): void {
    const { value: items } = source;
    const type = itemTypes.get(list) ?? null;
    if (!Array.isArray(items)) {
      if (items !== null)
        throw goError(`json: cannot unmarshal ${goJsonKind(items)} into Go value of type []${nameOf(type)}`);
      markNil(list);
      list.length = 0;
      return;
    }
    unmarkNil(list);
    list.length = 0;
    let mistake: unknown = null;
    for (const [index, item] of items.entries()) {
      try {
        addBound(list, type, { item, source, index });
      } catch (error) {
        mistake ??= error;
      }
    }
    if (mistake !== null) throw mistake;
  }

  /** Adds the item that an element of XML stands for. */
  static addXml(list: DynamicList, read: XmlReaders): void {
    const type = itemTypes.get(list) ?? null;
    unmarkNil(list);
    if (type !== null && "shape" in type) {
      const model = type.shape.empty();
      list.push(model);
      read.model(model);
    } else list.push(type !== null && "column" in type ? read.text(type.column.kind) : null);
  }

  /** Plain values become of the list's type. */
  override push(...items: readonly unknown[]): number {
    const type = itemTypes.get(this) ?? null;
    const column = type !== null && "column" in type ? type.column : null;
    return super.push(...(column === null ? items : items.map((item) => converted(item, column))));
  }

  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }
}

interface XmlReaders {
  text(kind: ColumnType["kind"]): unknown;
  model(model: DynamicModel): void;
}

function itemTypeOf(item: unknown): ItemType {
  if (typeof item === "object" && item !== null) {
    const shape = DynamicModel.shapeOf(item);
    if (shape !== null) return { shape };
    if (!Array.isArray(item) && !(item instanceof NullableType)) return { sample: item };
  }
  const column = columnTypeOf(item);
  return column === null ? null : { column };
}

interface SentItem {
  readonly item: unknown;
  readonly source: JsonSource;
  readonly index: number;
}

/** Adds an item before it is known whether it fits, as Go does. */
function addBound(list: DynamicList, type: ItemType, { item, source, index }: SentItem): void {
  if (type === null || "sample" in type) list.push(item);
  else if ("shape" in type) {
    const model = item === null ? null : type.shape.empty();
    list.push(model);
    if (model !== null) DynamicModel.bindJson(model, source, { body: item, place: [index] });
  } else {
    const empty = emptyValue(type.column);
    const found = jsonMismatch(item, type.column, source.written(item, index));
    list.push(found === null ? boundJson(empty, item, type.column) : empty);
    if (found !== null) throw goError(`json: cannot unmarshal ${found} into Go value of type ${goTypeOf(type.column)}`);
  }
}

function nameOf(type: ItemType): string {
  if (type === null || "sample" in type) return "interface {}";
  return "shape" in type ? `*${type.shape.goType()}` : goTypeOf(type.column);
}
