import type { CollectionField } from "pocketbase";
import type { IconName } from "../../components/icon.tsx";

const ICONS: Readonly<Record<string, IconName>> = {
  autodate: "clock",
  bool: "toggle",
  date: "calendar",
  editor: "paragraph",
  email: "mail",
  file: "image",
  geoPoint: "map",
  json: "braces",
  number: "hash",
  password: "password",
  relation: "relation",
  select: "list",
  text: "text",
  url: "link",
};

/** The sign of a field's type. */
export function fieldIcon({ name, type }: Pick<CollectionField, "name" | "type">): IconName {
  return name === "id" ? "key" : (ICONS[type] ?? "text");
}
