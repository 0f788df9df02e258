import type { KeyboardEvent } from "react";
import type { RecordModel } from "pocketbase";
import type { RecordPages } from "../../api/record-pages.ts";
import { ROW_PX } from "../../components/use-rows-in-sight.ts";
import type { Sight } from "../../components/use-rows-in-sight.ts";
import type { Selection } from "./use-selection.ts";

/** The cell that keys work on. */
export interface ActiveCell {
  readonly row: number;
  readonly column: number;
}

interface TableKeys {
  readonly total: number;
  readonly columns: number;
  readonly active: ActiveCell;
  readonly setActive: (active: ActiveCell) => void;
  readonly pages: RecordPages;
  readonly sight: Sight;
  readonly selection: Selection | null;
  readonly select: (record: RecordModel, index: number, isRange: boolean) => void;
  readonly copy: (row: number, column: number) => void;
  readonly edit: (row: number, column: number) => void;
  readonly onOpen: (record: RecordModel) => void;
  readonly onSelectAll: () => void;
  readonly onDelete: () => void;
}

/** What a key does at the table; false where it does nothing. */
export function tableAction(event: KeyboardEvent<HTMLElement>, table: TableKeys): boolean {
  const { active, pages, selection } = table;
  const record = pages.row(active.row);
  if (event.ctrlKey || event.metaKey) return withControl(event.key.toLowerCase(), table);
  const next = move(event.key, event.currentTarget.clientHeight, table);
  if (next !== null) {
    goTo(next, table);
    const target = pages.row(next.row);
    if (event.shiftKey && target !== undefined && next.row !== active.row) table.select(target, next.row, true);
    return true;
  }
  if (event.key === "Escape" && selection !== null && selection.ids.size > 0) selection.clear();
  else if (event.key === "Delete" && selection !== null && selection.ids.size > 0) table.onDelete();
  else if (event.key === "Enter" && event.shiftKey && record !== undefined) table.onOpen(record);
  else if (event.key === "Enter" || event.key === "F2") table.edit(active.row, active.column);
  else if (event.key === " " && record !== undefined) table.select(record, active.row, false);
  else return false;
  return true;
}

function withControl(key: string, table: TableKeys): boolean {
  if (key === "a" && table.selection !== null) table.onSelectAll();
  else if (key === "c" && (getSelection()?.isCollapsed ?? true)) table.copy(table.active.row, table.active.column);
  else return false;
  return true;
}

function goTo(next: ActiveCell, { setActive, sight }: TableKeys): void {
  setActive(next);
  sight.scrollTo(next.row);
}

function move(key: string, heightPx: number, { active, total, columns }: TableKeys): ActiveCell | null {
  const rowsInSight = Math.max(1, Math.floor(heightPx / ROW_PX) - 2);
  const rows: Readonly<Record<string, number>> = {
    ArrowDown: active.row + 1,
    ArrowUp: active.row - 1,
    PageDown: active.row + rowsInSight,
    PageUp: active.row - rowsInSight,
    Home: 0,
    End: total - 1,
  };
  const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1 };
  const [row, step] = [rows[key], steps[key]];
  if (row !== undefined) return { ...active, row: Math.max(0, Math.min(total - 1, row)) };
  if (step === undefined) return null;
  return { ...active, column: Math.max(0, Math.min(columns - 1, active.column + step)) };
}
