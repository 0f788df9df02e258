const MACROS: ReadonlyMap<string, string> = new Map([
  ["@yearly", "0 0 1 1 *"],
  ["@annually", "0 0 1 1 *"],
  ["@monthly", "0 0 1 * *"],
  ["@weekly", "0 0 * * 0"],
  ["@daily", "0 0 * * *"],
  ["@midnight", "0 0 * * *"],
  ["@hourly", "0 * * * *"],
]);
/** Minute, hour, day of the month, month, day of the week. */
const BOUNDS = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 6],
] as const;

/** The five segments that a macro stands for; other expressions as they are. */
export function expandMacro(expression: string): string {
  return MACROS.get(expression) ?? expression;
}

/** Why the text is no cron expression of five segments (`*`, `1-30`, steps such as every fifth, `1,2`), in PocketBase's words; null if it is one. */
export function cronError(expression: string): string | null {
  if (MACROS.has(expression)) return null;
  const segments = expression.split(" ");
  if (segments.length !== BOUNDS.length) {
    return "invalid cron expression - must be a valid macro or to have exactly 5 space separated segments";
  }
  for (const [index, [min, max]] of BOUNDS.entries()) {
    for (const part of (segments[index] ?? "").split(",")) {
      const error = partError(part, min, max);
      if (error !== null) return error;
    }
  }
  return null;
}

function partError(part: string, min: number, max: number): string | null {
  const [range = "", step, ...more] = part.split("/");
  if (more.length > 0) return "invalid segment step format - must be in the format */n or 1-30/n";
  if (step !== undefined) {
    if (!isInteger(step)) return notInteger(step);
    if (Number(step) < 1 || Number(step) > max) {
      return `invalid segment step boundary - the step must be between 1 and the ${max}`;
    }
  }
  return range === "*" ? null : rangeError(range, { min, max, hasStep: step !== undefined && Number(step) !== 1 });
}

function rangeError(
  range: string,
  { min, max, hasStep }: { min: number; max: number; hasStep: boolean },
): string | null {
  const parts = range.split("-");
  const [from = "", to] = parts;
  if (parts.length > 2) return "invalid segment range format - the range must have 1 or 2 parts";
  if (to === undefined && hasStep) {
    return "invalid segement step - step > 1 could be used only with the wildcard or range format";
  }
  if (!isInteger(from)) return notInteger(from);
  const first = Number(from);
  if (first < min || first > max) {
    if (to === undefined) return "invalid segment value - must be between the min and max of the segment";
    return `invalid segment range minimum - must be between ${min} and ${max}`;
  }
  if (to === undefined) return null;
  if (!isInteger(to)) return notInteger(to);
  return Number(to) < first || Number(to) > max
    ? `invalid segment range maximum - must be between ${first} and ${max}`
    : null;
}

function isInteger(text: string): boolean {
  return /^[+-]?\d+$/.test(text);
}

function notInteger(text: string): string {
  return `strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`;
}
