import type { CollectionModel, RecordModel } from "pocketbase";
import { findCollection } from "../../api/collections.ts";

/** A name may be of a megabyte. */
const LETTERS_AT_MOST = 200;
const USUAL_NAMES = ["name", "title", "label", "email", "username", "slug", "key", "code"];

/** How a record is called where it is only mentioned: its presentable fields, else one that is usually a name, else its id. */
export function recordName(record: RecordModel): string {
  const fields = findCollection(record.collectionId)?.fields ?? [];
  const presentable = fields.filter((field) => field.presentable).map(({ name }) => name);
  const names = presentable.length > 0 ? presentable : USUAL_NAMES.filter((name) => isText(record[name])).slice(0, 1);
  const shown = names.map((name): unknown => record[name]).filter(isText);
  const name = shown.length === 0 ? record.id : shown.map((one) => one.slice(0, LETTERS_AT_MOST)).join(" · ");
  return name.length > LETTERS_AT_MOST ? `${name.slice(0, LETTERS_AT_MOST)}…` : name;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

/** What to ask the server for, from what was typed: a filter as it is, plain words as a search in all texts. */
export function searchFilter(typed: string, collection: CollectionModel): string {
  const words = typed.trim();
  if (words === "" || /[=<>~]|&&|\|\|/.test(words)) return words;
  const quoted = `'${words.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
  const searched = collection.fields.filter(({ type }) => !["password", "autodate", "file", "bool"].includes(type));
  return searched.map(({ name }) => `${name}~${quoted}`).join("||");
}
