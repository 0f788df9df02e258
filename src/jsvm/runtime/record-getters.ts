import { toBoolean, toNumber } from "../../lib/convert.ts";
import { AuthRecord } from "./auth-record.ts";
import type { HostFile } from "./file.ts";
import { GeoPoint } from "./geo-point.ts";
import { integerOf, textOf } from "./go-casts.ts";
import { textsOfValue } from "./record-value.ts";
import { unmarshalText } from "./unmarshal.ts";
import { HostDateTime } from "./date-time.ts";

/** The values of a record in the types that scripts ask for, as Go's casts make them. */
export abstract class RecordGetters extends AuthRecord {
  abstract get(name: string): unknown;

  getRaw(name: string): unknown {
    return this.get(name);
  }

  getString(name: string): string {
    return textOf(this.get(name));
  }

  getBool(name: string): boolean {
    return toBoolean(this.get(name));
  }

  getInt(name: string): number {
    return integerOf(this.get(name));
  }

  getFloat(name: string): number {
    return toNumber(this.get(name));
  }

  getDateTime(name: string): HostDateTime {
    return new HostDateTime(this.get(name));
  }

  getGeoPoint(name: string): GeoPoint {
    return GeoPoint.of(this.get(name));
  }

  getStringSlice(name: string): string[] {
    return textsOfValue(this.get(name));
  }

  /** The files of a field that were set and are not stored yet. */
  getUnsavedFiles(name: string): HostFile[] {
    return (this.get(name.endsWith(":unsaved") ? name : `${name}:unsaved`) ?? []) as HostFile[];
  }

  getUploadedFiles(name: string): HostFile[] {
    return this.getUnsavedFiles(name);
  }

  unmarshalJSONField(name: string, target: object): void {
    unmarshalText(this.getString(name), target);
  }
}
