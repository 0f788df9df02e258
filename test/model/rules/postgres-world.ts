import type { Engine, SqlValue } from "../../../src/database/engine.ts";
import { openPostgres } from "../../../src/database/postgres/open.ts";
import { createSnapshot } from "../../../src/model/collections/collection-snapshot.ts";
import type { Collection, CollectionSnapshot } from "../../../src/model/collections/collection.ts";
import type { Context } from "../../../src/model/context.ts";
import { fieldType } from "../../../src/model/fields/registry.ts";
import { saveView } from "../../../src/model/views/save-view.ts";
import { silentLog } from "../../support/test-app.ts";

/** Collections with their tables in a database of PostgreSQL: `SmallWorld`'s sibling. */
export class PostgresWorld implements AsyncDisposable {
  readonly engine: Engine;
  readonly snapshot: CollectionSnapshot;
  readonly context: Context;

  private constructor(engine: Engine, collections: readonly Collection[]) {
    this.engine = engine;
    this.snapshot = createSnapshot(collections);
    const current = (): CollectionSnapshot => this.snapshot;
    this.context = {
      connection: engine,
      database: engine,
      collections: { current },
      tracing: null,
    } as unknown as Context;
  }

  static async open(url: string, collections: readonly Collection[]): Promise<PostgresWorld> {
    const engine = await openPostgres({ url, schemaName: "public", queryTimeoutMs: 30_000, log: silentLog });
    const { schema } = engine.dialect;
    for (const { name, fields, type, options } of collections) {
      const columns = fields.map((field) => ({
        name: field.name,
        definition: schema.column(fieldType(field).columnKind(field)),
      }));
      if (type === "view") await engine.transaction((transaction) => saveView(transaction, name, options.viewQuery));
      else await engine.run(schema.createTable(name, columns));
    }
    return new PostgresWorld(engine, collections);
  }

  async insert(name: string, row: Readonly<Record<string, unknown>>): Promise<void> {
    const keys = Object.keys(row);
    const columns = keys.map((key) => `"${key}"`).join(", ");
    const values = Object.values(row).map((value) =>
      typeof value === "object" && value !== null ? JSON.stringify(value) : (value as SqlValue),
    );
    await this.engine.run(`INSERT INTO "${name}" (${columns}) VALUES (${keys.map(() => "?").join(", ")})`, values);
  }

  find(name: string): Collection {
    const found = this.snapshot.byName(name);
    if (found === undefined) throw new Error(`no collection ${name}`);
    return found;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.engine.close();
  }
}
