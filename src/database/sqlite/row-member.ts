import type { SqlValue } from "../engine.ts";
import type { GroupMember } from "./commit-group.ts";
import type { SqliteConnection } from "./connection.ts";
import type { TableVersions } from "./table-versions.ts";

interface Parts {
  readonly writer: SqliteConnection;
  readonly versions: TableVersions;
}

interface Written {
  readonly changes: number;
}

/** One statement in a shared commit. It needs no transaction object, no time limit and no callbacks, and undoes itself where it fails. */
export class RowMember implements GroupMember {
  readonly outcome: Promise<Written>;
  readonly needsSavepoint = false;
  readonly #parts: Parts;
  readonly #sql: string;
  readonly #parameters: readonly SqlValue[];
  readonly #settle: PromiseWithResolvers<Written>;
  #written: Written = { changes: 0 };

  constructor(parts: Parts, sql: string, parameters: readonly SqlValue[]) {
    this.#parts = parts;
    this.#sql = sql;
    this.#parameters = parameters;
    this.#settle = Promise.withResolvers();
    this.outcome = this.#settle.promise;
  }

  hasWritten(): boolean {
    return false;
  }

  work(takeSavepoint: () => void): void {
    const { writer, versions } = this.#parts;
    if (versions.runsTriggers(this.#sql)) takeSavepoint();
    this.#written = writer.run(this.#sql, this.#parameters);
    versions.wrote(this.#sql);
  }

  committed(): void {
    this.#settle.resolve(this.#written);
  }

  rolledBack(reason: unknown): void {
    this.#settle.reject(reason as Error);
  }
}
