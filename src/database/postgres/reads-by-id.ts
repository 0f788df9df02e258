import {
  DatabaseOverloadedError,
  DatabaseUnavailableError,
  type ReadById,
  type Row,
  type SqlValue,
} from "../engine.ts";
import { arrayText } from "./array-text.ts";
import { boundValue } from "./bind.ts";
import { Gatherer } from "./gatherer.ts";

/** Of one statement. More would save little, and their rows, each of some MiB, are in memory together. */
const MAX_IDS = 16;

interface Asked {
  readonly read: ReadById;
  readonly id: string;
  readonly others: readonly SqlValue[];
  readonly resolve: (row: Row | null) => void;
  readonly reject: (reason: unknown) => void;
}

type Query = (sql: string, parameters: readonly SqlValue[]) => Promise<readonly Row[]>;

/** Reads records by their ids, those that are asked for at once together. */
export class ReadsById {
  readonly #query: Query;
  readonly #gatherer = new Gatherer<Asked>((_, asked) => this.#send(asked), MAX_IDS);

  constructor(query: Query) {
    this.#query = query;
  }

  get(read: ReadById, id: string, others: readonly SqlValue[]): Promise<Row | null> {
    if (read.several === null) return this.#readOne(read, id, others);
    const name = others.length === 0 ? read.several : `${read.several}\0${JSON.stringify(others.map(boundValue))}`;
    return new Promise((resolve, reject) => this.#gatherer.add(name, { read, id, others, resolve, reject }));
  }

  async #readOne({ one }: ReadById, id: string, others: readonly SqlValue[]): Promise<Row | null> {
    const [row] = await this.#query(one, others.length === 0 ? [id] : [id, ...others]);
    return row ?? null;
  }

  async #send(asked: readonly Asked[]): Promise<void> {
    const [first] = asked;
    if (first === undefined) return;
    const { several } = first.read;
    if (asked.length === 1 || several === null) return this.#readEach(asked);
    try {
      // As the rows come back.
      const ids = asked.map(({ id }) => boundValue(id));
      const found = new Map<SqlValue, Row>();
      for (const row of await this.#query(several, [arrayText(ids), ...first.others]))
        found.set(row["id"] ?? null, row);
      for (let index = 0; index < asked.length; index += 1)
        asked[index]?.resolve(found.get(ids[index] ?? null) ?? null);
    } catch (error) {
      const isInVain = error instanceof DatabaseUnavailableError || error instanceof DatabaseOverloadedError;
      if (!isInVain) return this.#readEach(asked);
      for (const { reject } of asked) reject(error);
    }
  }

  /** An error of one, such as that of a rule over its values, is not that of others. */
  async #readEach(asked: readonly Asked[]): Promise<void> {
    const all = asked.map(({ read, id, others, resolve, reject }) =>
      this.#readOne(read, id, others).then(resolve, reject),
    );
    await Promise.all(all);
  }
}
