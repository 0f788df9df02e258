import { useCallback, useEffect, useId, useRef, useState } from "react";
import type { CSSProperties, Dispatch, MouseEvent, ReactElement, RefObject, SetStateAction } from "react";
import type { CollectionField, CollectionModel, RecordModel } from "pocketbase";
import type { Changed } from "../../api/use-live.ts";
import type { RecordPages } from "../../api/record-pages.ts";
import { copyAndTell } from "../../components/copy-button.tsx";
import { ROW_PX, useRowsInSight } from "../../components/use-rows-in-sight.ts";
import { usePart } from "../../state/store.ts";
import { showToast } from "../../state/toasts.ts";
import { text } from "../../texts/text.ts";
import type { CellEnd } from "./cell-editor.tsx";
import { CellLayer } from "./cell-layer.tsx";
import { copiedText } from "./copied-text.ts";
import { TableHead } from "./table-head.tsx";
import { columnOf } from "./cell-column.ts";
import { TableRows } from "./table-rows.tsx";
import type { OpenByClick } from "./table-rows.tsx";
import { tableAction } from "./table-keys.ts";
import type { ActiveCell } from "./table-keys.ts";
import { useCellEditing } from "./use-cell-editing.ts";
import type { Columns } from "./use-columns.ts";
import type { Selection } from "./use-selection.ts";

interface RecordTableProps {
  readonly label: string;
  readonly collection: CollectionModel;
  readonly pages: RecordPages;
  readonly columns: Columns;
  readonly sort: string;
  readonly onSort: (sort: string) => void;
  /** With the name of the field that it is opened for. */
  readonly onOpen: (record: RecordModel, field?: string) => void;
  /** Whether a record is open above the table. */
  readonly isCovered: boolean;
  readonly onUncover: () => void;
  /** Null where the records can't be changed. */
  readonly selection: Selection | null;
  readonly onSelectAll: () => void;
  readonly onDelete: () => void;
  /** The records that were changed a moment ago. */
  readonly changed: Changed;
  readonly fileToken: string;
}

const SELECT_PX = 44;
/** As the values need it; the columns of other types share what is left. */
const WIDTHS_PX: Readonly<Record<string, number>> = { bool: 110, number: 110, date: 245, autodate: 245, file: 150 };
const ID_PX = 150;
const LEAST_WIDTHS_PX: Readonly<Record<string, number>> = { select: 170, relation: 200, email: 215 };
const LEAST_PX = 180;
const MOST_RANGE = 1000;

type Select = (record: RecordModel, index: number, isRange: boolean) => void;

/**
 * Only the rows in sight are in the page, however many there are. The focus stays on the table itself: arrow keys move the
 * active cell, Enter edits it, Shift+Enter opens its record, Space selects it, so that scrolling never takes a focused element away.
 */
export function RecordTable(props: RecordTableProps): ReactElement {
  const { label, collection, pages, columns, sort, onSort, onOpen, selection, changed, fileToken } = props;
  const total = usePart(pages.rows, (rows) => rows.total) ?? 0;
  const [active, setActive] = useState<ActiveCell>({ row: 0, column: 0 });
  const scroller = useRef<HTMLDivElement>(null);
  const sight = useRowsInSight(scroller, { total });
  const { first, last } = sight;
  const id = useId();
  useEffect(() => pages.show(first, last), [pages, first, last]);
  const editing = useCellEditing(scroller, { ...props, columns: columns.shown, isReadOnly: selection === null });
  const open = useOpenByClick(editing.pressed, setActive, onOpen);
  const endEditing = (end: CellEnd): void => {
    editing.end();
    if (end !== "elsewhere") scroller.current?.focus({ preventScroll: true });
    const last = columns.shown.length - 1;
    if (end === "next") setActive(({ row, column }) => ({ row, column: Math.min(column + 1, last) }));
  };
  useColumnInSight(scroller, active.column);
  const select = useRangeSelect(pages, selection);
  const selectByClick = useSelectByClick(scroller, setActive, select);
  const copy = (row: number, column: number): void => copyCell(pages.row(row), columns.shown[column]);
  const keys = {
    ...props,
    total,
    active,
    columns: columns.shown.length,
    sight,
    select,
    copy,
    edit: editing.begin,
  };
  return (
    <div
      ref={scroller}
      className={selection !== null && selection.ids.size > 0 ? "table under-bar" : "table"}
      role="grid"
      aria-label={label}
      aria-rowcount={total + 1}
      aria-multiselectable={selection !== null}
      aria-activedescendant={
        active.row >= first && active.row <= last ? `${id}-${active.row}-${active.column}` : undefined
      }
      tabIndex={0}
      style={tableStyle(columns, selection !== null, sight.heightPx)}
      onKeyDown={(event) => {
        if (event.target !== scroller.current || !tableAction(event, { ...keys, setActive })) return;
        event.preventDefault();
      }}
      onClick={(event) => actByMark(event, { copy, edit: editing.begin })}
    >
      <TableHead {...{ columns, sort, onSort, selection, total }} onSelectAll={props.onSelectAll} />
      <div className="table-body" role="rowgroup">
        <TableRows
          {...{ id, pages, sight, active, selection, changed, fileToken }}
          columns={columns.shown}
          onOpen={open}
          onSelect={selectByClick}
        />
        {editing.edited === null ? null : (
          <CellLayer
            {...{ collection, scroller, pages, columns, sight, changed }}
            edited={editing.edited}
            onEnd={endEditing}
          />
        )}
      </div>
    </div>
  );
}

/** Opens the record of the cell that was clicked. Always the same function, by which rows are rendered only when they change. */
function useOpenByClick(
  pressed: (event: MouseEvent, row: number, column: number) => void,
  setActive: Dispatch<SetStateAction<ActiveCell>>,
  onOpen: (record: RecordModel) => void,
): OpenByClick {
  const latest = useRef(pressed);
  latest.current = pressed;
  return useCallback(
    (record, row, event) => {
      const column = columnOf(event.target);
      setActive((before) => ({ row, column: column ?? before.column }));
      if (column !== null) latest.current(event, row, column);
      onOpen(record);
    },
    [setActive, onOpen],
  );
}

/** Selects by the pointer. The table gets the focus that the box took, so that Delete and the other keys work on what was selected. */
function useSelectByClick(
  scroller: RefObject<HTMLElement | null>,
  setActive: Dispatch<SetStateAction<ActiveCell>>,
  select: Select,
): Select {
  return useCallback(
    (record, row, isRange) => {
      scroller.current?.focus({ preventScroll: true });
      setActive((before) => ({ ...before, row }));
      select(record, row, isRange);
    },
    [scroller, setActive, select],
  );
}

/**
 * Scrolls sideways to the column of the active cell. Not by `scrollIntoView`: from what that has shown the Tab key goes on, past all
 * that comes before the table.
 */
function useColumnInSight(scroller: RefObject<HTMLElement | null>, column: number): void {
  useEffect(() => {
    const element = scroller.current;
    const head = element?.querySelectorAll<HTMLElement>(".head-cell")[column];
    if (element === null || head === undefined) return;
    const { scrollLeft, clientWidth } = element;
    const covered = element.querySelector<HTMLElement>(".select-cell")?.offsetWidth ?? 0;
    const [left, right] = [head.offsetLeft, head.offsetLeft + head.offsetWidth];
    if (left - covered < scrollLeft) element.scrollLeft = left - covered;
    else if (right > scrollLeft + clientWidth) element.scrollLeft = right - clientWidth;
  }, [scroller, column]);
}

/** Toggles a row, or adds those from the last toggled one to it. */
function useRangeSelect(pages: RecordPages, selection: Selection | null): Select {
  return useCallback(
    (record, index, isRange) => {
      if (selection === null) return;
      if (!isRange) return selection.toggle(record.id, index);
      const from = Math.min(selection.anchor(), index);
      const to = Math.max(selection.anchor(), index);
      // What lies between may not be loaded.
      if (to - from >= MOST_RANGE) return showToast(text.records.rangeTooLong(MOST_RANGE), { isBad: true });
      pages.ids(from, to).then(selection.add, () => showToast(text.common.unreachable, { isBad: true }));
    },
    [pages, selection],
  );
}

function copyCell(record: RecordModel | undefined, field: CollectionField | undefined): void {
  if (record === undefined || field === undefined) return;
  void copyAndTell(copiedText(record[field.name]), text.records.copied(field.name));
}

type CellAction = (row: number, column: number) => void;

/** The marks that a cell has under the pointer: the table listens for them. */
function actByMark(
  event: MouseEvent<HTMLElement>,
  actions: { readonly copy: CellAction; readonly edit: CellAction },
): void {
  const mark = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-mark]") : null;
  const row = Number(mark?.closest("[role=row]")?.getAttribute("aria-rowindex") ?? 0) - 2;
  const column = mark === null ? null : columnOf(mark);
  if (mark !== null && column !== null) actions[mark.dataset["mark"] === "edit" ? "edit" : "copy"](row, column);
}

/** The head and each row are grids of their own: with the same definite width their columns are equal. */
function tableStyle({ shown, widths }: Columns, isSelectable: boolean, heightPx: number): CSSProperties {
  const sizes = shown.map(({ name, type }) => {
    const fixed = widths[name] ?? (name === "id" ? ID_PX : WIDTHS_PX[type]);
    return { least: fixed ?? LEAST_WIDTHS_PX[type] ?? LEAST_PX, isFixed: fixed !== undefined };
  });
  const sum = sizes.reduce((total, { least }) => total + least, isSelectable ? SELECT_PX : 0);
  const grid = sizes.map(({ least, isFixed }) => (isFixed ? `${least}px` : `minmax(${least}px, 1fr)`));
  const filler = sizes.every(({ isFixed }) => isFixed) ? ["1fr"] : [];
  return {
    "--columns": [...(isSelectable ? [`${SELECT_PX}px`] : []), ...grid, ...filler].join(" "),
    "--width": `${sum}px`,
    "--height": `${heightPx}px`,
    "--row": `${ROW_PX}px`,
  } as CSSProperties;
}
