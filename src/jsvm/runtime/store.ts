import { goJson } from "./go-json.ts";
import { integerArgument } from "./go-arguments.ts";
import { fromKept, keptForm } from "./kept-value.ts";
import { call } from "./server.ts";
import { sharedValue } from "./shared-value.ts";
import { jsonRaw, textFrom } from "./values.ts";

/** Values by key that all runtimes share. What `get` gives goes back when it was changed, as maps are shared in Go. */
export class Store {
  get(key: string): unknown {
    return sharedValue(fromKept(call("store.get", 0, [key])), (value) => this.#keep(key, value));
  }

  has(key: string): boolean {
    return call("store.has", 0, [key]) === true;
  }

  set(key: string, value: unknown): void {
    this.#keep(key, value);
  }

  getOk(key: string): [unknown, boolean] {
    return [this.get(key), this.has(key)];
  }

  getOrSet(key: string, make: () => unknown): unknown {
    return this.has(key) ? this.get(key) : fromKept(call("store.setIfAbsent", 0, [key, keptForm(make())]));
  }

  /** Where another thread changes the value meanwhile, the function is called again with the new one: no change is lost. */
  setFunc(key: string, change: (old: unknown) => unknown): void {
    for (let turn = 1; turn < MAX_TURNS; turn += 1) {
      const found = call("store.text", 0, [key]) as string | null;
      const value = change(found === null ? null : fromKept(JSON.parse(found)));
      if (call("store.replace", 0, [key, found, keptForm(value)]) === true) return;
    }
    this.set(key, change(this.get(key)));
  }

  /** Adds no key where there are that many already; false for that. */
  setIfLessThanLimit(key: string, value: unknown, limit: unknown): boolean {
    if (!this.has(key) && this.length() >= integerArgument(limit)) return false;
    this.set(key, value);
    return true;
  }

  remove(key: string): void {
    call("store.remove", 0, [key]);
  }

  removeAll(): void {
    call("store.removeAll", 0);
  }

  /** Has just these values. */
  reset(values: Readonly<Record<string, unknown>> | null): void {
    this.removeAll();
    for (const [key, value] of Object.entries(values ?? {})) this.set(key, value);
  }

  length(): number {
    return call("store.length", 0) as number;
  }

  getAll(): Record<string, unknown> {
    return fromKept(call("store.all", 0)) as Record<string, unknown>;
  }

  values(): unknown[] {
    return Object.values(this.getAll());
  }

  marshalJSON(): number[] {
    return jsonRaw(goJson(this.getAll()));
  }

  /** Adds the values of a JSON object. */
  unmarshalJSON(json: unknown): void {
    const values = JSON.parse(textFrom(json)) as Readonly<Record<string, unknown>>;
    for (const [key, value] of Object.entries(values)) this.set(key, value);
  }

  toJSON(): Record<string, unknown> {
    return this.getAll();
  }

  #keep(key: string, value: unknown): void {
    call("store.set", 0, [key, keptForm(value)]);
  }
}

/** A function that itself has the value changed, such as by what its hooks do, would be called for ever. */
const MAX_TURNS = 1000;
