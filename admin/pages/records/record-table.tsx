import { useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import type { CSSProperties, KeyboardEvent, ReactElement } from "react";
import type { CollectionField, RecordModel } from "pocketbase";
import type { Changed } from "../../api/use-live.ts";
import type { RecordPages } from "../../api/record-pages.ts";
import { Icon } from "../../components/icon.tsx";
import { useStore } from "../../state/store.ts";
import { text } from "../../texts/text.ts";
import { RecordCell } from "./record-cell.tsx";

interface RecordTableProps {
  readonly label: string;
  readonly pages: RecordPages;
  readonly columns: readonly CollectionField[];
  readonly sort: string;
  readonly onSort: (sort: string) => void;
  readonly onOpen: (record: RecordModel) => void;
  /** The records that were changed a moment ago. */
  readonly changed: Changed;
  readonly fileToken: string;
}

const ROW_PX = 40;
const SPARE_ROWS = 8;
/** Narrower where the values are; the other columns share what is left. */
const WIDTHS_PX: Readonly<Record<string, number>> = { bool: 90, number: 110, date: 210, autodate: 210 };
const LEAST_PX = 180;

/**
 * Only the rows in sight are in the page, however many there are. The focus stays on the table itself: arrow keys move the
 * active row, Enter opens it, so that scrolling never takes a focused element away.
 */
export function RecordTable(props: RecordTableProps): ReactElement {
  const { label, pages, columns, sort, onSort, onOpen, changed, fileToken } = props;
  const { total } = useStore(pages.rows);
  const [active, setActive] = useState(0);
  const scroller = useRef<HTMLDivElement>(null);
  const { first, last } = useRowsInSight(scroller, total ?? 0);
  const id = useId();
  useEffect(() => pages.show(first, last), [pages, first, last]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== scroller.current) return;
    const rowsInSight = Math.floor(scroller.current.clientHeight / ROW_PX) - 1;
    const next = rowAfterKey(event.key, active, rowsInSight);
    const record = pages.row(active);
    if (next !== null) {
      const index = Math.max(0, Math.min((total ?? 0) - 1, next));
      setActive(index);
      scrollToRow(scroller.current, index);
    } else if (event.key === "Enter" && record !== undefined) onOpen(record);
    else return;
    event.preventDefault();
  };
  const indexes = Array.from({ length: Math.max(0, last - first + 1) }, (_, offset) => first + offset);
  const style = { ...columnStyle(columns), "--rows": total ?? 0, "--row": `${ROW_PX}px` } as CSSProperties;
  return (
    <div
      ref={scroller}
      className="table"
      role="grid"
      aria-label={label}
      aria-rowcount={(total ?? 0) + 1}
      aria-activedescendant={active >= first && active <= last ? `${id}-${active}` : undefined}
      tabIndex={0}
      style={style}
      onKeyDown={onKeyDown}
    >
      <div className="table-head" role="row" aria-rowindex={1}>
        {columns.map((field) => (
          <HeadCell key={field.name} field={field} sort={sort} onSort={onSort} />
        ))}
      </div>
      <div className="table-body" role="rowgroup">
        {indexes.map((index) => {
          const record = pages.row(index);
          const open = (): void => {
            setActive(index);
            if (record !== undefined) onOpen(record);
          };
          const isChanged = record !== undefined && changed.has(record.id);
          const row = {
            id: `${id}-${index}`,
            index,
            record,
            columns,
            fileToken,
            isActive: index === active,
            isChanged,
          };
          return <Row key={index} {...row} onClick={open} />;
        })}
      </div>
    </div>
  );
}

/** The head and each row are grids of their own: with the same definite width their columns are equal. */
function columnStyle(columns: readonly CollectionField[]): Record<string, string> {
  const widths = columns.map(({ name, type }) => (name === "id" ? LEAST_PX : WIDTHS_PX[type]));
  const sum = widths.reduce<number>((total, width) => total + (width ?? LEAST_PX), 0);
  const grid = widths.map((width) => (width === undefined ? `minmax(${LEAST_PX}px, 1fr)` : `${width}px`));
  return { "--columns": grid.join(" "), "--width": `${sum}px` };
}

interface RowProps extends Pick<RecordTableProps, "columns" | "fileToken"> {
  readonly id: string;
  readonly index: number;
  /** Undefined until it is loaded. */
  readonly record: RecordModel | undefined;
  readonly isActive: boolean;
  readonly isChanged: boolean;
  readonly onClick: () => void;
}

function Row({ id, index, record, columns, fileToken, isActive, isChanged, onClick }: RowProps): ReactElement {
  return (
    <div
      id={id}
      className={`table-row${isActive ? " active" : ""}${isChanged ? " changed" : ""}`}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isActive}
      style={{ transform: `translateY(${index * ROW_PX}px)` }}
      onClick={onClick}
    >
      {columns.map((field) => (
        <div key={field.name} className="cell" role="gridcell">
          {record === undefined ? null : <RecordCell field={field} record={record} fileToken={fileToken} />}
        </div>
      ))}
    </div>
  );
}

function rowAfterKey(key: string, active: number, rowsInSight: number): number | null {
  const rows: Readonly<Record<string, number>> = {
    ArrowDown: active + 1,
    ArrowUp: active - 1,
    PageDown: active + rowsInSight,
    PageUp: active - rowsInSight,
    Home: 0,
    End: Infinity,
  };
  return rows[key] ?? null;
}

/** Scrolls no further than it has to. The head covers the first row of the view. */
function scrollToRow(element: HTMLElement, index: number): void {
  const [top, height] = [index * ROW_PX, element.clientHeight - 2 * ROW_PX];
  if (top < element.scrollTop) element.scrollTop = top;
  else if (top > element.scrollTop + height) element.scrollTop = top - height;
}

interface HeadCellProps {
  readonly field: CollectionField;
  readonly sort: string;
  readonly onSort: (sort: string) => void;
}

function HeadCell({ field: { name, type }, sort, onSort }: HeadCellProps): ReactElement {
  const direction = sort === name ? "ascending" : sort === `-${name}` ? "descending" : undefined;
  if (["json", "file", "password", "geoPoint"].includes(type)) {
    return (
      <div className="cell" role="columnheader">
        {name}
      </div>
    );
  }
  return (
    <div className="cell" role="columnheader" aria-sort={direction ?? "none"}>
      <button
        type="button"
        className="sort"
        aria-label={text.records.sortBy(name)}
        onClick={() => onSort(direction === "ascending" ? `-${name}` : name)}
      >
        {name}
        {direction === undefined ? null : <Icon name={direction === "ascending" ? "up" : "down"} />}
      </button>
    </div>
  );
}

/** The numbers of the first and last row to render. */
function useRowsInSight(scroller: React.RefObject<HTMLElement | null>, total: number): { first: number; last: number } {
  const [sight, setSight] = useState({ first: 0, count: 0 });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = (): void => {
      const first = Math.max(0, Math.floor(element.scrollTop / ROW_PX) - SPARE_ROWS);
      const count = Math.ceil(element.clientHeight / ROW_PX) + 2 * SPARE_ROWS;
      setSight((before) => (before.first === first && before.count === count ? before : { first, count }));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener("scroll", measure, { passive: true });
    measure();
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", measure);
    };
  }, [scroller]);
  return { first: sight.first, last: Math.min(total - 1, sight.first + sight.count) };
}
