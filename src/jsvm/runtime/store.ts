import { call } from "./server.ts";

/** Values by key that all runtimes share. What `get` gives goes back when it was changed, as maps are shared in Go. */
export class Store {
  get(key: string): unknown {
    const value = call("store.get", 0, [key]);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? shared(key, value) : (value ?? null);
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

const functions = new Map<string, unknown>();

/** A map whose changes, at any depth, are stored. */
function shared(key: string, root: object): object {
  const wrap = (value: object): object =>
    new Proxy(value, {
      get(target, name) {
        const inner = Reflect.get(target, name) as unknown;
        return typeof inner === "object" && inner !== null && !Array.isArray(inner) ? wrap(inner) : inner;
      },
      set(target, name, value) {
        Reflect.set(target, name, value);
        call("store.set", 0, [key, root]);
        return true;
      },
      deleteProperty(target, name) {
        Reflect.deleteProperty(target, name);
        call("store.set", 0, [key, root]);
        return true;
      },
    });
  return wrap(root);
}
