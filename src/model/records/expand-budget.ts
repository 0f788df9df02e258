import { badRequest } from "../../lib/api-error.ts";
import { countText } from "../../lib/limit-error.ts";
import type { Turns } from "../../lib/time-slicer.ts";
import type { FieldValue } from "../fields/field.ts";
import { JsonText } from "../fields/field.ts";
import type { RecordModel } from "./record.ts";

/** A record counts as often as the answer shows it. */
const MAX_RECORDS = 50_000;
const MAX_MEBIBYTES = 16;
const MEBIBYTE = 1024 * 1024;
const ITEMS_A_STEP = 64;

interface Weight {
  records: number;
  bytes: number;
}

/**
 * Bounds what one request may expand: the same few records, shown behind each other again and again, make an answer that no memory
 * holds. All of it ends with a 400 that names the limit, or where the client has gone.
 */
export class ExpandBudget implements Turns {
  readonly #turns: Turns;
  #followed = 0;
  #found = 0;

  constructor(turns: Turns) {
    this.#turns = turns;
  }

  /** Counts references before the records behind them are read. */
  follow(count: number): void {
    this.#followed += count;
    if (this.#followed > MAX_RECORDS) throw tooManyRecords();
  }

  /** Counts references that were looked up before they are followed. */
  lookUp(count: number): void {
    this.#found += count;
    if (this.#found > MAX_RECORDS) throw tooManyRecords();
  }

  /** Goes through the items with pauses. */
  async each<Item>(items: readonly Item[], work: (item: Item) => void): Promise<void> {
    let index = -1;
    for (const item of items) {
      index += 1;
      work(item);
      const pause = index % ITEMS_A_STEP === ITEMS_A_STEP - 1 ? this.#turns.pause() : null;
      if (pause !== null) await pause;
    }
  }

  pause(): Promise<void> | null {
    return this.#turns.pause();
  }

  /** Throws where what the records were expanded to is too much for an answer. */
  checkExpanded(records: readonly RecordModel[]): void {
    const known = new Map<RecordModel, Weight>();
    const total = { records: 0, bytes: 0 };
    for (const record of records) addExpanded(total, record, known);
    if (total.records > MAX_RECORDS) throw tooManyRecords();
    if (total.bytes > MAX_MEBIBYTES * MEBIBYTE) {
      throw badRequest(`expand must not lead to more than ${MAX_MEBIBYTES} MiB of records`);
    }
  }
}

/** Each record is looked at once, however many others show it. */
function addExpanded(total: Weight, { expand }: RecordModel, known: Map<RecordModel, Weight>): void {
  if (expand === null) return;
  for (const related of Object.values(expand)) {
    for (const record of Array.isArray(related) ? related : [related]) {
      const weight = weigh(record, known);
      total.records += weight.records;
      total.bytes += weight.bytes;
    }
  }
}

function weigh(record: RecordModel, known: Map<RecordModel, Weight>): Weight {
  const before = known.get(record);
  if (before !== undefined) return before;
  const weight = { records: 1, bytes: record.known?.sizeOf(record.values) ?? sizeOfValues(record.values) };
  addExpanded(weight, record, known);
  known.set(record, weight);
  return weight;
}

/** About what the values take in an answer. */
export function sizeOfValues(values: RecordModel["values"]): number {
  return Object.values(values).reduce<number>((sum, value) => sum + sizeOf(value), 0);
}

function sizeOf(value: FieldValue): number {
  if (typeof value === "string") return value.length;
  if (value instanceof JsonText) return value.text.length;
  return Array.isArray(value)
    ? value.reduce<number>((sum, item) => sum + (typeof item === "string" ? item.length : 0), 0)
    : 8;
}

function tooManyRecords(): Error {
  return badRequest(`expand must not lead to more than ${countText(MAX_RECORDS)} records`);
}
