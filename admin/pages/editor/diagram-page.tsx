import { useLayoutEffect, useMemo, useRef, useState } from "react";
import type { KeyboardEvent, PointerEvent, ReactElement, RefObject } from "react";
import { flushSync } from "react-dom";
import { collections } from "../../api/collections.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { IconButton } from "../../components/icon-button.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Switch } from "../../components/inputs.tsx";
import { useStore } from "../../state/store.ts";
import { text } from "../../texts/text.ts";
import { HEAD_HEIGHT, TABLE_WIDTH, layOut, markOf, type Diagram, type Table } from "./diagram-layout.ts";
import { DiagramDrawing, matches } from "./diagram-drawing.tsx";

interface View {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

const MIN_SCALE = 0.15;
const MAX_SCALE = 2;
const STEP = 60;

/** `#/collections/diagram`: the collections and how they are related. */
export function DiagramPage(): ReactElement {
  const { list } = useStore(collections);
  const [withSystem, setWithSystem] = useState(false);
  const [search, setSearch] = useState("");
  const goTo = useRef<((table: Table) => void) | null>(null);
  const shown = useMemo(() => (list ?? []).filter(({ system }) => withSystem || !system), [list, withSystem]);
  const diagram = useMemo(() => layOut(shown), [shown]);
  const { diagram: texts } = text;
  const typed = search.trim().toLowerCase();
  const goToFound = (): void => {
    const byName = diagram.tables.find(({ collection }) => collection.name.toLowerCase().includes(typed));
    const found = byName ?? diagram.tables.find((table) => matches(table, typed));
    if (typed !== "" && found !== undefined) goTo.current?.(found);
  };
  return (
    <>
      <PageHeader title={texts.title} over="table">
        <input
          className="input diagram-search"
          type="search"
          aria-label={texts.search}
          placeholder={texts.search}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          onKeyDown={({ key }) => {
            if (key === "Enter") goToFound();
          }}
        />
        <Switch label={texts.system} value={withSystem} onChange={setWithSystem} />
      </PageHeader>
      {shown.length === 0 ? (
        <EmptyState icon="diagram" title={text.shell.noCollections} />
      ) : (
        <Board key={`${withSystem}`} diagram={diagram} search={typed} goTo={goTo} />
      )}
    </>
  );
}

interface BoardProps {
  readonly diagram: Diagram;
  readonly search: string;
  /** Filled in by the board: brings a table to the middle, large enough to read. */
  readonly goTo: RefObject<((table: Table) => void) | null>;
}

/** Moved by the pointer, the wheel and the arrow keys; `+`, `-` and `0` zoom. */
function Board({ diagram, search, goTo }: BoardProps): ReactElement {
  const box = useRef<HTMLDivElement>(null);
  const { view, setView, zoom, move, onKeyDown } = useView(box, diagram);
  const { diagram: texts } = text;
  useLayoutEffect(() => {
    goTo.current = ({ x, y }) => {
      const { width = 0, height = 0 } = box.current?.getBoundingClientRect() ?? {};
      setView({ scale: 1, x: (width - TABLE_WIDTH) / 2 - x, y: height / 4 - y });
    };
  }, [goTo, setView]);
  return (
    <div className="diagram">
      <div
        ref={box}
        className="diagram-board"
        role="region"
        aria-label={texts.board}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          if (view !== null) drag(event, view, setView);
        }}
        onWheel={(event) => {
          if (event.ctrlKey || event.metaKey) {
            const { left, top } = event.currentTarget.getBoundingClientRect();
            zoom(Math.exp(-event.deltaY / 300), { x: event.clientX - left, y: event.clientY - top });
          } else move(-event.deltaX, -event.deltaY);
        }}
      >
        {view === null ? null : <DiagramDrawing diagram={diagram} view={view} search={search} />}
      </div>
      {diagram.relations.length === 0 ? null : <Legend />}
      <div className="diagram-tools">
        <IconButton icon="plus" label={texts.zoomIn} look="small" onClick={() => zoom(1.2)} />
        <IconButton icon="fit" label={texts.fit} look="small fit" onClick={() => setView(null)} />
        <IconButton icon="minus" label={texts.zoomOut} look="small" onClick={() => zoom(1 / 1.2)} />
      </div>
    </div>
  );
}

/** What the marks at the ends of the lines say. */
function Legend(): ReactElement {
  return (
    <ul className="diagram-legend" aria-hidden="true">
      {[false, true].map((isMany) => (
        <li key={String(isMany)}>
          <svg width="24" height="12" viewBox="0 0 24 12">
            <path className="diagram-line" d={`M0 6H24${markOf(24, 6, { direction: -1, isMany })}`} />
          </svg>
          {isMany ? text.diagram.many : text.diagram.one}
        </li>
      ))}
    </ul>
  );
}

function fit(diagram: Diagram, { width, height }: { width: number; height: number }): View {
  const wanted = Math.min((width - 48) / diagram.width, (height - 48) / diagram.height);
  const scale = Math.min(1, Math.max(MIN_SCALE, wanted));
  const top = HEAD_HEIGHT / 2;
  return { scale, x: (width - diagram.width * scale) / 2, y: Math.max(top, (height - diagram.height * scale) / 2) };
}

/** What part of the diagram is in sight; null before the board is there. All of it, in whatever size, until it is moved. */
function useView(box: RefObject<HTMLDivElement | null>, diagram: Diagram) {
  const [chosen, setView] = useState<View | null>(null);
  const [size, setSize] = useState<DOMRectReadOnly | null>(null);
  useLayoutEffect(() => {
    if (box.current === null) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      // Before the new size is painted: the diagram would be seen out of place.
      flushSync(() => setSize(entry?.contentRect ?? null));
    });
    observer.observe(box.current);
    return () => observer.disconnect();
  }, [box]);
  const view = chosen ?? (size === null ? null : fit(diagram, size));
  const zoom = (factor: number, at?: { x: number; y: number }): void => {
    if (view === null) return;
    const scale = Math.min(MAX_SCALE, Math.max(MIN_SCALE, view.scale * factor));
    const { x, y } = at ?? { x: (size?.width ?? 0) / 2, y: (size?.height ?? 0) / 2 };
    const ratio = scale / view.scale;
    setView({ scale, x: x - (x - view.x) * ratio, y: y - (y - view.y) * ratio });
  };
  const move = (x: number, y: number): void => {
    if (view !== null) setView({ ...view, x: view.x + x, y: view.y + y });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const steps: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => move(STEP, 0),
      ArrowRight: () => move(-STEP, 0),
      ArrowUp: () => move(0, STEP),
      ArrowDown: () => move(0, -STEP),
      "+": () => zoom(1.2),
      "-": () => zoom(1 / 1.2),
      "0": () => setView(null),
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    step();
  };
  return { view, setView, zoom, move, onKeyDown };
}

function drag(event: PointerEvent, start: View, setView: (view: View) => void): void {
  if (event.button !== 0 || (event.target instanceof Element && event.target.closest("a") !== null)) return;
  const onMove = ({ clientX, clientY }: globalThis.PointerEvent): void =>
    setView({ ...start, x: start.x + clientX - event.clientX, y: start.y + clientY - event.clientY });
  const end = (): void => {
    removeEventListener("pointermove", onMove);
    removeEventListener("pointerup", end);
    removeEventListener("pointercancel", end);
  };
  addEventListener("pointermove", onMove);
  addEventListener("pointerup", end);
  addEventListener("pointercancel", end);
}
