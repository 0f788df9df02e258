/** What a step counts. */
export type ProgressUnit = "bytes" | "rows" | "files" | "migrations";

export interface ProgressStep {
  /** What is done, as `Packing` or `Copying posts`. */
  readonly name: string;
  readonly unit: ProgressUnit;
  /** Null where the end is not known. */
  readonly total: number | null;
}

/** Hears how far a long piece of work is, and says when it shall end. The calls are cheap: one for each piece of work is fine. */
export interface Progress {
  /**
   * Aborted when the work shall end, with the reason to throw. Work looks at it between its pieces
   * (`progress.signal.throwIfAborted()`) and cleans up as after any other error.
   */
  readonly signal: AbortSignal;
  /** Begins a step, which ends the one before. */
  step(step: ProgressStep): void;
  /** So much more of the step is done. */
  advance(count: number): void;
  /** So much of the step is done altogether, where it is measured and not counted. */
  reach(count: number): void;
}

/** For work that nobody watches. */
export const noProgress: Progress = {
  signal: new AbortController().signal,
  step: ignore,
  advance: ignore,
  reach: ignore,
};

function ignore(): void {
  // Nobody watches.
}

/** Passes the pieces on while it counts their bytes, and fails where the work shall end. */
export async function* countBytes(pieces: AsyncIterable<Uint8Array>, progress: Progress): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    progress.signal.throwIfAborted();
    yield piece;
    progress.advance(piece.length);
  }
}

/** Runs work that can't count by itself: every now and then `measure` says how much is done. */
export async function measured<T>(
  progress: Progress,
  measure: () => Promise<number>,
  work: () => Promise<T>,
): Promise<T> {
  let isMeasuring = false;
  const timer = setInterval(() => {
    if (isMeasuring) return;
    isMeasuring = true;
    void measure()
      .then((count) => progress.reach(count))
      .catch(ignore)
      .finally(() => (isMeasuring = false));
  }, MEASURE_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

const MEASURE_MS = 200;
