/**
 * A value that the server keeps, as scripts get it: what they change in a map, at any depth, is kept by `store`, as Go shares its
 * maps. Lists are copies.
 */
export function sharedValue(root: unknown, store: (value: unknown) => void): unknown {
  const wrap = (value: object): object =>
    new Proxy(value, {
      get(target, name) {
        const inner = Reflect.get(target, name) as unknown;
        return isMap(inner) ? wrap(inner) : inner;
      },
      set(target, name, value) {
        Reflect.set(target, name, value);
        store(root);
        return true;
      },
      deleteProperty(target, name) {
        Reflect.deleteProperty(target, name);
        store(root);
        return true;
      },
    });
  return isMap(root) ? wrap(root) : (root ?? null);
}

function isMap(value: unknown): value is object {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
