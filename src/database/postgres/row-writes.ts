import { DatabaseUnavailableError, type Row, type SqlValue, type Transaction } from "../engine.ts";
import type { RowMessage, RowNote, RowWrite, RowWriter, WrittenRow } from "../row-write.ts";
import { arrayText } from "./array-text.ts";
import { boundValue } from "./bind.ts";
import { Gatherer } from "./gatherer.ts";

/** Of one statement: more would save little. */
const MAX_ROWS = 16;
/** Characters of one row: larger ones cost what they are, and need not be copied into a list. */
const MAX_ROW_LENGTH = 16 * 1024;

interface Waiting {
  readonly write: RowWrite;
  readonly parameters: readonly SqlValue[];
  readonly told: RowMessage | null;
  readonly resolve: (result: WrittenRow) => void;
  readonly reject: (reason: unknown) => void;
}

export interface RowTransactions {
  /** Whether the caller has a transaction open, for whose end nobody else should wait. */
  isInside(): boolean;
  /** In a transaction of its own. */
  run<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  /** The same, which fails where it would have to wait for others that hold a row. */
  hasten<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
}

/**
 * Writes single rows, those that wait at once in one transaction. Where that fails, each is written by itself: so nobody gets an error, or
 * waits for a lock, that is another's.
 */
export class RowWrites implements RowWriter {
  readonly #transactions: RowTransactions;
  readonly #gatherer = new Gatherer<Waiting>((several, waiting) => this.#send(several, waiting), MAX_ROWS);

  constructor(transactions: RowTransactions) {
    this.#transactions = transactions;
  }

  write(write: RowWrite, parameters: readonly SqlValue[], { told }: RowNote): Promise<WrittenRow> {
    if (isLarge(parameters) || this.#transactions.isInside()) return this.#writeOne({ write, parameters, told });
    return new Promise((resolve, reject) =>
      this.#gatherer.add(write.several, { write, parameters, told, resolve, reject }),
    );
  }

  async #send(several: string, waiting: readonly Waiting[]): Promise<void> {
    const { together, apart } = split(waiting);
    await Promise.all([this.#writeTogether(several, together), this.#writeEach(apart)]);
  }

  async #writeTogether(several: string, rows: readonly Waiting[]): Promise<void> {
    if (rows.length < 2) return this.#writeEach(rows);
    try {
      const isWritten = await this.#transactions.hasten(async (transaction) => {
        const written = writtenOf(await transaction.all(several, listsOf(rows)));
        for (const row of rows) if (written(row)) tell(transaction, row.told);
        return written;
      });
      for (const row of rows) row.resolve({ changes: isWritten(row) ? 1 : 0, order: null });
    } catch (error) {
      if (!(error instanceof DatabaseUnavailableError)) return this.#writeEach(rows);
      for (const { reject } of rows) reject(error);
    }
  }

  async #writeEach(rows: readonly Waiting[]): Promise<void> {
    await Promise.all(rows.map((row) => this.#writeOne(row).then(row.resolve, row.reject)));
  }

  #writeOne({ write, parameters, told }: Pick<Waiting, "write" | "parameters" | "told">): Promise<WrittenRow> {
    return this.#transactions.run(async (transaction) => {
      const { changes } = await transaction.run(write.one, parameters);
      if (changes > 0) tell(transaction, told);
      return { changes, order: null };
    });
  }
}

function tell(transaction: Transaction, told: RowMessage | null): void {
  if (told !== null) transaction.tell(told.name, told.message);
}

/** Tells which rows were there. */
function writtenOf(answer: readonly Row[]): (row: Waiting) => boolean {
  const ids = new Set(answer.map(({ id }) => id));
  return ({ write, parameters }) => write.kind === "insert" || ids.has(idOf(parameters));
}

/** One statement changes a row only once, so that a second change of the same one is made apart. */
function split(waiting: readonly Waiting[]): { readonly together: Waiting[]; readonly apart: Waiting[] } {
  const [together, apart]: [Waiting[], Waiting[]] = [[], []];
  const ids = new Set<SqlValue>();
  for (const row of waiting) {
    const id = row.write.kind === "update" ? idOf(row.parameters) : null;
    (id !== null && ids.has(id) ? apart : together).push(row);
    ids.add(id);
  }
  return { together, apart };
}

/** As it comes back. */
function idOf(parameters: readonly SqlValue[]): SqlValue {
  return boundValue(parameters.at(-1) ?? null);
}

function listsOf(rows: readonly Waiting[]): string[] {
  const columns = rows[0]?.parameters ?? [];
  return columns.map((_, index) => arrayText(rows.map(({ parameters }) => boundValue(parameters[index] ?? null))));
}

function isLarge(parameters: readonly SqlValue[]): boolean {
  let length = 0;
  for (const parameter of parameters) if (typeof parameter === "string") length += parameter.length;
  return length > MAX_ROW_LENGTH;
}
