import { isContainer } from "./json-rows.ts";
import type { JsonRow } from "./json-rows.ts";

interface TreeActions {
  readonly rows: readonly JsonRow[];
  readonly active: number;
  readonly goTo: (index: number) => void;
  readonly toggle: (row: JsonRow) => void;
  /** Opens or closes an object or a list, edits another value. */
  readonly act: (row: JsonRow) => void;
}

const PAGE_ROWS = 12;

/** What a key does in the tree, as in those of systems; false where it does nothing. */
export function moveInTree(key: string, { rows, active, goTo, toggle, act }: TreeActions): boolean {
  const row = rows[active];
  if (row === undefined) return false;
  const places: Readonly<Record<string, number>> = {
    ArrowDown: active + 1,
    ArrowUp: active - 1,
    PageDown: active + PAGE_ROWS,
    PageUp: active - PAGE_ROWS,
    Home: 0,
    End: rows.length - 1,
  };
  const place = places[key];
  if (place !== undefined) goTo(place);
  else if (key === "ArrowRight" && isContainer(row)) {
    if (row.isOpen) goTo(active + 1);
    else toggle(row);
  } else if (key === "ArrowLeft") {
    if (row.isOpen) toggle(row);
    else goTo(parentOf(rows, active));
  } else if (["Enter", "F2", " "].includes(key)) act(row);
  else return false;
  return true;
}

function parentOf(rows: readonly JsonRow[], index: number): number {
  const depth = rows[index]?.path.length ?? 0;
  for (let place = index - 1; place >= 0; place--) if ((rows[place]?.path.length ?? 0) < depth) return place;
  return index;
}
