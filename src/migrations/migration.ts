import type { Collection } from "../model/collections/collection.ts";
import type { Context } from "../model/context.ts";
import type { AppApi } from "../plugins/app-api.ts";
import { BoundApp } from "../plugins/bound-app.ts";
import { NO_BOUNDARY } from "../plugins/boundary.ts";
import { trackCalls } from "./track-calls.ts";
import { type CollectionChange, changedCollection } from "./change-collection.ts";

/**
 * What a file in `pb_migrations` exports as its default. All that are pending run in one transaction, in the order of their names:
 * one that throws leaves everything as it was.
 */
export interface Migration {
  up(app: MigrationApp): Promise<void> | void;
  /** Takes back what `up` did, for `migrate down`. Nothing is done where it is absent. */
  down?(app: MigrationApp): Promise<void> | void;
}

/** Bound to the transaction of the migrations. */
export interface MigrationApp extends AppApi {
  /** Changes some options and fields of a collection, by id or name; everything else stays. */
  changeCollection(nameOrId: string, change: CollectionChange): Promise<Collection>;
}

export function createMigrationApp(context: Context): MigrationApp {
  return trackCalls(new BoundMigrationApp({ boundary: NO_BOUNDARY, log: context.log, context: () => context }));
}

class BoundMigrationApp extends BoundApp implements MigrationApp {
  changeCollection(nameOrId: string, change: CollectionChange): Promise<Collection> {
    return this.collections.update(nameOrId, changedCollection(this.collections.get(nameOrId), change));
  }
}
