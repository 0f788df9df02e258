import type { CommitOrder } from "../../lib/bus.ts";
import type { Collection } from "../collections/collection.ts";
import type { FieldValue } from "../fields/field.ts";
import type { RowChange } from "./row-changes.ts";

/** The JSON texts of a row by what a client sees of it. */
export interface RowTexts {
  text(visibility: RowVisibility): string;
  /** `expand` is JSON text. */
  textWith(expand: string, visibility: RowVisibility): string;
  /** About what its values, which these are, take in an answer. */
  sizeOf(values: RecordModel["values"]): number;
}

export interface RowVisibility {
  /** Superusers see the hidden fields too. */
  readonly hidden: boolean;
  /** Whether the email of an auth record is shown. */
  readonly email: boolean;
}

/**
 * A record in memory: `values` by field name, always with every field of the collection.
 * Hooks may change `values`; what belongs to a field type (normalizing, modifiers) is `setValue` of record-values.ts.
 */
export class RecordModel {
  readonly collection: Collection;
  values: Record<string, FieldValue>;
  /**
   * The values as last read from or written to the database; null for a record that was never stored. What it lacks is not known, and
   * written with the next change.
   */
  original: Readonly<Record<string, FieldValue>> | null;
  /** The same from before it was written: hooks behind a write compare with it. */
  found: Readonly<Record<string, FieldValue>> | null;
  /** Related records by field or `<collection>_via_<field>`; null: nothing was expanded, and answers have no `expand` key. */
  expand: Record<string, RecordModel | RecordModel[]> | null = null;
  /** Keys that hooks add to the answer. */
  custom: Record<string, unknown> = {};
  /** Whether answers have the custom values. */
  showsCustom = true;
  /** The texts of the record's row; set only where nothing changes its values before it is answered. */
  known: RowTexts | null = null;
  /** Where its last commit is among those of all instances; undefined where transactions tell of what they write. */
  order: CommitOrder | undefined = undefined;
  /** The collection as it was when the record was last written or deleted, which may be another than what it was read under. */
  writtenUnder: Collection | null = null;
  /** Shows the email whatever `emailVisibility` says (the own record, superusers, managers). */
  showsEmail = false;
  #changes: Map<string, RowChange | null> | null = null;
  #visibility: Map<string, boolean> | null = null;

  constructor(
    collection: Collection,
    values: Record<string, FieldValue>,
    original: Readonly<Record<string, FieldValue>> | null,
  ) {
    this.collection = collection;
    this.values = values;
    this.original = original;
    this.found = original;
  }

  // Answers make records by the hundred, of which few have any of these.
  /** What modifiers made of stored values, by field; null for a value that was set outright. */
  get changes(): Map<string, RowChange | null> {
    return (this.#changes ??= new Map());
  }

  get hasChanges(): boolean {
    return this.#changes !== null && this.#changes.size > 0;
  }

  forgetChanges(): void {
    this.#changes = null;
  }

  /** Set while answering: a field's visibility for this answer where it differs from the field's own (`hidden`). */
  get visibility(): Map<string, boolean> {
    return (this.#visibility ??= new Map());
  }

  get hasOwnVisibility(): boolean {
    return this.#visibility !== null && this.#visibility.size > 0;
  }

  get id(): string {
    return this.text("id");
  }

  get isNew(): boolean {
    return this.original === null;
  }

  /** The value as text, "" where it is something else or absent. */
  text(field: string): string {
    const value = this.values[field];
    return typeof value === "string" ? value : "";
  }
}
