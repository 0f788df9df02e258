/**
 * The ids, with the last one repeated until their number is a power of two: so lists of any length need only a few
 * statements.
 */
export function paddedIds(ids: readonly string[]): string[] {
  const count = 2 ** Math.ceil(Math.log2(Math.max(ids.length, 1)));
  return [...ids, ...Array<string>(count - ids.length).fill(ids.at(-1) ?? "")];
}

/** Placeholders and parameters of an `IN (…)` over the ids. */
export function inList(ids: readonly string[]): { placeholders: string; parameters: string[] } {
  const parameters = paddedIds(ids);
  return { placeholders: parameters.map(() => "?").join(","), parameters };
}
