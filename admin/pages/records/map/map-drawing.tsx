import { memo } from "react";
import type { ReactElement } from "react";
import type { MapView, Point } from "./map-view.ts";
import { BORDERS, LAND, UNITS_PER_DEGREE } from "./world.ts";

/** Of the grid, in degrees: the first with which the map has not too many lines. */
const GRID_STEPS = [30, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01];
const MOST_LINES = 14;

/** The outlines, a grid of degrees, and the mark. */
export function MapDrawing({ view, point }: { view: MapView; point: Point }): ReactElement {
  const [width, height] = [(360 * UNITS_PER_DEGREE) / view.zoom, (180 * UNITS_PER_DEGREE) / view.zoom];
  const [left, top] = [view.lon * UNITS_PER_DEGREE - width / 2, -view.lat * UNITS_PER_DEGREE - height / 2];
  return (
    <>
      <svg viewBox={`${left} ${top} ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        <path className="map-grid" d={gridOf(view)} />
        <Outlines />
      </svg>
      <span
        className="map-mark"
        style={{
          left: `${(0.5 + ((point.lon - view.lon) / 360) * view.zoom) * 100}%`,
          top: `${(0.5 - ((point.lat - view.lat) / 180) * view.zoom) * 100}%`,
        }}
      />
    </>
  );
}

const Outlines = memo(function Outlines(): ReactElement {
  return (
    <>
      <path className="map-land" d={LAND} />
      <path className="map-borders" d={BORDERS} />
    </>
  );
});

/** In the units of the outlines. */
function gridOf({ lon, lat, zoom }: MapView): string {
  const step = GRID_STEPS.findLast((one) => 360 / zoom / one <= MOST_LINES) ?? 30;
  const [halfLon, halfLat] = [180 / zoom, 90 / zoom];
  const lines: string[] = [];
  for (let at = Math.ceil((lon - halfLon) / step); at * step <= lon + halfLon; at++)
    lines.push(
      `M${at * step * UNITS_PER_DEGREE} ${-(lat + halfLat) * UNITS_PER_DEGREE}v${2 * halfLat * UNITS_PER_DEGREE}`,
    );
  for (let at = Math.ceil((lat - halfLat) / step); at * step <= lat + halfLat; at++)
    lines.push(
      `M${(lon - halfLon) * UNITS_PER_DEGREE} ${-at * step * UNITS_PER_DEGREE}h${2 * halfLon * UNITS_PER_DEGREE}`,
    );
  return lines.join("");
}
