import { useId, useRef, useState } from "react";
import type { CSSProperties, KeyboardEvent, ReactElement } from "react";
import type { SqlResult } from "../../api/sql.ts";
import { copyAndTell } from "../../components/copy-button.tsx";
import { text } from "../../texts/text.ts";
import { RowBox } from "../../components/row-box.tsx";
import { ROW_PX, useRowOrder, useRowsInSight } from "../../components/use-rows-in-sight.ts";
import { MOST_PX, columnWidths, numberColumns } from "./result-format.ts";

interface Active {
  readonly row: number;
  readonly column: number;
}

/** Longer values are cut where they are shown; what is copied is whole. */
const SHOWN_LETTERS = 400;
const PAGE_ROWS = 15;

/** Only the rows in sight are in the page. Arrow keys move the active cell; Ctrl/Cmd+C or a double click copies it. */
export function ResultTable({ result }: { result: SqlResult }): ReactElement {
  const { columns, rows } = result;
  const scroller = useRef<HTMLDivElement>(null);
  const sight = useRowsInSight(scroller, { total: rows.length });
  const order = useRowOrder(sight);
  const [active, setActive] = useState<Active>({ row: 0, column: 0 });
  const id = useId();
  const [widths] = useState(() => columnWidths(result));
  const [areNumbers] = useState(() => numberColumns(result));
  const copyActive = (): void => void copyAndTell(rows[active.row]?.[active.column] ?? "");
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.target !== event.currentTarget) return;
    const next = nextCell(event.key, active, { rows: rows.length, columns: columns.length });
    if (event.ctrlKey || event.metaKey) {
      if (event.key.toLowerCase() !== "c" || getSelection()?.isCollapsed === false) return;
      copyActive();
    } else {
      if (next === null) return;
      setActive(next);
      sight.scrollTo(next.row);
      showColumn(event.currentTarget, widths, next.column);
    }
    event.preventDefault();
  };
  const isInSight = active.row >= sight.first && active.row <= sight.last;
  return (
    <div
      ref={scroller}
      className="table"
      role="grid"
      aria-label={text.sql.results}
      aria-rowcount={rows.length + 1}
      aria-activedescendant={isInSight ? `${id}-${active.row}-${active.column}` : undefined}
      tabIndex={0}
      style={tableStyle(widths, sight.heightPx)}
      onKeyDown={onKeyDown}
    >
      <div className="table-head" role="row" aria-rowindex={1}>
        {columns.map(({ name }, column) => (
          <div key={column} className={classOf(areNumbers[column])} role="columnheader" title={name}>
            <span className="clip grow">{name}</span>
          </div>
        ))}
      </div>
      <div className="table-body" role="rowgroup">
        <RowBox sight={sight}>
          {order.map((row) => (
            <Row
              key={sight.slotOf(row)}
              id={`${id}-${row}`}
              index={row}
              topPx={sight.placeOf(row)}
              values={rows[row] ?? []}
              areNumbers={areNumbers}
              activeColumn={active.row === row ? active.column : null}
              onChoose={(column) => setActive({ row, column })}
              onCopy={copyActive}
            />
          ))}
        </RowBox>
      </div>
    </div>
  );
}

interface RowProps {
  readonly id: string;
  readonly index: number;
  readonly topPx: number;
  readonly values: SqlResult["rows"][number];
  readonly areNumbers: readonly boolean[];
  readonly activeColumn: number | null;
  readonly onChoose: (column: number) => void;
  readonly onCopy: () => void;
}

function Row({ id, index, topPx, values, areNumbers, activeColumn, onChoose, onCopy }: RowProps): ReactElement {
  return (
    <div className="table-row" role="row" aria-rowindex={index + 2} style={{ top: topPx }}>
      {values.map((value, column) => (
        <div
          key={column}
          id={`${id}-${column}`}
          className={`${classOf(areNumbers[column])}${column === activeColumn ? " active" : ""}`}
          role="gridcell"
          title={value?.slice(0, SHOWN_LETTERS) ?? "NULL"}
          onClick={() => onChoose(column)}
          onDoubleClick={onCopy}
        >
          {value === null ? <span className="none">NULL</span> : value.slice(0, SHOWN_LETTERS)}
        </div>
      ))}
    </div>
  );
}

function classOf(isNumber: boolean | undefined): string {
  return isNumber === true ? "cell mono number" : "cell mono";
}

function tableStyle(widths: readonly number[], heightPx: number): CSSProperties {
  return {
    "--columns": columnTracks(widths),
    "--width": `${widths.reduce((sum, width) => sum + width, 0)}px`,
    "--height": `${heightPx}px`,
    "--row": `${ROW_PX}px`,
  } as CSSProperties;
}

/** Columns whose values are cut share the space that is left, which otherwise lies at the end. */
function columnTracks(widths: readonly number[]): string {
  const tracks = widths.map((width) => (width < MOST_PX ? `${width}px` : `minmax(${width}px, 1fr)`));
  return [...tracks, widths.some((width) => width >= MOST_PX) ? "0" : "1fr"].join(" ");
}

/** Scrolls no further than it has to. */
function showColumn(element: HTMLElement, widths: readonly number[], column: number): void {
  const left = widths.slice(0, column).reduce((sum, width) => sum + width, 0);
  const right = left + (widths[column] ?? 0);
  const { scrollLeft, clientWidth } = element;
  if (left < scrollLeft) element.scrollLeft = left;
  else if (right > scrollLeft + clientWidth) element.scrollLeft = right - clientWidth;
}

function nextCell(key: string, { row, column }: Active, size: { rows: number; columns: number }): Active | null {
  const steps: Readonly<Record<string, readonly [number, number]>> = {
    ArrowDown: [1, 0],
    ArrowUp: [-1, 0],
    ArrowRight: [0, 1],
    ArrowLeft: [0, -1],
    PageDown: [PAGE_ROWS, 0],
    PageUp: [-PAGE_ROWS, 0],
    Home: [-row, 0],
    End: [size.rows, 0],
  };
  const step = steps[key];
  if (step === undefined) return null;
  const within = (value: number, count: number): number => Math.max(0, Math.min(count - 1, value));
  return { row: within(row + step[0], size.rows), column: within(column + step[1], size.columns) };
}
