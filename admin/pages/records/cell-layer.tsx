import { Suspense, lazy, useLayoutEffect, useState } from "react";
import type { ReactElement, RefObject } from "react";
import type { CollectionModel } from "pocketbase";
import type { RecordPages } from "../../api/record-pages.ts";
import type { Changed } from "../../api/use-live.ts";
import type { Sight } from "../../components/use-rows-in-sight.ts";
import { useStore } from "../../state/store.ts";
import type { CellEnd } from "./cell-editor.tsx";
import type { EditedCell } from "./use-cell-editing.ts";
import type { Columns } from "./use-columns.ts";

interface CellLayerProps {
  readonly collection: CollectionModel;
  readonly edited: EditedCell;
  readonly scroller: RefObject<HTMLElement | null>;
  readonly pages: RecordPages;
  readonly columns: Columns;
  readonly sight: Sight;
  readonly changed: Changed;
  readonly onEnd: (end: CellEnd) => void;
}

const loadCellEditor = () => import("./cell-editor.tsx");
const CellEditor = lazy(() => loadCellEditor().then((module) => ({ default: module.CellEditor })));

/** What an input and its message need. */
const LEAST_WIDTH_PX = 240;
const LEAST_WIDTHS_PX: Readonly<Record<string, number>> = { date: 380, relation: 340 };

/** Above the cell that is edited, and not within its row: that goes out of the page when it is scrolled away. */
export function CellLayer(props: CellLayerProps): ReactElement {
  const { collection, edited, scroller, pages, columns, sight, changed, onEnd } = props;
  const { record, field } = edited;
  const place = usePlace(scroller, columns, edited);
  useStore(pages.rows);
  // Others may have made or deleted records before it.
  const row = pages.indexOf(record.id) ?? edited.row;
  return (
    <div
      className="cell-layer"
      role="row"
      aria-rowindex={row + 2}
      style={{ transform: `translate(${place.left}px, ${sight.boxPx + sight.placeOf(row)}px)`, width: place.width }}
    >
      <div role="gridcell">
        <Suspense fallback={null}>
          <CellEditor
            key={`${record.id} ${field.name}`}
            {...{ collection, edited, onEnd }}
            now={changed.get(record.id)}
            refresh={() => pages.refresh()}
          />
        </Suspense>
      </div>
    </div>
  );
}

/** Where the cell's column is, within the table's width. */
function usePlace(
  scroller: RefObject<HTMLElement | null>,
  columns: Columns,
  { field }: EditedCell,
): { left: number; width: number } {
  const [place, setPlace] = useState({ left: 0, width: LEAST_WIDTH_PX });
  const column = columns.shown.findIndex(({ name }) => name === field.name);
  useLayoutEffect(() => {
    const element = scroller.current;
    const head = element?.querySelectorAll<HTMLElement>(".head-cell")[column];
    if (element === null || head === undefined) return;
    const width = Math.max(head.offsetWidth, LEAST_WIDTHS_PX[field.type] ?? LEAST_WIDTH_PX);
    const whole = head.parentElement?.offsetWidth ?? element.clientWidth;
    setPlace({ left: Math.max(0, Math.min(head.offsetLeft, whole - width)), width: Math.min(width, whole) });
  }, [scroller, columns, column, field.type]);
  return place;
}
