import type { Logger } from "../../lib/log.ts";
import type { Connection } from "../engine.ts";
import { readRelations } from "./relations.ts";
import type { TableVersions } from "./table-versions.ts";

export interface KnownRelationsOptions {
  readonly connection: Pick<Connection, "all">;
  readonly schemaName: string;
  readonly versions: TableVersions;
  readonly log: Logger;
}

/** Reads what the names in statements mean; until then no version is known. */
export class KnownRelations implements Disposable {
  readonly #options: KnownRelationsOptions;
  #changes = 0;
  #isReading = false;
  #isClosed = false;

  constructor(options: KnownRelationsOptions) {
    this.#options = options;
  }

  /** To be called where the schema may have changed. What changes meanwhile is read again. */
  async refresh(): Promise<void> {
    this.#changes += 1;
    if (this.#isReading) return;
    this.#isReading = true;
    const { connection, schemaName, versions, log } = this.#options;
    try {
      for (let seen = 0; seen !== this.#changes;) {
        seen = this.#changes;
        const relations = await readRelations(connection, schemaName);
        if (seen === this.#changes) versions.relationsAre(relations);
      }
    } catch (error) {
      // Nothing is kept until the schema changes again.
      if (!this.#isClosed) log.warn("the relations of the database could not be read", { error: String(error) });
    } finally {
      this.#isReading = false;
    }
  }

  [Symbol.dispose](): void {
    this.#isClosed = true;
  }
}
