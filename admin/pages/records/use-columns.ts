import { useMemo, useState } from "react";
import type { CollectionField, CollectionModel } from "pocketbase";
import { visibleFields } from "../../api/collections.ts";

interface Kept {
  readonly hidden: readonly string[];
  /** In pixels, of the columns whose width was changed. */
  readonly widths: Readonly<Record<string, number>>;
}

export interface Columns {
  readonly fields: readonly CollectionField[];
  readonly shown: readonly CollectionField[];
  /** The names of those that are not shown. */
  readonly hidden: readonly string[];
  readonly widths: Readonly<Record<string, number>>;
  readonly hide: (hidden: readonly string[]) => void;
  /** Null: as wide as it would be by itself. */
  readonly resize: (name: string, width: number | null) => void;
}

const DEFAULTS: Kept = { hidden: ["password"], widths: {} };
export const LEAST_WIDTH_PX = 70;
const MOST_WIDTH_PX = 900;

/** Which fields the table shows and how wide they are, kept in this browser for each collection. */
export function useColumns(collection: CollectionModel): Columns {
  const key = `baobox_columns_${collection.id}`;
  const [kept, setKept] = useState<Kept>(() => read(key));
  const keep = (next: Kept): void => {
    localStorage.setItem(key, JSON.stringify(next));
    setKept(next);
  };
  const fields = useMemo(() => visibleFields(collection), [collection]);
  const shown = useMemo(() => {
    const chosen = fields.filter(({ name }) => !kept.hidden.includes(name));
    return chosen.length === 0 ? fields.slice(0, 1) : chosen;
  }, [fields, kept.hidden]);
  return {
    fields,
    shown,
    hidden: kept.hidden,
    widths: kept.widths,
    hide: (hidden) => keep({ ...kept, hidden }),
    resize(name, width) {
      const { [name]: _, ...others } = kept.widths;
      const limited = Math.round(Math.max(LEAST_WIDTH_PX, Math.min(MOST_WIDTH_PX, width ?? 0)));
      keep({ ...kept, widths: width === null ? others : { ...others, [name]: limited } });
    },
  };
}

function read(key: string): Kept {
  try {
    const { hidden, widths } = JSON.parse(localStorage.getItem(key) ?? "{}") as Partial<Kept>;
    return { hidden: hidden ?? DEFAULTS.hidden, widths: widths ?? DEFAULTS.widths };
  } catch {
    return DEFAULTS;
  }
}
