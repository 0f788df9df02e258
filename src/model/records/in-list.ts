/**
 * Placeholders and parameters of an `IN (…)` over the values. Their number is rounded up to a power of two by repeating the
 * last value, so that lists of any length need only a few statements.
 */
export function inList(values: readonly string[]): { placeholders: string; parameters: string[] } {
  const count = 2 ** Math.ceil(Math.log2(Math.max(values.length, 1)));
  const last = values.at(-1) ?? "";
  const parameters = [...values, ...Array<string>(count - values.length).fill(last)];
  return { placeholders: Array(count).fill("?").join(","), parameters };
}
