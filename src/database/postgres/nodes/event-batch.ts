/** What one commit told. */
export interface CommittedEvent {
  /** Who made the commit. */
  readonly node: string;
  /** The tables that it wrote. */
  readonly tables: readonly string[];
  readonly entries: readonly EventEntry[];
}

/** In `tables`: any of them may have been written, but none has changed. */
export const ANY_TABLE = "any";

export interface EventEntry {
  readonly name: string;
  readonly body: string;
}

/** What the sequencer has given its place at once. Ids have no gaps. */
export interface EventBatch {
  readonly id: number;
  /** The number of its last entry; that of the batch before where it has none. */
  readonly last: number;
  readonly events: readonly CommittedEvent[];
}

/** A line, because JSON is one: names must have no tab. */
export function entryLine(name: string, body: string): string {
  return `${name}\t${body}`;
}

export function parseEntries(lines: string): EventEntry[] {
  return lines === "" ? [] : lines.split("\n").map(parseEntry);
}

function parseEntry(line: string): EventEntry {
  const tab = line.indexOf("\t");
  return { name: line.slice(0, tab), body: line.slice(tab + 1) };
}

export function parseTables(tables: string): string[] {
  return JSON.parse(tables) as string[];
}

/** A notification: id and number, and behind them the events where they are small; null where they must be read. */
export function parseNotification(text: string): { readonly id: number; readonly batch: () => EventBatch | null } {
  const end = text.indexOf("\n");
  const [id = 0, last = 0] = (end < 0 ? text : text.slice(0, end)).split(" ").map(Number);
  return { id, batch: () => (end < 0 ? null : { id, last, events: parsePayload(text.slice(end + 1)) }) };
}

/** For each event a line "NODE SIZE TABLES", and so many lines of entries. */
export function parsePayload(payload: string): CommittedEvent[] {
  const lines = payload.split("\n");
  const events: CommittedEvent[] = [];
  for (let next = 0; next < lines.length;) {
    const [node = "", size = "", ...tables] = (lines[next] ?? "").split(" ");
    const entries = lines.slice(next + 1, next + 1 + Number(size)).map(parseEntry);
    events.push({ node, tables: parseTables(tables.join(" ")), entries });
    next += 1 + entries.length;
  }
  return events;
}
