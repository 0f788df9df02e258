import { expect, test } from "bun:test";
import { WORLD, moved, pointAt, showing, viewOf, within, zoomedAt } from "../../admin/pages/records/map/map-view.ts";

test("a place of the map is a point, as exact as the map is large", () => {
  expect(pointAt(WORLD, { x: 0.5, y: 0.5 })).toEqual({ lon: 0, lat: 0 });
  expect(pointAt(WORLD, { x: 0, y: 0 })).toEqual({ lon: -180, lat: 90 });
  expect(pointAt(WORLD, { x: 1.2, y: 1 })).toEqual({ lon: 180, lat: -90 });
  expect(pointAt(WORLD, { x: 1 / 3, y: 1 / 3 })).toEqual({ lon: -60, lat: 30 });
  expect(pointAt({ lon: 13.4, lat: 52.5, zoom: 1000 }, { x: 0.51, y: 0.5 })).toEqual({ lon: 13.4036, lat: 52.5 });
});

test("a view shows nothing beyond the poles and the date line", () => {
  expect(within({ lon: 50, lat: -80, zoom: 1 })).toEqual(WORLD);
  expect(within({ lon: 500, lat: -80, zoom: 2 })).toEqual({ lon: 90, lat: -45, zoom: 2 });
  expect(viewOf({ lon: 0, lat: 0 })).toEqual(WORLD);
  expect(viewOf({ lon: 13.4, lat: 89 }).lat).toBe(75);
});

test("what is under the pointer stays there when the map is zoomed", () => {
  const view = { lon: 10, lat: 20, zoom: 4 };
  const part = { x: 0.2, y: 0.7 };
  const next = zoomedAt(view, 8, part);
  expect(next.zoom).toBe(32);
  expect(pointAt(next, part).lon).toBeCloseTo(pointAt(view, part).lon, 0);
  expect(pointAt(next, part).lat).toBeCloseTo(pointAt(view, part).lat, 0);
});

test("arrow keys move the point in steps of the map, which follows it", () => {
  expect(moved({ lon: 0, lat: 0 }, WORLD, "ArrowRight")).toEqual({ lon: 6, lat: 0 });
  expect(moved({ lon: 0, lat: 89 }, WORLD, "ArrowUp")).toEqual({ lon: 0, lat: 90 });
  expect(moved({ lon: 0, lat: 0 }, WORLD, "a")).toBeNull();
  const view = showing({ lon: 0, lat: 0, zoom: 10 }, { lon: 30, lat: 0 });
  expect(view).toEqual({ lon: 13, lat: 0, zoom: 10 });
});
