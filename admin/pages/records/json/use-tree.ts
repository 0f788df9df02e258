import { useMemo, useState } from "react";
import { ROOT_ID, isContainer, jsonRows, openUpTo } from "./json-rows.ts";
import type { JsonRow } from "./json-rows.ts";

/** So much is open at first. */
const FIRST_ROWS = 100;
const MOST_ROWS = 5000;

interface Tree {
  readonly rows: readonly JsonRow[];
  /** The place of the active one. */
  readonly active: number;
  readonly edited: JsonRow | null;
  readonly activate: (row: JsonRow) => void;
  readonly toggle: (row: JsonRow) => void;
  /** Opens or closes an object or a list, begins to edit another value. */
  readonly act: (row: JsonRow) => void;
  readonly endEdit: () => void;
  readonly openAll: () => void;
  readonly closeAll: () => void;
}

/** What of a JSON text is open, active and edited. */
export function useTree(source: string): Tree {
  const [open, setOpen] = useState<ReadonlySet<string>>(() => openUpTo(source, FIRST_ROWS));
  const [activeId, setActive] = useState(ROOT_ID);
  const [editedId, setEdited] = useState<string | null>(null);
  const rows = useMemo(() => jsonRows(source, open), [source, open]);
  const active = useMemo(() => rows.findIndex(({ id }) => id === activeId), [rows, activeId]);
  const toggle = ({ id }: JsonRow): void => {
    const next = new Set(open);
    if (!next.delete(id)) next.add(id);
    setOpen(next);
  };
  return {
    rows,
    active: Math.max(0, active),
    edited: editedId === null ? null : (rows.find(({ id }) => id === editedId) ?? null),
    activate: ({ id }) => setActive(id),
    toggle,
    act: (row) => (isContainer(row) ? toggle(row) : setEdited(row.id)),
    endEdit: () => setEdited(null),
    openAll: () => setOpen(openUpTo(source, MOST_ROWS)),
    closeAll: () => setOpen(new Set([ROOT_ID])),
  };
}
