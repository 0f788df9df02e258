export const XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&#34;",
  "'": "&#39;",
  "\t": "&#x9;",
  "\n": "&#xA;",
  "\r": "&#xD;",
};

/** XML as Go writes values: each in an element that is named by its type. "" for what Go can't write, such as maps. */
export function goXml(value: unknown): string {
  if (Array.isArray(value)) return value.map(goXml).join("");
  if (typeof value === "string") {
    return `<string>${value.replaceAll(/[&<>"'\t\n\r]/g, (character) => ENTITIES[character] ?? character)}</string>`;
  }
  if (typeof value === "number") {
    return Number.isInteger(value) ? `<int64>${value}</int64>` : `<float64>${value}</float64>`;
  }
  return typeof value === "boolean" ? `<bool>${String(value)}</bool>` : "";
}
