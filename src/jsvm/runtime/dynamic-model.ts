import { goJsonKind } from "../../lib/go-json-error.ts";
import { type ColumnType, columnTypeOf, converted, emptyValue, NullableType, scanned } from "./column-type.ts";
import { PanicError } from "./errors.ts";
import { type FormValues, readForm } from "./form-values.ts";
import { boundJson, goTypeOf, jsonMismatch } from "./go-json-types.ts";
import { goError } from "./go-error.ts";
import { shownNames } from "./go-names.ts";
import { JsonMap } from "./json-map.ts";
import type { JsonSource } from "./json-source.ts";
import { jsonList } from "./values.ts";

export type Row = Readonly<Record<string, unknown>>;
type Values = Record<string, unknown>;

/** The properties of models of one shape, by name in order. */
export class Shape {
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
    const wanted = folded(key);
    return [...this.names].find(([column]) => folded(column) === wanted)?.[1];
  }

  /** As Go names the type, with the tags of its fields. */
  goType(): string {
    const fields = [...this.names].map(([column, name]) => {
      const type = this.types.get(name);
      const tags = `db:"${column}" json:"${column}" form:"${column}"`;
      const goType = type === undefined ? "" : `${type.isNullable ? "*" : ""}${goTypeOf(type)}`;
      return `${column.charAt(0).toUpperCase()}${column.slice(1)} ${goType} ${JSON.stringify(tags)}`;
    });
    return `struct { ${fields.join("; ")} }`;
  }

  /** Of a model's properties, those that the row has. */
  scan(values: Values, row: Row): void {
    for (const [index, column] of Object.keys(row).entries()) {
      const name = this.names.get(column) ?? "";
      const type = this.types.get(name);
      if (type !== undefined) values[name] = scanned(row[column], type, { index, name: column });
    }
  }

  /** A model of nothing but zero values. */
  empty(): DynamicModel {
    return this.model(Object.fromEntries([...this.types].map(([name, type]) => [name, emptyValue(type)])));
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

/** Go takes letters for the same whatever their case; only the long s is not lowered to its like. */
function folded(name: string): string {
  return name.toLowerCase().replaceAll("ſ", "s");
}

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

  /** Null for what is no model. */
  static shapeOf(model: object): Shape | null {
    return shapes.get(model) ?? null;
  }

  /** Sets the properties that the row has. */
  static scan(model: DynamicModel, row: Row): void {
    const { shape, values } = partsOf(model);
    shape.scan(values, row);
  }

  /** Sets the properties as Go reads JSON: what does not fit a type is an error, which the others are set before. */
  static bindJson(model: DynamicModel, source: JsonSource, at: { body: unknown; place: readonly number[] }): void {
    const { shape, values } = partsOf(model);
    const { body, place } = at;
    if (body === null) return;
    if (typeof body !== "object" || Array.isArray(body)) {
      throw goError(`json: cannot unmarshal ${goJsonKind(body)} into Go value of type ${shape.goType()}`);
    }
    let mistake: unknown = null;
    for (const [key, value] of Object.entries(body)) {
      const name = shape.nameLike(key);
      const type = name === undefined ? undefined : shape.types.get(name);
      if (name === undefined || type === undefined) continue;
      const found = jsonMismatch(value, type, source.written(value, ...place, key));
      if (found === null) values[name] = boundJson(values[name], value, type);
      else {
        mistake ??= goError(`json: cannot unmarshal ${found} into Go struct field .${name} of type ${goTypeOf(type)}`);
        if (type.isNullable) values[name] = emptyValue({ ...type, isNullable: false });
      }
    }
    if (mistake !== null) throw mistake;
  }

  /** What scripts call the field that has this very name in Go; null for none. */
  static propertyInGo(model: DynamicModel, field: string): string | null {
    const { shape } = partsOf(model);
    const found = [...shape.names].find(([column]) => column.charAt(0).toUpperCase() + column.slice(1) === field);
    return found?.[1] ?? null;
  }

  /** Sets a property as Go reads XML: an element is one item of a list. */
  static setXml(model: DynamicModel, name: string, read: (kind: ColumnType["kind"]) => unknown): void {
    const { shape, values } = partsOf(model);
    const type = shape.types.get(name);
    if (type === undefined) return;
    const value = read(type.kind);
    values[name] = type.kind === "array" ? jsonList([...((values[name] ?? []) as unknown[]), value]) : value;
  }

  /** Sets the properties that a form has: what does not fit a type is an error, and those behind it stay as they are. */
  static bindForm(model: DynamicModel, form: FormValues): void {
    const { shape, values } = partsOf(model);
    for (const [column, name] of shape.names) {
      const type = shape.types.get(name);
      if (type === undefined) continue;
      // A pointer is made for the value before it is known whether there is one.
      values[name] ??= emptyValue({ ...type, isNullable: false });
      const texts = form.get(column);
      if (texts !== undefined) values[name] = readForm(texts, type.kind);
    }
  }
}

function partsOf(model: DynamicModel): { shape: Shape; values: Values } {
  const [shape, values] = [shapes.get(model), targets.get(model)];
  if (shape === undefined || values === undefined) throw new TypeError("the object is no DynamicModel");
  return { shape, values };
}

function startValue(standard: unknown, type: ColumnType): unknown {
  if (standard instanceof NullableType) return null;
  if (typeof standard !== "object" || standard === null) return standard;
  return converted(standard instanceof JsonMap ? standard : structuredClone(standard), type);
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
