/** The text of a list of texts and booleans, as PostgreSQL reads it. */
export function arrayText(values: readonly (string | boolean | null)[]): string {
  let text = "";
  for (const value of values) text += `${text === "" ? "{" : ","}${itemText(value)}`;
  return text === "" ? "{}" : `${text}}`;
}

function itemText(value: string | boolean | null): string {
  if (typeof value !== "string") return value === null ? "NULL" : String(value);
  const isPlain = !value.includes('"') && !value.includes("\\");
  return `"${isPlain ? value : value.replaceAll(/["\\]/g, "\\$&")}"`;
}
