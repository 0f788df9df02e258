import type { CollectionModel, RecordModel } from "pocketbase";
import { visibleFields } from "../../api/collections.ts";
import { client } from "../../api/client.ts";
import { walkRecords } from "../../api/many-records.ts";
import type { RecordQuery } from "../../api/record-pages.ts";

export interface ExportOptions {
  readonly format: "csv" | "json";
  readonly query: RecordQuery;
  /** Null: all that match the query. */
  readonly ids: readonly string[] | null;
  readonly onProgress: (count: number) => void;
  readonly signal: AbortSignal;
}

/** So many ids fit into a filter. */
const IDS_AT_ONCE = 80;

/** The records as a file, read page by page. */
export async function exportRecords(
  collection: CollectionModel,
  options: ExportOptions,
): Promise<{ file: Blob; count: number }> {
  const names = visibleFields(collection)
    .filter(({ type }) => type !== "password")
    .map(({ name }) => name);
  const format = await formatter(options.format, names);
  const parts: Blob[] = [];
  let count = 0;
  for await (const records of chosen(options, names.join(","))) {
    // A blob may be kept on the disk: strings of a million records would fill the memory.
    parts.push(new Blob([format.records(records, count === 0)]));
    count += records.length;
    options.onProgress(count);
  }
  const type = options.format === "csv" ? "text/csv" : "application/json";
  return { file: new Blob([format.head, ...parts, format.foot], { type }), count };
}

async function* chosen({ query, ids, signal }: ExportOptions, fields: string): AsyncGenerator<RecordModel[]> {
  const { collection } = query;
  if (ids === null) {
    yield* walkRecords({ ...query, expand: "" }, fields, signal);
    return;
  }
  for (let start = 0; start < ids.length && !signal.aborted; start += IDS_AT_ONCE) {
    const filter = ids
      .slice(start, start + IDS_AT_ONCE)
      .map((id) => client.filter("id={:id}", { id }))
      .join("||");
    const options = { filter, fields, sort: "id", skipTotal: true };
    yield (await client.collection(collection).getList(1, IDS_AT_ONCE, options)).items;
  }
}

interface Formatter {
  readonly head: string;
  readonly foot: string;
  readonly records: (records: readonly RecordModel[], isFirst: boolean) => string;
}

async function formatter(format: ExportOptions["format"], names: string[]): Promise<Formatter> {
  const pick = (record: RecordModel): [string, unknown][] => names.map((name) => [name, record[name]]);
  if (format === "json") {
    return {
      head: "[\n",
      foot: "\n]\n",
      records: (records, isFirst) =>
        records
          .map(
            (record, index) => (isFirst && index === 0 ? "" : ",\n") + JSON.stringify(Object.fromEntries(pick(record))),
          )
          .join(""),
    };
  }
  const { unparse } = (await import("papaparse")).default;
  const line = (values: readonly unknown[]): string => `${unparse([values])}\r\n`;
  return {
    head: line(names),
    foot: "",
    records: (records) => records.map((record) => line(pick(record).map(([, value]) => csvValue(value)))).join(""),
  };
}

function csvValue(value: unknown): unknown {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : value;
}
