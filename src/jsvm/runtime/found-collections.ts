import { RunValue } from "./run-values.ts";

/** The keys of collections by the names and ids that scripts looked for, in one state of all collections. */
const keys = new Map<string, number>();
const MAX_KEYS = 500;
let snapshot: number | undefined;
/** What the server told last: for which app, and the state. A state of another app may be over by now. */
const told = new RunValue<{ readonly app: number; readonly snapshot: number | undefined }>(() => NOTHING);
const NOTHING = { app: 0, snapshot: undefined };

/** Notes what all collections are for an app, as the last message tells; undefined where it does not. */
export function noteCollections(app: number, key: number | undefined): void {
  told.current = { app, snapshot: key };
}

/** Undefined where the server has to be asked. */
export function foundCollection(app: number, name: string): number | undefined {
  const { current } = told;
  const isKnown = current.app === app && current.snapshot !== undefined && current.snapshot === snapshot;
  return isKnown ? keys.get(name) : undefined;
}

/** Keeps what the server has just told. */
export function noteFound(name: string, key: number): void {
  const { current } = told;
  if (current.snapshot !== snapshot || keys.size >= MAX_KEYS) keys.clear();
  snapshot = current.snapshot;
  keys.set(name, key);
}
