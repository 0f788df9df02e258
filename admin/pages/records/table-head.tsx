import { memo, useRef } from "react";
import type { KeyboardEvent, PointerEvent, ReactElement } from "react";
import type { CollectionField } from "pocketbase";
import { Icon } from "../../components/icon.tsx";
import { text } from "../../texts/text.ts";
import { fieldIcon } from "./field-icon.ts";
import type { Columns } from "./use-columns.ts";
import type { Selection } from "./use-selection.ts";

const UNSORTABLE: ReadonlySet<string> = new Set(["json", "file", "password", "geoPoint"]);
const STEP_PX = 20;

interface TableHeadProps {
  readonly columns: Columns;
  readonly sort: string;
  readonly onSort: (sort: string) => void;
  /** Null where the records can't be changed. */
  readonly selection: Selection | null;
  readonly total: number;
  readonly onSelectAll: () => void;
}

/** Rendered anew for what is its own, and not when the rows are scrolled. */
export const TableHead = memo(function TableHead(props: TableHeadProps): ReactElement {
  const { columns, sort, onSort, selection, total, onSelectAll } = props;
  return (
    <div className="table-head" role="row" aria-rowindex={1}>
      {selection === null ? null : (
        <div className="cell select-cell" role="columnheader">
          <input
            type="checkbox"
            aria-label={text.records.selectAll}
            ref={(box) => {
              if (box !== null) box.indeterminate = selection.ids.size > 0 && selection.ids.size < total;
            }}
            checked={selection.ids.size > 0 && selection.ids.size >= total}
            onChange={(event) => (event.target.checked ? onSelectAll() : selection.clear())}
          />
        </div>
      )}
      {columns.shown.map((field) => (
        <HeadCell key={field.name} field={field} sort={sort} onSort={onSort} onResize={columns.resize} />
      ))}
    </div>
  );
});

interface HeadCellProps {
  readonly field: CollectionField;
  readonly sort: string;
  readonly onSort: (sort: string) => void;
  readonly onResize: Columns["resize"];
}

/** The name of a column, which sorts by it; its right edge changes the width, as do Alt and the arrow keys. */
function HeadCell({ field, sort, onSort, onResize }: HeadCellProps): ReactElement {
  const { name, type } = field;
  const cell = useRef<HTMLDivElement>(null);
  const direction = sort === name ? "ascending" : sort === `-${name}` ? "descending" : undefined;
  const isSortable = !UNSORTABLE.has(type);
  const resizeByKey = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -STEP_PX, ArrowRight: STEP_PX }[event.key];
    if (!event.altKey || step === undefined || cell.current === null) return;
    event.preventDefault();
    onResize(name, cell.current.offsetWidth + step);
  };
  return (
    <div
      ref={cell}
      className={`cell head-cell ${type}`}
      role="columnheader"
      aria-sort={isSortable ? (direction ?? "none") : undefined}
      onKeyDown={resizeByKey}
    >
      {isSortable ? (
        <button
          type="button"
          className="sort"
          aria-label={text.records.sortBy(name)}
          onClick={() => onSort(direction === "ascending" ? `-${name}` : direction === "descending" ? "" : name)}
        >
          <Icon name={fieldIcon(field)} />
          <span className="clip">{name}</span>
          {direction === undefined ? null : <Icon name={direction === "ascending" ? "up" : "down"} />}
        </button>
      ) : (
        <span className="sort">
          <Icon name={fieldIcon(field)} />
          <span className="clip">{name}</span>
        </span>
      )}
      <WidthHandle cell={cell} onResize={(width) => onResize(name, width)} />
    </div>
  );
}

interface WidthHandleProps {
  readonly cell: React.RefObject<HTMLDivElement | null>;
  readonly onResize: (width: number | null) => void;
}

/** For the pointer; a double click gives the width back to the column. */
function WidthHandle({ cell, onResize }: WidthHandleProps): ReactElement {
  const drag = (event: PointerEvent<HTMLSpanElement>): void => {
    const element = cell.current;
    if (element === null || event.button !== 0) return;
    event.preventDefault();
    const [start, width] = [event.clientX, element.offsetWidth];
    const handle = event.currentTarget;
    handle.setPointerCapture(event.pointerId);
    const move = (moved: globalThis.PointerEvent): void => onResize(width + moved.clientX - start);
    handle.addEventListener("pointermove", move);
    handle.addEventListener("lostpointercapture", () => handle.removeEventListener("pointermove", move), {
      once: true,
    });
  };
  return <span className="width-handle" aria-hidden="true" onPointerDown={drag} onDoubleClick={() => onResize(null)} />;
}
