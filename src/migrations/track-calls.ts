/**
 * The same API, but what rejects has the stack of the call too: the error itself comes from deep within the server, after many turns
 * of the event loop, and its own stack does not lead back to the migration.
 */
export function trackCalls<T extends object>(api: T): T {
  return new Proxy(api, {
    get(target, name) {
      // With the object itself as `this`: its private fields are not the proxy's.
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "object" && typeof value !== "function") return value;
      if (value === null || typeof name === "symbol") return value;
      return trackCalls(typeof value === "function" ? (value.bind(target) as object) : value);
    },
    apply(target, self, parameters: unknown[]) {
      const site = new Error("called here");
      const call = target as unknown as (...given: unknown[]) => unknown;
      const result = Reflect.apply(call, self, parameters.map(trackedWork));
      return result instanceof Promise ? withCallSite(result, site) : result;
    },
  });
}

/** What the work of a transaction is given to call is the API again. */
function trackedWork(parameter: unknown): unknown {
  if (typeof parameter !== "function") return parameter;
  return (given: unknown, ...others: unknown[]): unknown =>
    Reflect.apply(parameter, undefined, [
      typeof given === "object" && given !== null && "transaction" in given ? trackCalls(given) : given,
      ...others,
    ]);
}

/** Adds the stack of `site` to an error that the work rejects with. */
export async function withCallSite(work: Promise<unknown>, site: Error): Promise<unknown> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error) error.stack = `${error.stack ?? ""}\n${site.stack ?? ""}`;
    throw error;
  }
}
