import { useEffect, useRef, useState } from "react";
import type { MouseEvent as ReactMouseEvent, RefObject } from "react";
import type { CollectionField, RecordModel } from "pocketbase";
import type { RecordPages } from "../../api/record-pages.ts";

/** What is edited in its cell; of the other types the record's panel is opened. */
const EDITED_IN_CELL: ReadonlySet<string> = new Set([
  "text",
  "number",
  "bool",
  "email",
  "url",
  "date",
  "select",
  "relation",
]);
/** As long as systems wait for the second press of a double click. */
const DOUBLE_MS = 500;
const DOUBLE_PX = 6;

export interface EditedCell {
  /** As it was when its editing began. */
  readonly record: RecordModel;
  readonly field: CollectionField;
  readonly row: number;
}

export interface CellEditing {
  readonly edited: EditedCell | null;
  /** Edits a cell; where that can't be done in the cell, opens the record at the field. */
  readonly begin: (row: number, column: number) => void;
  readonly end: () => void;
  /** Called with the first press on a cell, which opens the record: a second one takes that back and edits the cell. */
  readonly pressed: (event: ReactMouseEvent, row: number, column: number) => void;
}

interface Options {
  readonly pages: RecordPages;
  readonly columns: readonly CollectionField[];
  readonly isReadOnly: boolean;
  /** While a record is open above the table, nothing in it can have the focus. */
  readonly isCovered: boolean;
  readonly onOpen: (record: RecordModel, field?: string) => void;
  readonly onUncover: () => void;
}

export function isEditedInCell({ name, type }: CollectionField): boolean {
  return name !== "id" && EDITED_IN_CELL.has(type);
}

/** Which cell of the table is edited. */
export function useCellEditing(scroller: RefObject<HTMLElement | null>, options: Options): CellEditing {
  const { pages, columns, isReadOnly, isCovered, onOpen } = options;
  const [edited, setEdited] = useState<EditedCell | null>(null);
  const [wanted, setWanted] = useState<EditedCell | null>(null);
  const end = (): void => setEdited(null);
  useEffect(() => {
    if (wanted === null || isCovered) return;
    setEdited(wanted);
    setWanted(null);
  }, [wanted, isCovered]);
  const cellAt = (row: number, column: number): EditedCell | null => {
    const [record, field] = [pages.row(row), columns[column]];
    return record === undefined || field === undefined ? null : { record, field, row };
  };
  const pressed = useSecondPress(scroller, (row, column) => {
    const cell = cellAt(row, column);
    // The panel stays open: the press lands beside it, which would close it.
    if (cell === null || isReadOnly || !isEditedInCell(cell.field)) return;
    setWanted(cell);
    if (isCovered) options.onUncover();
  });
  const begin = (row: number, column: number): void => {
    const cell = cellAt(row, column);
    if (cell === null) return;
    if (!isReadOnly && isEditedInCell(cell.field)) setWanted(cell);
    else onOpen(cell.record, cell.field.name);
  };
  return { edited, begin, end, pressed };
}

/** The panel that the first press has opened lies above the cell, so that the browser sees no double click there. */
function useSecondPress(
  scroller: RefObject<HTMLElement | null>,
  onSecond: (row: number, column: number) => void,
): CellEditing["pressed"] {
  const first = useRef<{ row: number; column: number; x: number; y: number; timeMs: number } | null>(null);
  const latest = useRef(onSecond);
  latest.current = onSecond;
  useEffect(() => {
    let isTaken = false;
    const onPress = (event: MouseEvent): void => {
      const before = first.current;
      isTaken = false;
      first.current = null;
      if (before === null || event.button !== 0 || event.detail !== 2 || event.timeStamp - before.timeMs > DOUBLE_MS)
        return;
      const isNear = Math.abs(event.clientX - before.x) < DOUBLE_PX && Math.abs(event.clientY - before.y) < DOUBLE_PX;
      if (!isNear || scroller.current === null) return;
      isTaken = true;
      stop(event);
      latest.current(before.row, before.column);
    };
    // The click of the second press is for nobody else.
    const onClick = (event: MouseEvent): void => {
      if (isTaken) stop(event);
      isTaken = false;
    };
    document.addEventListener("mousedown", onPress, { capture: true });
    document.addEventListener("click", onClick, { capture: true });
    return () => {
      document.removeEventListener("mousedown", onPress, { capture: true });
      document.removeEventListener("click", onClick, { capture: true });
    };
  }, [scroller]);
  return ({ clientX, clientY, timeStamp }, row, column) => {
    first.current = { row, column, x: clientX, y: clientY, timeMs: timeStamp };
  };
}

function stop(event: Event): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}
