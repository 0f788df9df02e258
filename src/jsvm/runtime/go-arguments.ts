/** A text argument as Go gets it: "" for nothing. */
export function textArgument(value: unknown): string {
  // oxlint-disable-next-line typescript/no-base-to-string -- as JavaScript makes texts of objects
  return value === null || value === undefined ? "" : String(value);
}

/** A whole number: "7" and 7.9 are 7, what is no number is 0. */
export function integerArgument(value: unknown): number {
  const number = Math.trunc(Number(value));
  return Number.isFinite(number) ? number : 0;
}

/** The error of what is assigned to a property of such a type. */
export function notAnother(value: unknown, type: string): TypeError {
  return new TypeError(`Go struct conversion error: could not convert ${textArgument(value)} to ${type}`);
}

/** The error of an argument that has no such type; `place` counts from 0. */
export function wrongArgument(value: unknown, type: string, place = 0): TypeError {
  return new TypeError(
    `could not convert function call parameter ${place}: could not convert ${textArgument(value)} to ${type}`,
  );
}
