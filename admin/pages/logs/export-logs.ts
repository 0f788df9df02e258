import type { LogModel } from "pocketbase";
import { walkLogs } from "../../api/logs.ts";

interface LogExport {
  readonly filter: string;
  readonly format: "json" | "csv";
  readonly onProgress: (count: number) => void;
  readonly signal: AbortSignal;
}

const COLUMNS = ["id", "created", "level", "message", "data"] as const;

/** The entries as a file, read page by page. */
export async function exportLogs({ filter, format, onProgress, signal }: LogExport): Promise<Blob> {
  const write = await writer(format);
  const parts: Blob[] = [];
  let count = 0;
  for await (const entries of walkLogs(filter, signal)) {
    // A blob may be kept on the disk: texts of a million entries would fill the memory.
    parts.push(new Blob([write.entries(entries, count === 0)]));
    count += entries.length;
    onProgress(count);
  }
  const type = format === "csv" ? "text/csv" : "application/json";
  return new Blob([write.head, ...parts, write.foot], { type });
}

interface Writer {
  readonly head: string;
  readonly foot: string;
  readonly entries: (entries: readonly LogModel[], isFirst: boolean) => string;
}

async function writer(format: LogExport["format"]): Promise<Writer> {
  const plain = (entry: LogModel): object => Object.fromEntries(COLUMNS.map((name) => [name, entry[name]]));
  if (format === "json") {
    return {
      head: "[\n",
      foot: "\n]\n",
      entries: (entries, isFirst) =>
        entries.map((entry, index) => (isFirst && index === 0 ? "" : ",\n") + JSON.stringify(plain(entry))).join(""),
    };
  }
  const { unparse } = (await import("papaparse")).default;
  const line = (values: readonly unknown[]): string => `${unparse([values])}\r\n`;
  return {
    head: line(COLUMNS),
    foot: "",
    entries: (entries) =>
      entries
        .map((entry) => line([entry.id, entry.created, entry.level, entry.message, JSON.stringify(entry.data)]))
        .join(""),
  };
}
