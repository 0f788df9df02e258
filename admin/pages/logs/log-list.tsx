import { useEffect, useId, useState } from "react";
import type { CSSProperties, KeyboardEvent, ReactElement, RefObject } from "react";
import type { LogPages } from "../../api/log-pages.ts";
import { RowBox } from "../../components/row-box.tsx";
import { ROW_PX, useRowOrder, useRowsInSight } from "../../components/use-rows-in-sight.ts";
import { usePart } from "../../state/store.ts";
import { text } from "../../texts/text.ts";
import { LogRow } from "./log-row.tsx";

interface LogListProps {
  readonly pages: LogPages;
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly onOpen: (index: number) => void;
}

const { level, status, method, message, duration, details, time } = text.logs.columns;
const COLUMNS = [
  { name: level, className: "cell" },
  { name: status, className: "cell" },
  { name: method, className: "cell log-method" },
  { name: message, className: "cell" },
  { name: duration, className: "cell log-duration" },
  { name: details, className: "cell log-details" },
  { name: time, className: "cell" },
];

/** The entries, however many there are. As in the table of records, the focus stays on the list itself. */
export function LogList({ pages, scroller, onOpen }: LogListProps): ReactElement {
  const total = usePart(pages.rows, (rows) => rows.total);
  const [active, setActive] = useState(0);
  const sight = useRowsInSight(scroller, { total: total ?? 0 });
  const { first, last } = sight;
  const order = useRowOrder(sight);
  const id = useId();
  useEffect(() => pages.show(first, last), [pages, first, last]);
  useEffect(() => {
    setActive(0);
    scroller.current?.scrollTo({ top: 0 });
  }, [pages, scroller]);
  const open = (index: number): void => {
    setActive(index);
    if (pages.row(index) !== undefined) onOpen(index);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.target !== event.currentTarget || total === null || total === 0) return;
    const next = rowAfterKey(event.key, active, event.currentTarget.clientHeight);
    if (event.key === "Enter") open(active);
    else if (next === null) return;
    else {
      const row = Math.max(0, Math.min(total - 1, next));
      setActive(row);
      sight.scrollTo(row);
    }
    event.preventDefault();
  };
  return (
    <div
      ref={scroller}
      className="table log-table"
      role="grid"
      aria-label={text.shell.logs}
      aria-rowcount={(total ?? 0) + 1}
      aria-activedescendant={total !== 0 && active >= first && active <= last ? `${id}-${active}` : undefined}
      tabIndex={0}
      hidden={total === 0}
      style={{ "--height": `${sight.heightPx}px`, "--row": `${ROW_PX}px` } as CSSProperties}
      onKeyDown={onKeyDown}
    >
      <div className="table-head" role="row" aria-rowindex={1}>
        {COLUMNS.map(({ name, className }) => (
          <div key={name} className={className} role="columnheader">
            {name}
          </div>
        ))}
      </div>
      <div className="table-body" role="rowgroup">
        <RowBox sight={sight}>
          {order.map((index) => (
            <LogRow
              key={sight.slotOf(index)}
              id={`${id}-${index}`}
              index={index}
              topPx={sight.placeOf(index)}
              entry={pages.row(index)}
              isActive={index === active}
              onOpen={() => open(index)}
            />
          ))}
        </RowBox>
      </div>
    </div>
  );
}

function rowAfterKey(key: string, active: number, heightPx: number): number | null {
  const rowsInSight = Math.max(1, Math.floor(heightPx / ROW_PX) - 2);
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
