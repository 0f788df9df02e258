import type { Completion, CompletionSource } from "@codemirror/autocomplete";
import type { CollectionField, CollectionModel } from "pocketbase";
import { collections, findCollection } from "../../api/collections.ts";
import { text } from "../../texts/text.ts";

const DAYS = ["todayStart", "todayEnd", "yesterday", "tomorrow", "monthStart", "monthEnd", "yearStart", "yearEnd"];
const PARTS = ["second", "minute", "hour", "day", "weekday", "month", "year"];
const MACROS = ["now", ...DAYS, ...PARTS].map((name) => `@${name}`);
const OPERATORS = ["=", "!=", ">", ">=", "<", "<=", "~", "!~", "?=", "?!=", "?>", "?>=", "?<", "?<=", "?~", "?!~"];
const VALUE_COMES = /(\b[a-z_][\w.]*)(?::\w+)?\s*\??(?:!?[=~]|[<>]=?)\s*$/i;
const FIELD_COMES = /(?:^|&&|\|\||[(,])\s*$/;

/** Completes filters of a collection: fields and relations in all directions, operators, values, dates and functions. */
export function completeFilter(collection: CollectionModel): CompletionSource {
  return (context) => {
    const word = context.matchBefore(/[@\w.:]*$/);
    const typed = word?.text ?? "";
    const from = word?.from ?? context.pos;
    const before = context.state.sliceDoc(0, from);
    if (isInString(before)) return null;
    const field = VALUE_COMES.exec(before)?.[1];
    if (field !== undefined) return { from, options: [...valuesOf(collection, field), ...namesAt(collection, typed)] };
    if (FIELD_COMES.test(before)) {
      if (typed === "" && !context.explicit && before.trim() === "") return null;
      return { from: from + prefixLength(typed), options: namesAt(collection, typed), validFor: /^\w*$/ };
    }
    // After a whole operand, and only once a blank says that it is whole: words may also be a plain search.
    const last = before.trimEnd();
    if (typed !== "" || (!/['")\d]$/.test(last) && !isField(collection, last)) || !/\s$/.test(before)) return null;
    return { from, options: operators(VALUE_COMES.test(last.replace(/(?:'[^']*'|"[^"]*"|[@\w.]+)$/, ""))) };
  };
}

function operators(hasValue: boolean): Completion[] {
  const names = hasValue ? ["&&", "||"] : OPERATORS;
  return names.map((label, index) => ({
    label,
    type: "keyword",
    detail: text.filter.operators[label] ?? "",
    boost: -index,
  }));
}

function isInString(before: string): boolean {
  return /^(?:[^'"]|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")*$/.exec(before) === null;
}

function isField(collection: CollectionModel, before: string): boolean {
  const path = /[\w.]+$/.exec(before)?.[0] ?? "";
  return fieldAt(collection, path) !== undefined;
}

/** What lies before the last dot stays as it is. */
function prefixLength(typed: string): number {
  return typed.lastIndexOf(".") + 1;
}

/** The names that can stand where `typed` is being typed. */
function namesAt(collection: CollectionModel, typed: string): Completion[] {
  const path = typed.split(".").slice(0, -1);
  if (path.length > 0) return fieldsOf(collectionAt(collection, path));
  return [
    ...fieldsOf(collection),
    ...MACROS.map((label) => ({ label, type: "constant", detail: text.filter.date, boost: -1 })),
    { label: "geoDistance(", type: "function", detail: text.filter.distance, boost: -2 },
    { label: "strftime(", type: "function", detail: text.filter.dateFormat, boost: -2 },
  ];
}

function fieldsOf(collection: CollectionModel | undefined): Completion[] {
  if (collection === undefined) return [];
  const own = collection.fields
    .filter(({ type }) => type !== "password")
    .map(({ name, type }) => ({
      label: name,
      type: type === "relation" ? "class" : "property",
      detail: type,
      boost: 1,
    }));
  const back = (collections.get().list ?? []).flatMap((other) =>
    other.fields
      .filter((field) => field.type === "relation" && field["collectionId"] === collection.id)
      .map(({ name }) => ({ label: `${other.name}_via_${name}`, type: "class", detail: text.filter.back })),
  );
  return [...own, ...back];
}

function collectionAt(start: CollectionModel, path: readonly string[]): CollectionModel | undefined {
  return path.reduce<CollectionModel | undefined>((collection, name) => {
    const [other = "", via] = name.split("_via_");
    if (via !== undefined) return findCollection(other);
    const field = collection?.fields.find((one) => one.name === name && one.type === "relation");
    return field === undefined ? undefined : findCollection(String(field["collectionId"]));
  }, start);
}

function fieldAt(collection: CollectionModel, path: string): CollectionField | undefined {
  const parts = path.split(".");
  return collectionAt(collection, parts.slice(0, -1))?.fields.find(({ name }) => name === parts.at(-1));
}

function valuesOf(collection: CollectionModel, path: string): Completion[] {
  const field = fieldAt(collection, path);
  const constants = (labels: readonly string[]): Completion[] =>
    labels.map((label, index) => ({ label, type: "constant", boost: 10 - index }));
  if (field?.type === "bool") return constants(["true", "false"]);
  if (field?.type === "select") return constants((field["values"] as string[]).map((value) => `'${value}'`));
  if (field?.type === "date" || field?.type === "autodate") return constants(MACROS);
  return constants(["''", "null"]);
}
