const keys = new WeakMap<object, number>();

/** Notes by which key the server knows an app: `$app`, or that of a transaction. */
export function noteAppKey(app: object, key: number): void {
  keys.set(app, key);
}

/** The key of an app that a script gives as an argument. */
export function appKey(app: unknown): number {
  const key = typeof app === "object" && app !== null ? keys.get(app) : undefined;
  if (key === undefined) throw new TypeError("could not convert the argument to an app");
  return key;
}
