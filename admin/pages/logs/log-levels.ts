export const LEVELS = ["debug", "info", "warn", "error"] as const;

export type Level = (typeof LEVELS)[number];

/** Where each begins: between the named ones others are possible, which belong to the one below. */
const STARTS: Readonly<Record<Level, number>> = { debug: -Infinity, info: 0, warn: 4, error: 8 };

export function levelOf(level: number): Level {
  return LEVELS.findLast((name) => level >= STARTS[name]) ?? "debug";
}

/** The filter for some of the levels; "" for all. */
export function levelFilter(levels: readonly Level[]): string {
  if (levels.length === LEVELS.length) return "";
  const parts = levels.map((level) => {
    const next = LEVELS[LEVELS.indexOf(level) + 1];
    const from = STARTS[level] === -Infinity ? "" : `level >= ${STARTS[level]}`;
    const to = next === undefined ? "" : `level < ${STARTS[next]}`;
    return `(${[from, to].filter((part) => part !== "").join(" && ")})`;
  });
  return parts.length === 0 ? "id = ''" : `(${parts.join(" || ")})`;
}
