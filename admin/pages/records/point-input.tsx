import { Suspense, lazy, useState } from "react";
import type { ReactElement } from "react";
import { Icon } from "../../components/icon.tsx";
import { text } from "../../texts/text.ts";
import type { FieldInputProps } from "./field-input.tsx";
import type { Point } from "./map/map-view.ts";

// Without the connection there are the numbers.
const PointMap = lazy(() =>
  import("./map/point-map.tsx").then(
    (module) => ({ default: module.PointMap }),
    () => ({ default: () => <></> }),
  ),
);

/** Two numbers, which can also be pasted together as maps write them, and a place on a map. */
export function PointInput({ field, value, onChange }: FieldInputProps): ReactElement {
  const { lon = 0, lat = 0 } = (value ?? {}) as Partial<Point>;
  const [problem, setProblem] = useState("");
  const set = (point: Point | null, otherwise: string): void => {
    setProblem(point === null ? otherwise : "");
    if (point !== null) onChange(point);
  };
  const locate = (): void => {
    const fail = (): void => set(null, text.record.hereFailed);
    // Pages without TLS have no geolocation.
    if (!isSecureContext) return fail();
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => set({ lon: coords.longitude, lat: coords.latitude }, ""),
      fail,
    );
  };
  return (
    <div className="stack tight">
      <div className="pair">
        <Degrees label={text.record.latitude} most={90} value={lat} onChange={(next) => onChange({ lon, lat: next })} />
        <Degrees
          label={text.record.longitude}
          most={180}
          value={lon}
          onChange={(next) => onChange({ lon: next, lat })}
        />
      </div>
      <div className="row">
        <input
          className="input paste"
          aria-label={`${field.name}: ${text.record.pasteLabel}`}
          placeholder={text.record.paste}
          value=""
          onChange={(event) => set(parsePoint(event.target.value), text.record.pasteWrong)}
        />
        <button type="button" className="button" onClick={locate}>
          <Icon name="map" />
          {text.record.here}
        </button>
        <a
          className="button quiet"
          href={`https://www.openstreetmap.org/?mlat=${lat}&mlon=${lon}#map=12/${lat}/${lon}`}
          target="_blank"
          rel="noopener noreferrer"
        >
          <Icon name="external" />
          {text.record.openMap}
        </a>
      </div>
      {problem === "" ? null : (
        <p className="error" role="alert">
          {problem}
        </p>
      )}
      <Suspense fallback={<div className="map" />}>
        <PointMap label={field.name} point={{ lon: Number(lon) || 0, lat: Number(lat) || 0 }} onChange={onChange} />
      </Suspense>
    </div>
  );
}

interface DegreesProps {
  readonly label: string;
  readonly most: number;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

function Degrees({ label, most, value, onChange }: DegreesProps): ReactElement {
  return (
    <label className="stack tight">
      <span className="hint">{label}</span>
      <input
        className="input"
        type="number"
        step="any"
        min={-most}
        max={most}
        value={value}
        onChange={(event) => onChange(event.target.value === "" ? 0 : event.target.valueAsNumber)}
      />
    </label>
  );
}

/** `52.52, 13.40`, or an address with `@52.52,13.40`, `#map=12/52.52/13.40` or `q=52.52,13.40` in it. */
function parsePoint(pasted: string): Point | null {
  const found = /(-?\d{1,2}(?:\.\d+)?)\s*[,/;\s]\s*(-?\d{1,3}(?:\.\d+)?)(?!.*\d{1,2}\.\d+[,/]-?\d)/.exec(
    pasted.replace(/^.*(?:@|map=\d+\/|[?&]q=)/, ""),
  );
  const [lat, lon] = [Number(found?.[1]), Number(found?.[2])];
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lon, lat } : null;
}
