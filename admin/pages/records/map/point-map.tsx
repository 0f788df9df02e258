import { useEffect, useId, useRef, useState } from "react";
import type { KeyboardEvent, PointerEvent, ReactElement } from "react";
import { IconButton } from "../../../components/icon-button.tsx";
import { formatNumber } from "../../../texts/format.ts";
import { text } from "../../../texts/text.ts";
import { MapDrawing } from "./map-drawing.tsx";
import { MOST_ZOOM, WORLD, moved, pointAt, showing, viewOf, within, zoomedAt } from "./map-view.ts";
import type { MapView, Point } from "./map-view.ts";

interface PointMapProps {
  readonly label: string;
  readonly point: Point;
  readonly onChange: (point: Point) => void;
}

const MIDDLE = { x: 0.5, y: 0.5 };
/** What moves less is a click. */
const CLICK_PX = 4;
const ZOOM_KEYS: Readonly<Record<string, number>> = { "+": 2, "=": 2, "-": 0.5 };

/** A point on a map of the world's outlines, which asks no other server. A click or a drag of the mark sets it, arrow keys move it. */
export function PointMap({ label, point, onChange }: PointMapProps): ReactElement {
  const words = text.map;
  const hint = useId();
  const [view, setView] = useState(() => viewOf(point));
  const map = useRef<HTMLDivElement>(null);
  const drag = useDrag({ view, setView, onChange });
  useWheel(map, (factor, part) => setView((before) => zoomedAt(before, factor, part)));
  const zoom = (factor: number): void => setView(zoomedAt(showing(view, point), factor, MIDDLE));
  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = moved(point, event.shiftKey ? { ...view, zoom: view.zoom * 10 } : view, event.key);
    const factor = ZOOM_KEYS[event.key];
    if (next !== null) {
      onChange(next);
      setView(showing(view, next));
    } else if (factor !== undefined) zoom(factor);
    else if (event.key === "0") setView(WORLD);
    else return;
    event.preventDefault();
  };
  const place = `${formatNumber(point.lat, { maximumFractionDigits: 6 })}, ${formatNumber(point.lon, { maximumFractionDigits: 6 })}`;
  return (
    <div className="point-map">
      <div
        ref={map}
        className="map"
        role="application"
        aria-label={words.label(label)}
        aria-describedby={hint}
        tabIndex={0}
        onKeyDown={onKey}
        {...drag}
      >
        <MapDrawing view={view} point={point} />
      </div>
      <div className="map-tools">
        <IconButton icon="plus" label={words.in} disabled={view.zoom >= MOST_ZOOM} onClick={() => zoom(2)} />
        <IconButton icon="minus" label={words.out} disabled={view.zoom <= 1} onClick={() => zoom(0.5)} />
        <IconButton icon="fit" label={words.world} disabled={view.zoom <= 1} onClick={() => setView(WORLD)} />
      </div>
      <p className="hint" id={hint}>
        {words.hint}
      </p>
      <p className="hidden-visually" role="status">
        {place}
      </p>
    </div>
  );
}

interface DragOptions {
  readonly view: MapView;
  readonly setView: (view: MapView) => void;
  readonly onChange: (point: Point) => void;
}

interface DragHandlers {
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerUp: (event: PointerEvent<HTMLElement>) => void;
}

interface Start {
  readonly x: number;
  readonly y: number;
  readonly view: MapView;
  readonly isMark: boolean;
}

/** A drag of the mark moves it, one beside it moves the map, and a click sets the mark. */
function useDrag({ view, setView, onChange }: DragOptions): DragHandlers {
  const start = useRef<Start | null>(null);
  const isFar = (event: PointerEvent): boolean =>
    start.current !== null && Math.hypot(event.clientX - start.current.x, event.clientY - start.current.y) >= CLICK_PX;
  return {
    onPointerDown(event) {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      const isMark = event.target instanceof Element && event.target.closest(".map-mark") !== null;
      start.current = { x: event.clientX, y: event.clientY, view, isMark };
    },
    onPointerMove(event) {
      const from = start.current;
      if (from === null || !isFar(event)) return;
      if (from.isMark) return onChange(pointAt(view, partOf(event, event.currentTarget)));
      const { width, height } = event.currentTarget.getBoundingClientRect();
      const lon = from.view.lon - ((event.clientX - from.x) / width) * (360 / view.zoom);
      const lat = from.view.lat + ((event.clientY - from.y) / height) * (180 / view.zoom);
      setView(within({ lon, lat, zoom: view.zoom }));
    },
    onPointerUp(event) {
      if (start.current !== null && !isFar(event)) onChange(pointAt(view, partOf(event, event.currentTarget)));
      start.current = null;
    },
  };
}

/** The wheel alone scrolls the page that the map is in. */
function useWheel(
  map: React.RefObject<HTMLElement | null>,
  onZoom: (factor: number, part: { x: number; y: number }) => void,
): void {
  const latest = useRef(onZoom);
  latest.current = onZoom;
  useEffect(() => {
    const element = map.current;
    if (element === null) return;
    const onWheel = (event: WheelEvent): void => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      latest.current(event.deltaY < 0 ? 1.5 : 1 / 1.5, partOf(event, element));
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [map]);
}

function partOf(
  { clientX, clientY }: { clientX: number; clientY: number },
  element: Element,
): { x: number; y: number } {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { x: (clientX - left) / width, y: (clientY - top) / height };
}
