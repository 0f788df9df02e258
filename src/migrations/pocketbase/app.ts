import type { SqlValue } from "../../database/engine.ts";
import type { MigrationApp } from "../migration.ts";
import { withCallSite } from "../track-calls.ts";
import { CollectionDraft, RecordDraft } from "./drafts.ts";

type Data = Readonly<Record<string, unknown>>;

/** What PocketBase's files may call. */
export interface PocketBaseApp {
  findCollectionByNameOrId(nameOrId: string): CollectionDraft;
  save(model: unknown): void;
  saveNoValidate(model: unknown): void;
  delete(model: unknown): void;
  importCollections(collections: readonly Data[], deleteMissing?: boolean): void;
  settings(): object;
  db(): QueryBuilder;
}

interface QueryBuilder {
  newQuery(sql: string): Query;
}

interface Query {
  bind(parameters: Data): Query;
  execute(): void;
}

/** Notes the calls of one function of PocketBase's, to perform them once it has returned. */
export class PocketBaseCalls {
  readonly app: PocketBaseApp;
  readonly #target: MigrationApp;
  readonly #calls: (() => Promise<unknown>)[] = [];
  /** What was saved (or deleted: null) but is not yet, by id. */
  readonly #saved = new Map<string, CollectionDraft | null>();
  #settings: Data | null = null;

  constructor(target: MigrationApp) {
    this.#target = target;
    const save = (model: unknown): void => this.#save(model);
    const known: PocketBaseApp = {
      findCollectionByNameOrId: (nameOrId) => this.#find(nameOrId),
      save,
      saveNoValidate: save,
      delete: (model) => this.#delete(model),
      importCollections: (collections, deleteMissing = false) => {
        this.#note(() => target.collections.import(plain(collections), { deleteMissing }));
      },
      settings: () => (this.#settings ??= structuredClone<Data>(target.settings.get())),
      db: () => ({ newQuery: (sql) => this.#query(sql, {}) }),
    };
    this.app = new Proxy(known, {
      get(all, name, receiver) {
        if (typeof name === "symbol" || name in all) return Reflect.get(all, name, receiver) as unknown;
        throw unsupported(`app.${name}()`);
      },
    });
  }

  async perform(): Promise<void> {
    for (const call of this.#calls) await call();
  }

  #note(work: () => Promise<unknown>): void {
    const site = new Error("called here");
    this.#calls.push(() => withCallSite(work(), site));
  }

  #find(nameOrId: string): CollectionDraft {
    for (const [id, draft] of this.#saved) {
      if (id !== nameOrId && draft?.name !== nameOrId) continue;
      if (draft === null) throw new Error(`there is no collection ${nameOrId} any more`);
      return draft;
    }
    return CollectionDraft.of(this.#target.collections.get(nameOrId));
  }

  #save(model: unknown): void {
    const { collections, records, settings } = this.#target;
    if (model instanceof CollectionDraft) {
      const data = plain(model);
      this.#saved.set(model.id === "" ? model.name : model.id, model);
      this.#note(() =>
        collections.find(model.id) === null ? collections.create(data) : collections.update(model.id, data),
      );
    } else if (model instanceof RecordDraft) {
      const { collection, values } = model;
      const data = { ...values };
      this.#note(() => records.create(collection.id === "" ? collection.name : collection.id, data));
    } else if (this.#settings !== null && model === this.#settings) {
      const data = plain(this.#settings);
      this.#note(() => settings.update(data));
    } else throw unsupported("app.save() of what is neither a collection, a new record nor the settings");
  }

  #delete(model: unknown): void {
    if (!(model instanceof CollectionDraft)) throw unsupported("app.delete() of what is no collection");
    const name = model.id === "" ? model.name : model.id;
    this.#saved.set(name, null);
    this.#note(() => this.#target.collections.delete(name));
  }

  /** Placeholders are `{:name}`. */
  #query(sql: string, parameters: Data): Query {
    const query: Query = {
      bind: (more) => this.#query(sql, { ...parameters, ...more }),
      execute: () => {
        const values: SqlValue[] = [];
        const text = sql.replaceAll(/\{:(\w+)\}/g, (_whole, name: string) => {
          values.push((parameters[name] ?? null) as SqlValue);
          return "?";
        });
        this.#note(() => this.#target.sql(text, values));
      },
    };
    return new Proxy(query, {
      get(all, name, receiver) {
        if (typeof name === "symbol" || name in all) return Reflect.get(all, name, receiver) as unknown;
        throw unsupported(`a query's ${name}()`);
      },
    });
  }
}

function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

function unsupported(what: string): Error {
  return new Error(`${what} is not there for PocketBase's migrations: write this one in TypeScript`);
}
