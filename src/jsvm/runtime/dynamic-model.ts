import { type ColumnType, columnTypeOf, converted, emptyValue, NullableType, scanned } from "./column-type.ts";
import { PanicError } from "./errors.ts";
import { boundJson, goTypeOf, jsonMismatch } from "./go-json-types.ts";
import { goError } from "./go-error.ts";
import { shownNames } from "./go-names.ts";
import { JsonMap } from "./json-map.ts";

type Row = Readonly<Record<string, unknown>>;
type Values = Record<string, unknown>;

/** The properties of models of one shape, by name in order. */
class Shape {
  readonly types: ReadonlyMap<string, ColumnType>;
  /** What scripts call the columns. */
  readonly names: ReadonlyMap<string, string>;
  readonly #handler: ProxyHandler<Values>;

  constructor(standards: Readonly<Values>) {
    const names = Object.keys(standards).sort();
    if (names.length === 0) throw new PanicError("[DynamicModel] missing shape data");
    this.names = shownNames(names);
    const ofColumn = (name: string): ColumnType => typeOf(name, standards[name]);
    this.types = new Map([...this.names].map(([column, name]) => [name, ofColumn(column)]));
    this.#handler = {
      set: (target, name, value) => {
        const type = typeof name === "string" ? this.types.get(name) : undefined;
        if (type === undefined) return refuse(name);
        target[String(name)] = converted(value, type);
        return true;
      },
      defineProperty: (_target, name) => refuse(name),
      deleteProperty: (_target, name) => {
        throw new TypeError(`Cannot delete property ${String(name)} from a Go type`);
      },
    };
  }

  /** What scripts call the column, whose name may differ in its letters' case. */
  nameLike(key: string): string | undefined {
    const known = this.names.get(key);
    if (known !== undefined) return known;
    const wanted = key.toLowerCase();
    return [...this.names].find(([column]) => column.toLowerCase() === wanted)?.[1];
  }

  /** A model whose properties keep their types. */
  model(values: Values): DynamicModel {
    Object.setPrototypeOf(values, DynamicModel.prototype);
    const model = new Proxy(values, this.#handler) as DynamicModel;
    shapes.set(model, this);
    targets.set(model, values);
    return model;
  }
}

const shapes = new WeakMap<object, Shape>();
const targets = new WeakMap<object, Values>();

function typeOf(name: string, standard: unknown): ColumnType {
  const type = columnTypeOf(standard);
  if (type === null) throw new PanicError(`[DynamicModel] the value of "${name}" has no type`);
  return type;
}

function refuse(name: string | symbol): never {
  throw new TypeError(`Cannot assign to property ${String(name)} of a host object`);
}

/** An object whose properties keep the types of their defaults. */
export class DynamicModel {
  [name: string]: unknown;

  constructor(standards: unknown) {
    const isShape = typeof standards === "object" && standards !== null && !Array.isArray(standards);
    const shape = new Shape(isShape ? (standards as Values) : {});
    const values: Values = {};
    for (const [column, name] of shape.names) {
      const type = shape.types.get(name);
      if (type !== undefined) values[name] = startValue((standards as Values)[column], type);
    }
    return shape.model(values);
  }

  /** The values by the names of the columns, as Go writes them. */
  static columnsOf(model: DynamicModel): Values {
    const columns = [...(shapes.get(model)?.names ?? [])].map(([column, name]) => [column, model[name]]);
    return Object.fromEntries(columns) as Values;
  }

  /** Sets the properties that the row has. */
  static scan(model: DynamicModel, row: Row): void {
    const [shape, values] = [shapes.get(model), targets.get(model)];
    if (shape !== undefined && values !== undefined) scanRow(shape, values, row);
  }

  /** Sets the properties as Go reads JSON: what does not fit a type is an error, which the others are set before. */
  static bindJson(model: DynamicModel, body: Row): void {
    const [shape, values] = [shapes.get(model), targets.get(model)];
    if (shape === undefined || values === undefined) return;
    let mistake: unknown = null;
    for (const [key, value] of Object.entries(body)) {
      const name = shape.nameLike(key);
      const type = name === undefined ? undefined : shape.types.get(name);
      if (name === undefined || type === undefined) continue;
      const found = jsonMismatch(value, type);
      if (found === null) values[name] = boundJson(values[name], value, type);
      else {
        mistake ??= goError(`json: cannot unmarshal ${found} into Go struct field .${name} of type ${goTypeOf(type)}`);
        if (type.isNullable) values[name] = emptyValue({ ...type, isNullable: false });
      }
    }
    if (mistake !== null) throw mistake;
  }
}

function startValue(standard: unknown, type: ColumnType): unknown {
  if (standard instanceof NullableType) return null;
  if (typeof standard !== "object" || standard === null) return standard;
  return converted(standard instanceof JsonMap ? standard : structuredClone(standard), type);
}

function scanRow(shape: Shape, values: Values, row: Row): void {
  for (const [index, column] of Object.keys(row).entries()) {
    const name = shape.names.get(column) ?? "";
    const type = shape.types.get(name);
    if (type !== undefined) values[name] = scanned(row[column], type, { index, name: column });
  }
}

/** What `arrayOf` makes lists of; null for what the rows of a query can't be read into. */
type ItemType = { readonly shape: Shape } | { readonly column: ColumnType } | { readonly sample: object } | null;

const itemTypes = new WeakMap<object, ItemType>();

/** `arrayOf(item)`: what the rows of a query are added to. Items are models, records, collections or plain values. */
export class DynamicList extends Array<unknown> {
  static make(item: unknown): DynamicList {
    const list = new DynamicList();
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
    for (const row of rows) {
      const values: Values = {};
      for (const [name, column] of type.shape.types) values[name] = emptyValue(column);
      scanRow(type.shape, values, row);
      list.push(type.shape.model(values));
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

  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }
}

function itemTypeOf(item: unknown): ItemType {
  if (typeof item === "object" && item !== null) {
    const shape = shapes.get(item);
    if (shape !== undefined) return { shape };
    if (!Array.isArray(item) && !(item instanceof NullableType)) return { sample: item };
  }
  const column = columnTypeOf(item);
  return column === null ? null : { column };
}

/** `nullString()` and its like: types of properties that may be null, null at first. */
export const nullables = {
  nullString: (): NullableType => new NullableType("string"),
  nullInt: (): NullableType => new NullableType("int64"),
  nullFloat: (): NullableType => new NullableType("float64"),
  nullBool: (): NullableType => new NullableType("bool"),
  nullArray: (): NullableType => new NullableType("array"),
  nullObject: (): NullableType => new NullableType("map"),
};
