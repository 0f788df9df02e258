import { call } from "./server.ts";
import { sharedValue } from "./shared-value.ts";

/** Values by key that all runtimes share. What `get` gives goes back when it was changed, as maps are shared in Go. */
export class Store {
  get(key: string): unknown {
    if (functions.has(key)) return functions.get(key);
    return sharedValue(call("store.get", 0, [key]), (value) => void call("store.set", 0, [key, value]));
  }

  has(key: string): boolean {
    return call("store.has", 0, [key]) === true;
  }

  set(key: string, value: unknown): void {
    if (typeof value === "function") functions.set(key, value);
    else functions.delete(key);
    call("store.set", 0, [key, value]);
  }

  getOk(key: string): [unknown, boolean] {
    return [this.get(key), this.has(key)];
  }

  getOrSet(key: string, make: () => unknown): unknown {
    return this.has(key) ? this.get(key) : call("store.setIfAbsent", 0, [key, make()]);
  }

  setFunc(key: string, change: (old: unknown) => unknown): void {
    this.set(key, change(this.get(key)));
  }

  remove(key: string): void {
    call("store.remove", 0, [key]);
  }

  removeAll(): void {
    call("store.removeAll", 0);
  }

  length(): number {
    return call("store.length", 0) as number;
  }

  getAll(): Record<string, unknown> {
    return call("store.all", 0) as Record<string, unknown>;
  }

  values(): unknown[] {
    return Object.values(this.getAll());
  }
}

/** Functions can't leave their runtime. */
const functions = new Map<string, unknown>();
