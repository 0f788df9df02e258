import type { Transaction } from "../../database/engine.ts";
import { nowText } from "../../lib/dates.ts";
import { insertCollection, updateCollection } from "../collections/collection-row.ts";
import { createSnapshot } from "../collections/collection-snapshot.ts";
import type { Collection, ViewCollection } from "../collections/collection.ts";
import { createTable } from "../collections/create-table.ts";
import type { DefinitionContext } from "../context.ts";
import { resaveViews } from "../views/resave-views.ts";
import { saveView } from "../views/save-view.ts";
import { findViewFields } from "../views/view-fields.ts";

/** The collections of an old data directory while it is brought up to date: those that have today's form already. */
export class UpgradedCollections implements DefinitionContext {
  readonly connection: Transaction;
  readonly collections = { current: () => this.#snapshot };
  #snapshot = createSnapshot([]);

  constructor(connection: Transaction) {
    this.connection = connection;
  }

  /** Stores a new one and makes its table. */
  async add(collection: Collection): Promise<void> {
    const now = nowText();
    const added = { ...collection, created: now, updated: now };
    const { sql, parameters } = insertCollection(added);
    await this.connection.run(sql, parameters);
    await createTable(this.connection, added);
    this.#snapshot = createSnapshot([...this.#snapshot.all, added]);
  }

  /** Stores one whose table is there. */
  async update(collection: Collection): Promise<void> {
    const { sql, parameters } = updateCollection(collection);
    await this.connection.run(sql, parameters);
    const { all } = this.#snapshot;
    const isNew = this.#snapshot.byId(collection.id) === undefined;
    this.#snapshot = createSnapshot(
      isNew ? [...all, collection] : all.map((one) => (one.id === collection.id ? collection : one)),
    );
  }

  /** Gives views the fields of their queries. Gives what is wrong with those that can't be read, which stay as they are. */
  async resaveViews(changed: Pick<Collection, "id"> = { id: "" }): Promise<string[]> {
    return resaveViews(this, changed, (view) => this.#saveView(view));
  }

  async #saveView(view: ViewCollection): Promise<void> {
    const { viewQuery } = view.options;
    const { fields, error } = await findViewFields(this, viewQuery);
    if (error !== null) throw new Error(error);
    await this.connection.run(this.connection.dialect.schema.dropView(view.name));
    await saveView(this.connection, view.name, viewQuery);
    await this.update({ ...view, fields, updated: nowText() });
    await this.resaveViews(view);
  }
}
