import { useRef, useState } from "react";
import type { KeyboardEvent, ReactElement } from "react";
import { Icon } from "../../../components/icon.tsx";
import { text } from "../../../texts/text.ts";
import { isContainer } from "./json-rows.ts";
import type { JsonRow } from "./json-rows.ts";

export const TREE_ROW_PX = 26;
const INDENT_PX = 18;
const SHOWN_AT_MOST = 160;

interface TreeRowProps {
  readonly id: string;
  readonly topPx: number;
  readonly row: JsonRow;
  readonly source: string;
  readonly name: string;
  readonly isActive: boolean;
  readonly isEdited: boolean;
  readonly onActivate: () => void;
  readonly onAct: () => void;
  /** With the JSON of the new value; null where it stays as it was. */
  readonly onEnd: (literal: string | null) => void;
}

export function TreeRow(props: TreeRowProps): ReactElement {
  const { id, topPx, row, source, name, isActive, isEdited, onActivate, onAct, onEnd } = props;
  const isBranch = isContainer(row);
  const depth = row.path.length;
  return (
    <div
      id={id}
      className={isActive ? "json-row active" : "json-row"}
      role="treeitem"
      aria-level={depth + 1}
      aria-selected={isActive}
      aria-expanded={isBranch ? row.isOpen : undefined}
      style={{ top: topPx, paddingInlineStart: 4 + depth * INDENT_PX }}
      onClick={(event) => {
        onActivate();
        if (isBranch || event.detail > 1) onAct();
      }}
    >
      <span className="json-sign">{isBranch ? <Icon name={row.isOpen ? "chevronDown" : "chevronRight"} /> : null}</span>
      <span className="json-key">{name}</span>
      {isEdited ? (
        <ValueInput key={row.id} label={name} literal={source.slice(row.start, row.end)} onEnd={onEnd} />
      ) : (
        <code className={`json-value ${row.kind}`}>{shown(source, row)}</code>
      )}
    </div>
  );
}

/** Of objects and lists a glance; open ones have their values below. */
function shown(source: string, { kind, start, end, isOpen }: JsonRow): string {
  if (isOpen) return kind === "array" ? "[ ]" : "{ }";
  const part = source.slice(start, Math.min(end, start + SHOWN_AT_MOST));
  const line = isContainer({ kind }) ? part.replaceAll(/\s+/g, " ") : part;
  return end > start + SHOWN_AT_MOST ? `${line}…` : line;
}

interface ValueInputProps {
  readonly label: string;
  readonly literal: string;
  readonly onEnd: (literal: string | null) => void;
}

/** The JSON of one value: texts have their quotes, so that `12` and `"12"` differ. */
function ValueInput({ label, literal, onEnd }: ValueInputProps): ReactElement {
  const [typed, setTyped] = useState(literal);
  const isOver = useRef(false);
  const isValid = isLiteral(typed);
  const end = (value: string | null): void => {
    if (isOver.current) return;
    isOver.current = true;
    onEnd(value);
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") end(null);
    // What is not valid stays to be corrected.
    else if (event.key === "Enter" && isValid) end(typed);
    else if (event.key !== "Enter") return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <input
      dir="auto"
      className="input json-input"
      aria-label={label}
      aria-invalid={!isValid}
      title={isValid ? undefined : text.json.badValue}
      autoFocus
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onKeyDown={onKey}
      onBlur={() => end(isValid ? typed : null)}
    />
  );
}

function isLiteral(typed: string): boolean {
  try {
    JSON.parse(typed);
    return true;
  } catch {
    return false;
  }
}
