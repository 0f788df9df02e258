import { HostDateTime } from "./date-time.ts";
import { JsonMap } from "./json-map.ts";
import { jsonRaw } from "./values.ts";

/** A row of `_logs`. */
export interface LogRow {
  readonly id: string;
  readonly created: string;
  /** JSON text. */
  readonly data: string;
  readonly message: string;
  readonly level: number;
}

/** An entry of the log, as a model of the auxiliary database. */
export class HostLog {
  id: string;
  created: HostDateTime;
  data: JsonMap;
  message: string;
  level: number;
  #storedId: string;

  constructor({ id, created, data, message, level }: LogRow) {
    this.id = id;
    this.created = new HostDateTime(created);
    this.data = new JsonMap(JSON.parse(data || "{}") as Record<string, unknown>);
    this.message = message;
    this.level = level;
    this.#storedId = id;
  }

  /** The values of its columns. */
  static columns({ id, created, data, message, level }: HostLog): Record<keyof LogRow, string | number> {
    return { id, created: String(created), data: data.string(), message, level };
  }

  tableName(): string {
    return "_logs";
  }

  pk(): string {
    return this.id;
  }

  lastSavedPK(): string {
    return this.#storedId;
  }

  isNew(): boolean {
    return this.#storedId === "";
  }

  markAsNew(): void {
    this.#storedId = "";
  }

  markAsNotNew(): void {
    this.#storedId = this.id;
  }

  postScan(): void {
    this.markAsNotNew();
  }

  marshalJSON(): number[] {
    return jsonRaw(JSON.stringify(this));
  }

  toJSON(): object {
    const { id, created, data, message, level } = this;
    return { baseModel: { id }, id, created, data, message, level };
  }
}

/** How many entries an hour has. */
export class LogsStatsItem {
  readonly date: HostDateTime;
  readonly total: number;

  constructor(row: Readonly<Record<string, unknown>>) {
    this.date = new HostDateTime(row["date"]);
    this.total = Number(row["total"]);
  }
}
