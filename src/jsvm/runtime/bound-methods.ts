import { asRuntime, isOverwriting } from "./built-ins.ts";

const done = new WeakSet<object>();

/**
 * Has methods know their object also where scripts take them off it, as in `const { json } = e`: in PocketBase they are Go's, which
 * do. Of the class and of those that it extends, up to JavaScript's own.
 */
export function bindMethods(type: { readonly prototype: object }): void {
  for (
    let target: object | null = type.prototype;
    target !== null && target !== Object.prototype && target !== Array.prototype && target !== Error.prototype;
    target = Object.getPrototypeOf(target) as object | null
  ) {
    if (done.has(target)) return;
    done.add(target);
    for (const [name, { value, writable }] of Object.entries(Object.getOwnPropertyDescriptors(target))) {
      if (typeof value === "function" && name !== "constructor" && writable === true) {
        bindMethod(target, name, value as (...args: unknown[]) => unknown);
      }
    }
  }
}

function bindMethod(target: object, name: string, method: (...args: unknown[]) => unknown): void {
  Object.defineProperty(target, name, {
    configurable: true,
    get(this: object) {
      if (this === target) return method;
      return isOverwriting() ? (...args: unknown[]) => asRuntime(() => method.apply(this, args)) : method.bind(this);
    },
    set(this: object, value: unknown) {
      Object.defineProperty(this, name, { value, writable: true, enumerable: true, configurable: true });
    },
  });
}
