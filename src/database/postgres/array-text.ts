/** The text of a list of texts and booleans, as PostgreSQL reads it. */
export function arrayText(values: readonly (string | boolean | null)[]): string {
  return `{${values.map(itemText).join(",")}}`;
}

function itemText(value: string | boolean | null): string {
  if (typeof value !== "string") return value === null ? "NULL" : String(value);
  return `"${/["\\]/.test(value) ? value.replaceAll(/["\\]/g, "\\$&") : value}"`;
}
