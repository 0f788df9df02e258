import type { BodyUse } from "./await-body.ts";
import type { Context } from "../model/context.ts";
import type { Call } from "../model/route.ts";
import { CollectionKeys } from "./collection-keys.ts";
import { SaveContexts } from "./save-contexts.ts";
import { StoredFunctions } from "./stored-functions.ts";
import type { ThreadPool } from "./thread-pool.ts";

/** The source of a handler, which each realm compiles when it first runs it. */
export interface HandlerSource {
  readonly code: string;
  /** Where it stands, for stacks: the file's path, and the line from 1 on. */
  readonly file: string;
  readonly line: number;
  /** Where it calls `next()` as far as the server has to know: it does so itself before or after a run, see `next-place.ts`. */
  readonly next: "first" | "last" | "between";
  readonly bodyUse: BodyUse;
}

/** Mistakes are what is printed to stderr. */
export type PrintLine = (line: string, isMistake: boolean) => void;

export type ApplyMigrations = (context: Context) => Promise<unknown>;

/** What all runs of one load of the hook files share. */
export interface HookParts {
  readonly context: Context;
  readonly pool: ThreadPool;
  readonly collections: CollectionKeys;
  /** The values of `$app.store()`, as JSON texts. */
  readonly store: Map<string, string>;
  /** What of these are functions that the files have put there. */
  readonly functions: StoredFunctions;
  /** The values that handlers keep with a request (`e.set`), by its call. */
  readonly requestData: WeakMap<Call, Map<string, unknown>>;
  /** What scripts keep with realtime clients, by the client's id. */
  readonly clientValues: Map<string, Map<string, unknown>>;
  readonly saveContexts: SaveContexts;
  /** By the handler's key. */
  readonly sources: Map<number, HandlerSource>;
  /** Prints what `console` is given. Undefined: it is logged. */
  readonly print: PrintLine | undefined;
  /** Applies the migrations that were not applied yet. */
  readonly applyMigrations: ApplyMigrations;
  /** Adds a job while the server runs. */
  readonly addCron: (job: { readonly id: string; readonly expression: string; readonly code: string }) => void;
}

type OwnParts = Pick<HookParts, "context" | "pool" | "addCron" | "print"> & Partial<Pick<HookParts, "applyMigrations">>;

/** Of a load of which nothing ran yet. */
export function createHookParts(own: OwnParts): HookParts {
  return {
    applyMigrations: () => Promise.resolve(),
    ...own,
    collections: new CollectionKeys(),
    store: new Map(),
    functions: new StoredFunctions(),
    requestData: new WeakMap(),
    clientValues: new Map(),
    saveContexts: new SaveContexts(),
    sources: new Map(),
  };
}
