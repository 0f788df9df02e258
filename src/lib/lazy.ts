/** A value that is made when it is first asked for: what takes long to make and many runs never need. */
export function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}

/** Of the modules that are loaded when they are first needed, until `loadTheRest` takes them: modules are the process's, not a server's. */
const loaders: (() => Promise<unknown>)[] = [];

/** Notes that `load` loads a module which many runs never need, and gives it back. An executable has all in it: nothing is noted there. */
export function later<T>(load: () => Promise<T>): () => Promise<T> {
  if (!Bun.isStandaloneExecutable) loaders.push(load);
  return load;
}

/** Loads what was left for later, one after the other while `pause` gives true. What can't be loaded fails where it is needed. */
export async function loadTheRest(pause: () => Promise<boolean>): Promise<void> {
  while (await pause()) {
    const load = loaders.shift();
    if (load === undefined) return;
    await load().catch(() => undefined);
  }
}

/** A function whose module is loaded once, at its first call. Where it can't be loaded the call fails, and a later one tries again. */
export function loadedAtCall<Args extends readonly unknown[], Result>(
  load: () => Promise<(...args: Args) => Result | Promise<Result>>,
): (...args: Args) => Result | Promise<Result> {
  let loaded: ((...args: Args) => Result | Promise<Result>) | null = null;
  let loading: ReturnType<typeof load> | null = null;
  const loadOnce = later(async () => {
    if (loaded !== null) return loaded;
    loading ??= load().finally(() => (loading = null));
    return (loaded = await loading);
  });
  return (...args) => (loaded === null ? loadOnce().then((call) => call(...args)) : loaded(...args));
}

/** Gives functions that load a value when they are called and give one part of it. */
export function loadedParts<Parts extends object>(load: () => Promise<Parts>) {
  const loadAll = later(load);
  return <Name extends keyof Parts>(name: Name) =>
    async (): Promise<Parts[Name]> =>
      (await loadAll())[name];
}
