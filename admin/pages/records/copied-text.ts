/** A value as it goes to the clipboard. */
export function copiedText(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value.join(", ");
  return value === undefined ? "" : JSON.stringify(value);
}
