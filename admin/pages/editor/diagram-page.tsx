import { useMemo, useRef, useState } from "react";
import type { KeyboardEvent, PointerEvent, ReactElement, RefObject } from "react";
import { collections } from "../../api/collections.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { IconButton } from "../../components/icon-button.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Switch } from "../../components/inputs.tsx";
import { useStore } from "../../state/store.ts";
import { text } from "../../texts/text.ts";
import { layOut, type Diagram } from "./diagram-layout.ts";
import { DiagramDrawing } from "./diagram-drawing.tsx";

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
  const shown = useMemo(() => (list ?? []).filter(({ system }) => withSystem || !system), [list, withSystem]);
  const diagram = useMemo(() => layOut(shown), [shown]);
  const { diagram: texts } = text;
  return (
    <>
      <PageHeader title={texts.title}>
        <input
          className="input diagram-search"
          type="search"
          aria-label={texts.search}
          placeholder={texts.search}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <Switch label={texts.system} value={withSystem} onChange={setWithSystem} />
      </PageHeader>
      {shown.length === 0 ? (
        <EmptyState icon="diagram" title={text.shell.noCollections} />
      ) : (
        <Board key={`${withSystem}`} diagram={diagram} search={search} />
      )}
    </>
  );
}

/** Moved by the pointer, the wheel and the arrow keys; `+`, `-` and `0` zoom. */
function Board({ diagram, search }: { diagram: Diagram; search: string }): ReactElement {
  const box = useRef<HTMLDivElement>(null);
  const { view, setView, fitted, current, zoom, move, onKeyDown } = useView(box, diagram);
  const { diagram: texts } = text;
  return (
    <div className="diagram">
      <div
        ref={(element) => {
          box.current = element;
          if (element !== null && view === null) setView(fitted());
        }}
        className="diagram-board"
        role="region"
        aria-label={texts.board}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => drag(event, current(), setView)}
        onWheel={(event) => {
          if (event.ctrlKey || event.metaKey) {
            const { left, top } = event.currentTarget.getBoundingClientRect();
            zoom(Math.exp(-event.deltaY / 300), { x: event.clientX - left, y: event.clientY - top });
          } else move(-event.deltaX, -event.deltaY);
        }}
      >
        {view === null ? null : <DiagramDrawing diagram={diagram} view={view} search={search.trim().toLowerCase()} />}
      </div>
      <div className="diagram-tools">
        <IconButton icon="plus" label={texts.zoomIn} look="small" onClick={() => zoom(1.2)} />
        <IconButton icon="search" label={texts.fit} look="small fit" onClick={() => setView(fitted())} />
        <button
          type="button"
          className="button small icon-only"
          aria-label={texts.zoomOut}
          onClick={() => zoom(1 / 1.2)}
        >
          −
        </button>
      </div>
    </div>
  );
}

/** What part of the diagram is in sight; null before the board is there. */
function useView(box: RefObject<HTMLDivElement | null>, diagram: Diagram) {
  const [view, setView] = useState<View | null>(null);
  const fitted = (): View => {
    const { width = 800, height = 600 } = box.current?.getBoundingClientRect() ?? {};
    const scale = Math.min(
      1,
      Math.max(MIN_SCALE, Math.min((width - 48) / diagram.width, (height - 48) / diagram.height)),
    );
    return { scale, x: (width - diagram.width * scale) / 2, y: Math.max(24, (height - diagram.height * scale) / 2) };
  };
  const current = (): View => view ?? fitted();
  const zoom = (factor: number, at?: { x: number; y: number }): void => {
    const before = current();
    const scale = Math.min(MAX_SCALE, Math.max(MIN_SCALE, before.scale * factor));
    const { width = 0, height = 0 } = box.current?.getBoundingClientRect() ?? {};
    const { x, y } = at ?? { x: width / 2, y: height / 2 };
    const ratio = scale / before.scale;
    setView({ scale, x: x - (x - before.x) * ratio, y: y - (y - before.y) * ratio });
  };
  const move = (x: number, y: number): void => {
    const before = current();
    setView({ ...before, x: before.x + x, y: before.y + y });
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
  return { view, setView, fitted, current, zoom, move, onKeyDown };
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
