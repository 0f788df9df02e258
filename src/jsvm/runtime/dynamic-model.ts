import { toText } from "../../lib/convert.ts";

const shapeOf = Symbol("shape");

/** A plain object whose properties keep the types of their defaults. */
export class DynamicModel {
  [name: string]: unknown;
  declare readonly [shapeOf]: Readonly<Record<string, unknown>>;

  constructor(shape: Readonly<Record<string, unknown>> = {}) {
    if (Object.keys(shape).length === 0) throw new TypeError("[DynamicModel] missing shape data");
    Object.defineProperty(this, shapeOf, { value: shape });
    for (const name of Object.keys(shape).sort()) this[name] = shape[name];
  }

  static shapeOf(model: DynamicModel): Readonly<Record<string, unknown>> {
    return model[shapeOf];
  }

  /** Sets the properties that the row has. */
  static scan(model: DynamicModel, row: Readonly<Record<string, unknown>>): void {
    for (const [name, standard] of Object.entries(model[shapeOf])) {
      if (Object.hasOwn(row, name)) model[name] = scanned(row[name], standard);
    }
  }
}

/** `arrayOf(model)`: the rows of a query. */
export class DynamicList extends Array<DynamicModel> {
  declare readonly [shapeOf]: Readonly<Record<string, unknown>>;

  static make(model: DynamicModel): DynamicList {
    const list = new DynamicList();
    Object.defineProperty(list, shapeOf, { value: DynamicModel.shapeOf(model) });
    return list;
  }

  static scan(list: DynamicList, rows: readonly Readonly<Record<string, unknown>>[]): void {
    list.length = 0;
    for (const row of rows) {
      const model = new DynamicModel(list[shapeOf]);
      DynamicModel.scan(model, row);
      list.push(model);
    }
  }

  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }
}

/** A column's value in the type of the default. */
function scanned(value: unknown, standard: unknown): unknown {
  if (typeof standard === "string") return toText(value);
  if (typeof standard === "number") return value === null ? 0 : Number(value);
  if (typeof standard === "boolean") return value === true || value === 1 || value === "true" || value === "1";
  return typeof value === "string" ? (JSON.parse(value) as unknown) : value;
}
