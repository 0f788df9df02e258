import { fieldsOf, goFields } from "./go-struct.ts";

/** A point as scripts get it. */
export class GeoPoint {
  lon: number;
  lat: number;

  constructor({ lon = 0, lat = 0 }: { readonly lon?: number; readonly lat?: number } = {}) {
    this.lon = lon;
    this.lat = lat;
  }

  /** Of what may be a point, or its JSON text. */
  static of(value: unknown): GeoPoint {
    const point = typeof value === "string" && value.startsWith("{") ? (JSON.parse(value) as unknown) : value;
    return typeof point === "object" && point !== null ? new GeoPoint(point) : new GeoPoint();
  }

  asMap(): { lon: number; lat: number } {
    return { lon: this.lon, lat: this.lat };
  }

  value(): string {
    return this.string();
  }

  /** Becomes the point of a map, of another point or of JSON. */
  scan(value: unknown): void {
    const { lon, lat } = GeoPoint.of(value);
    Object.assign(this, { lon, lat });
  }

  [goFields](): [string, unknown][] {
    return fieldsOf(this, ["lon", "lat"]);
  }

  string(): string {
    return JSON.stringify(this.asMap());
  }

  toString(): string {
    return this.string();
  }

  toJSON(): object {
    return this.asMap();
  }
}
