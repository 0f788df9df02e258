import { useCallback, useState } from "react";
import type { MouseEvent, ReactElement } from "react";
import type { CollectionField, RecordModel } from "pocketbase";
import type { RecordPages } from "../../api/record-pages.ts";
import type { Changed } from "../../api/use-live.ts";
import { RowBox } from "../../components/row-box.tsx";
import { useRowOrder } from "../../components/use-rows-in-sight.ts";
import type { Sight } from "../../components/use-rows-in-sight.ts";
import { useStore } from "../../state/store.ts";
import type { ActiveCell } from "./table-keys.ts";
import { TableRow } from "./table-row.tsx";
import type { Selection } from "./use-selection.ts";

export type OpenByClick = (record: RecordModel, row: number, event: MouseEvent) => void;

interface RowsProps {
  readonly id: string;
  readonly pages: RecordPages;
  readonly selection: Selection | null;
  readonly changed: Changed;
  readonly fileToken: string;
  readonly sight: Sight;
  readonly active: ActiveCell;
  readonly columns: readonly CollectionField[];
  readonly onOpen: OpenByClick;
  readonly onSelect: (record: RecordModel, index: number, isRange: boolean) => void;
}

/** Those in sight. Only the cell under the pointer has its marks: with those of all cells, scrolling would have more to draw. */
export function TableRows(props: RowsProps): ReactElement {
  const { id, pages, sight, active, selection, changed, fileToken, columns, onOpen, onSelect } = props;
  useStore(pages.rows);
  const order = useRowOrder(sight);
  const [hovered, setHovered] = useState<ActiveCell | null>(null);
  const hover = useCallback((row: number, column: number | null) => {
    setHovered((before) => {
      if (column === null) return null;
      return before?.row === row && before.column === column ? before : { row, column };
    });
  }, []);
  return (
    <RowBox sight={sight}>
      {order.map((index) => {
        const record = pages.row(index);
        return (
          <TableRow
            key={sight.slotOf(index)}
            id={`${id}-${index}`}
            index={index}
            topPx={sight.placeOf(index)}
            record={record}
            activeColumn={index === active.row ? active.column : null}
            isSelected={record !== undefined && selection?.ids.has(record.id) === true}
            isSelectable={selection !== null}
            isChanged={record !== undefined && changed.has(record.id)}
            hoveredColumn={index === hovered?.row ? hovered.column : null}
            onHover={hover}
            {...{ columns, fileToken, onOpen, onSelect }}
          />
        );
      })}
    </RowBox>
  );
}
