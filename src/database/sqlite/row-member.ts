import type { SqlValue } from "../engine.ts";
import type { WrittenRow } from "../row-write.ts";
import type { GroupMember } from "./commit-group.ts";
import type { SqliteConnection } from "./connection.ts";
import type { TableVersions } from "./table-versions.ts";

interface Parts {
  readonly writer: SqliteConnection;
  readonly versions: TableVersions;
}

interface Row {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
  readonly orderKey: string | null;
}

/** One statement in a shared commit. It needs no transaction object, no time limit and no callbacks, and undoes itself where it fails. */
export class RowMember implements GroupMember {
  readonly outcome: Promise<WrittenRow>;
  readonly needsSavepoint = false;
  readonly isToldAtOnce = true;
  readonly #parts: Parts;
  readonly #row: Row;
  readonly #settle: PromiseWithResolvers<WrittenRow>;
  #written: WrittenRow = { changes: 0, order: null };

  constructor(parts: Parts, row: Row) {
    this.#parts = parts;
    this.#row = row;
    this.#settle = Promise.withResolvers();
    this.outcome = this.#settle.promise;
  }

  hasWritten(): boolean {
    return false;
  }

  work(takeSavepoint: () => void): void {
    const { writer, versions } = this.#parts;
    const { sql, parameters, orderKey } = this.#row;
    if (versions.runsTriggers(sql)) takeSavepoint();
    const { changes } = writer.run(sql, parameters);
    versions.wrote(sql);
    this.#written = { changes, order: changes === 0 || orderKey === null ? null : versions.orderOf(orderKey) };
  }

  committed(): void {
    this.#settle.resolve(this.#written);
  }

  rolledBack(reason: unknown): void {
    this.#settle.reject(reason as Error);
  }
}
