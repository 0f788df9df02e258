import { AsyncLocalStorage } from "node:async_hooks";
import type { RecordModel } from "../model/records/record.ts";
import type { WireContext } from "./wire.ts";

const EMPTY: WireContext = [];

/** The values of the contexts that scripts save, validate and delete with: the hooks of what is written see them as `e.context`. */
export class SaveContexts {
  readonly #flow = new AsyncLocalStorage<WireContext>();
  /** What hooks after a transaction see, too: they run in the flow of whoever has opened it. */
  readonly #ofRecords = new WeakMap<RecordModel, WireContext>();

  /** Writes with the values. A write within another has its own only. */
  async within<T>(values: WireContext, records: readonly RecordModel[], write: () => T): Promise<Awaited<T>> {
    const [record] = records;
    const before = record === undefined ? undefined : this.#ofRecords.get(record);
    if (values.length === 0 && before === undefined && this.#flow.getStore() === undefined) return await write();
    if (record !== undefined) this.note(record, values);
    try {
      return await this.#flow.run(values, write);
    } finally {
      if (record !== undefined && before !== undefined) this.note(record, before);
    }
  }

  /** Has the hooks that follow of what is done to the record see the values. */
  note(record: RecordModel, values: WireContext): void {
    this.#ofRecords.set(record, values);
  }

  /** What hooks see of a record, or of another model that is written now. */
  of(record: RecordModel | null): WireContext {
    return (record === null ? undefined : this.#ofRecords.get(record)) ?? this.#flow.getStore() ?? EMPTY;
  }
}
