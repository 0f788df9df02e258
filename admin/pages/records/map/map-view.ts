/** What of the world a map shows. */
export interface MapView {
  readonly lon: number;
  readonly lat: number;
  /** 1: the whole world; 2: half of it in each direction. */
  readonly zoom: number;
}

export interface Point {
  readonly lon: number;
  readonly lat: number;
}

export const WORLD: MapView = { lon: 0, lat: 0, zoom: 1 };
export const MOST_ZOOM = 4096;
const NEAR_ZOOM = 6;
/** Steps of the arrow keys across the map. */
const KEY_STEPS = 60;
const MOST_DIGITS = 6;

/** Around a point; the whole world for the one that stands for none. */
export function viewOf({ lon, lat }: Point): MapView {
  return lon === 0 && lat === 0 ? WORLD : within({ lon, lat, zoom: NEAR_ZOOM });
}

/** The view nearest to it that shows nothing beyond the poles. */
export function within({ lon, lat, zoom }: MapView): MapView {
  const limited = clamp(zoom, 1, MOST_ZOOM);
  const [lonMost, latMost] = [180 - 180 / limited, 90 - 90 / limited];
  return { lon: clamp(lon, -lonMost, lonMost), lat: clamp(lat, -latMost, latMost), zoom: limited };
}

/** The point at a place of the map, given in parts of its width and height, as exact as the place is. */
export function pointAt(view: MapView, part: { readonly x: number; readonly y: number }): Point {
  const lon = view.lon + ((part.x - 0.5) * 360) / view.zoom;
  const lat = view.lat - ((part.y - 0.5) * 180) / view.zoom;
  return rounded({ lon, lat }, view.zoom);
}

/** The view in which the point at a place of the map stays there. */
export function zoomedAt(view: MapView, factor: number, part: { readonly x: number; readonly y: number }): MapView {
  const zoom = clamp(view.zoom * factor, 1, MOST_ZOOM);
  const lon = view.lon + (part.x - 0.5) * 360 * (1 / view.zoom - 1 / zoom);
  const lat = view.lat - (part.y - 0.5) * 180 * (1 / view.zoom - 1 / zoom);
  return within({ lon, lat, zoom });
}

/** The point that an arrow key moves it to; null for other keys. */
export function moved(point: Point, view: MapView, key: string): Point | null {
  const step = 360 / view.zoom / KEY_STEPS;
  const steps: Readonly<Record<string, Point>> = {
    ArrowRight: { lon: step, lat: 0 },
    ArrowLeft: { lon: -step, lat: 0 },
    ArrowUp: { lon: 0, lat: step },
    ArrowDown: { lon: 0, lat: -step },
  };
  const by = steps[key];
  return by === undefined ? null : rounded({ lon: point.lon + by.lon, lat: point.lat + by.lat }, view.zoom);
}

/** The view moved as little as shows the point. */
export function showing(view: MapView, { lon, lat }: Point): MapView {
  const [halfLon, halfLat] = [170 / view.zoom, 85 / view.zoom];
  return within({
    zoom: view.zoom,
    lon: clamp(view.lon, lon - halfLon, lon + halfLon),
    lat: clamp(view.lat, lat - halfLat, lat + halfLat),
  });
}

function rounded({ lon, lat }: Point, zoom: number): Point {
  const factor = 10 ** clamp(Math.ceil(Math.log10(zoom)) + 1, 1, MOST_DIGITS);
  const round = (value: number): number => Math.round(value * factor) / factor + 0;
  return { lon: round(clamp(lon, -180, 180)), lat: round(clamp(lat, -90, 90)) };
}

function clamp(value: number, least: number, most: number): number {
  // Without a negative zero.
  return Math.max(least, Math.min(most, value)) + 0;
}
