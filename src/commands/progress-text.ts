import { countText } from "../lib/limit-error.ts";
import type { ProgressStep, ProgressUnit } from "../lib/progress.ts";
import { sizeText } from "../lib/size-text.ts";

export interface ProgressState extends ProgressStep {
  readonly done: number;
  readonly elapsedMs: number;
  /** Of the last seconds; null before it can be told. */
  readonly perSecond: number | null;
}

/** `Packing: 1.2 GiB of 2.0 GiB, 60 %, 145.3 MiB/s, 6 s left`, cut to the width of the terminal. */
export function progressText(state: ProgressState, width: number): string {
  const { name, done, total, unit, perSecond, elapsedMs } = state;
  const parts: string[] = [];
  if (total === null) {
    if (done > 0) parts.push(amountText(done, unit));
    parts.push(durationText(elapsedMs));
  } else {
    // Files may grow while they are read.
    const shown = Math.min(done, total);
    parts.push(ofText(shown, total, unit), `${total === 0 ? 100 : Math.floor((100 * shown) / total)} %`);
  }
  if (perSecond !== null && perSecond > 0) {
    parts.push(`${amountText(Math.round(perSecond), unit)}/s`);
    if (total !== null && total > done) parts.push(`${durationText((1000 * (total - done)) / perSecond)} left`);
  }
  const text = `${name}: ${parts.join(", ")}`;
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}

/** `850 ms` are `1 s`, `4000 s` are `1 h 6 min`: the two largest units. */
export function durationText(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${countText(Math.floor(minutes / 60))} h ${minutes % 60} min`;
}

function ofText(done: number, total: number, unit: ProgressUnit): string {
  if (unit === "bytes") return `${sizeText(done)} of ${sizeText(total)}`;
  return `${countText(done)} of ${amountText(total, unit)}`;
}

function amountText(count: number, unit: ProgressUnit): string {
  return unit === "bytes" ? sizeText(count) : `${countText(count)} ${count === 1 ? unit.slice(0, -1) : unit}`;
}
