import { memo } from "react";
import type { MouseEvent, ReactElement } from "react";
import type { CollectionField, RecordModel } from "pocketbase";
import { Icon } from "../../components/icon.tsx";
import { directionOf } from "../../texts/direction.ts";
import { text } from "../../texts/text.ts";
import { columnOf } from "./cell-column.ts";
import { RecordCell } from "./record-cell.tsx";
import { recordName } from "./record-name.ts";
import { isEditedInCell } from "./use-cell-editing.ts";

interface RowProps {
  readonly id: string;
  readonly index: number;
  readonly topPx: number;
  /** Undefined until it is loaded. */
  readonly record: RecordModel | undefined;
  readonly columns: readonly CollectionField[];
  readonly fileToken: string;
  /** The column of the active cell; null where the row is not the active one. */
  readonly activeColumn: number | null;
  /** Of the cell under the pointer. */
  readonly hoveredColumn: number | null;
  readonly onHover: (row: number, column: number | null) => void;
  readonly isSelected: boolean;
  readonly isSelectable: boolean;
  readonly isChanged: boolean;
  readonly onOpen: (record: RecordModel, index: number, event: MouseEvent) => void;
  readonly onSelect: (record: RecordModel, index: number, isRange: boolean) => void;
}

/** A record in one line. It is rendered anew only if something about it has changed. */
export const TableRow = memo(function TableRow(props: RowProps): ReactElement {
  const {
    id,
    index,
    topPx,
    record,
    columns,
    fileToken,
    activeColumn,
    hoveredColumn,
    isSelected,
    isSelectable,
    isChanged,
  } = props;
  const state = `${activeColumn === null ? "" : " active"}${isChanged ? " changed" : ""}${isSelected ? " selected" : ""}`;
  return (
    <div
      id={id}
      className={`table-row${state}`}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      style={{ top: topPx }}
      onPointerOver={(event) => props.onHover(index, columnOf(event.target))}
      onPointerLeave={() => props.onHover(index, null)}
      onClick={(event) => {
        if (record === undefined || hasTextSelection() || isMark(event.target)) return;
        if (event.shiftKey && isSelectable) props.onSelect(record, index, true);
        else props.onOpen(record, index, event);
      }}
    >
      {isSelectable ? (
        <div className="cell select-cell" role="gridcell">
          {record === undefined ? null : (
            <SelectBox
              label={text.records.select(recordName(record))}
              isChecked={isSelected}
              onToggle={(isRange) => props.onSelect(record, index, isRange)}
            />
          )}
        </div>
      ) : null}
      {columns.map((field, column) => (
        <div
          key={field.name}
          id={`${id}-${column}`}
          className={`cell ${field.type}${column === activeColumn ? " active" : ""}`}
          role="gridcell"
          dir={isProse(field) ? directionOf(record?.[field.name]) : undefined}
          data-column={column}
          aria-readonly={!isSelectable || !isEditedInCell(field)}
        >
          {record === undefined ? (
            <span className="skeleton" />
          ) : (
            <>
              <RecordCell field={field} record={record} fileToken={fileToken} />
              {column === hoveredColumn ? (
                <Marks
                  canCopy={isCopied(field) && record[field.name] !== ""}
                  canEdit={isSelectable && isEditedInCell(field)}
                />
              ) : null}
            </>
          )}
        </div>
      ))}
    </div>
  );
});

/** What may be of any script, and is read from the right in some. */
function isProse({ name, type }: CollectionField): boolean {
  return name !== "id" && (type === "text" || type === "editor");
}

interface SelectBoxProps {
  readonly label: string;
  readonly isChecked: boolean;
  readonly onToggle: (isRange: boolean) => void;
}

/** The focus goes to the table: the box goes out of the page when its row is scrolled away. */
function SelectBox({ label, isChecked, onToggle }: SelectBoxProps): ReactElement {
  const toggle = (event: MouseEvent): void => {
    event.stopPropagation();
    onToggle(event.shiftKey);
  };
  return <input type="checkbox" tabIndex={-1} aria-label={label} checked={isChecked} readOnly onClick={toggle} />;
}

interface MarksProps {
  readonly canCopy: boolean;
  readonly canEdit: boolean;
}

/** Seen when the pointer is at the cell. With the keyboard, Enter edits the active cell and Ctrl/Cmd+C copies it. */
function Marks({ canCopy, canEdit }: MarksProps): ReactElement | null {
  if (!canCopy && !canEdit) return null;
  return (
    <span className="cell-marks" aria-hidden="true">
      {canEdit ? (
        <span className="cell-mark" data-mark="edit">
          <Icon name="edit" />
        </span>
      ) : null}
      {canCopy ? (
        <span className="cell-mark" data-mark="copy">
          <Icon name="copy" />
        </span>
      ) : null}
    </span>
  );
}

function isMark(target: EventTarget): boolean {
  return target instanceof Element && target.closest("[data-mark]") !== null;
}

function isCopied({ type }: CollectionField): boolean {
  return !["bool", "file", "password"].includes(type);
}

/** A click that ends the selection of a text opens nothing. */
function hasTextSelection(): boolean {
  const selection = getSelection();
  return selection !== null && !selection.isCollapsed && selection.toString().trim() !== "";
}
