import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { ReactElement } from "react";
import { LogPages } from "../../api/log-pages.ts";
import { replaceQuery } from "../../state/route.ts";
import { useShortcuts } from "../../state/shortcuts.ts";
import { useStore } from "../../state/store.ts";
import { text } from "../../texts/text.ts";
import type { PageProps } from "../shell/sections.ts";
import { LogChart } from "./log-chart.tsx";
import { LogExport } from "./log-export.tsx";
import { LogFilterBar } from "./log-filter-bar.tsx";
import { LogList } from "./log-list.tsx";
import { LogState } from "./log-state.tsx";
import { LogsHead, NewerButton } from "./logs-head.tsx";
import { LogPanel } from "./log-panel.tsx";
import { filtersOf, readQuery, sinceMs, writeQuery } from "./log-query.ts";
import type { LogQuery } from "./log-query.ts";
import { LogToolbar } from "./log-toolbar.tsx";
import { useBars } from "./use-bars.ts";
import { useTail } from "./use-tail.ts";

export function LogsPage({ where }: PageProps): ReactElement {
  const search = where.query.toString();
  const query = useMemo(() => readQuery(new URLSearchParams(search)), [search]);
  const filters = useMemo(() => filtersOf(query, Date.now()), [query]);
  const [round, setRound] = useState(0);
  const [open, setOpen] = useState<number | null>(null);
  const [isExporting, setExporting] = useState(false);
  const pages = useMemo(() => new LogPages(filters.list), [filters.list]);
  const scroller = useRef<HTMLDivElement>(null);
  const range = useRange(query, round);
  const chart = useBars(filters.chart, range, round);
  const rows = useStore(pages.rows);
  const refresh = useCallback(() => {
    setRound((before) => before + 1);
    return pages.refresh();
  }, [pages]);
  const tail = useTail({ pages, scroller, isOff: query.zoom !== null, onNewer: refresh });
  useEffect(() => setOpen(null), [pages]);
  useShortcuts([
    { keys: ["/"], label: text.shortcuts.filter, run: () => focusOn(".filter .code-editor, .filter .input") },
    { keys: ["J"], label: text.logs.toList, run: () => scroller.current?.focus() },
    { keys: ["P"], label: tail.isLive ? text.logs.pause : text.logs.resume, run: tail.toggle },
    { keys: ["R"], label: text.logs.refresh, run: () => void refresh() },
  ]);
  const set = (part: Partial<LogQuery>): void => replaceQuery(writeQuery({ ...query, ...part }));
  return (
    <>
      <LogsHead
        tail={tail}
        canFollow={query.zoom === null}
        onRefresh={() => void refresh()}
        onExport={() => setExporting(true)}
      />
      <LogFilterBar filter={query.typed} onFilter={(typed) => set({ typed })} />
      <LogToolbar query={query} bars={chart.bars} onChange={set} />
      <LogChart bars={chart.bars} problem={chart.problem} levels={query.levels} onZoom={(zoom) => set({ zoom })} />
      <LogState
        pages={pages}
        isFiltered={search !== ""}
        onRetry={() => void refresh()}
        onClear={() => replaceQuery(new URLSearchParams())}
      />
      <LogList pages={pages} scroller={scroller} onOpen={setOpen} />
      <NewerButton
        count={tail.newer}
        onShow={() => {
          scroller.current?.scrollTo({ top: 0 });
          void refresh();
        }}
      />
      {open === null ? null : (
        <LogPanel
          pages={pages}
          index={open}
          total={rows.total ?? 0}
          onMove={setOpen}
          onClose={() => setOpen(null)}
          onSimilar={(typed) => {
            setOpen(null);
            set({ typed });
          }}
        />
      )}
      {isExporting ? <LogExport filter={filters.list} total={rows.total} onClose={() => setExporting(false)} /> : null}
    </>
  );
}

function focusOn(selector: string): void {
  document.querySelector<HTMLElement>(`#main :is(${selector})`)?.focus();
}

/** What the chart covers; null for all there is. */
function useRange({ zoom, range }: LogQuery, round: number): LogQuery["zoom"] {
  return useMemo(() => {
    if (zoom !== null) return zoom;
    const nowMs = Date.now();
    const fromMs = sinceMs({ range }, nowMs);
    return fromMs === null ? null : { fromMs, toMs: nowMs };
    // With another round it is later.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [zoom, range, round]);
}
