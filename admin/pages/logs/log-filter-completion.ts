import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { text } from "../../texts/text.ts";

const FIELDS: readonly (readonly [string, string])[] = [
  ["message", "text"],
  ["level", "number"],
  ["created", "date"],
  ["id", "text"],
  ["data", "json"],
];
/** What requests have in their data; other entries have keys of their own. */
const DATA: readonly (readonly [string, string])[] = [
  ["data.type", "text"],
  ["data.status", "number"],
  ["data.method", "text"],
  ["data.url", "text"],
  ["data.execTime", "number"],
  ["data.auth", "text"],
  ["data.authId", "text"],
  ["data.userIP", "text"],
  ["data.remoteIP", "text"],
  ["data.userAgent", "text"],
  ["data.referer", "text"],
  ["data.error", "text"],
  ["data.details", "text"],
];
const OPERATORS = ["=", "!=", ">", ">=", "<", "<=", "~", "!~"];
const VALUES: Readonly<Record<string, readonly string[]>> = {
  level: ["-4", "0", "4", "8"],
  created: ["@now", "@todayStart", "@yesterday", "@monthStart"],
  "data.type": ["'request'"],
  "data.method": ["'GET'", "'POST'", "'PATCH'", "'DELETE'"],
  "data.status": ["200", "400", "401", "403", "404", "429", "500"],
  "data.auth": ["''", "'users'", "'_superusers'"],
};
const VALUE_COMES = /([\w.]+)\s*(?:!?[=~]|[<>]=?)\s*$/;
const FIELD_COMES = /(?:^|&&|\|\||\()\s*$/;

/** Completes filters of the logs: fields, operators and usual values. */
export function completeLogFilter(context: CompletionContext): CompletionResult | null {
  const word = context.matchBefore(/[@\w.'-]*$/);
  const from = word?.from ?? context.pos;
  const before = context.state.sliceDoc(0, from);
  if (isInString(before)) return null;
  const field = VALUE_COMES.exec(before)?.[1];
  if (field !== undefined) return { from, options: constants(VALUES[field] ?? []) };
  if (FIELD_COMES.test(before)) {
    if ((word?.text ?? "") === "" && !context.explicit && before.trim() === "") return null;
    return { from, options: [...fields(FIELDS, 1), ...fields(DATA, 0)], validFor: /^[\w.]*$/ };
  }
  if ((word?.text ?? "") !== "" || !/\s$/.test(before)) return null;
  const hasValue = /(?:!?[=~]|[<>]=?)\s*(?:'[^']*'|"[^"]*"|[@\w.-]+)\s*$/.test(before);
  const isField = [...FIELDS, ...DATA].some(([name]) => before.trimEnd().endsWith(name));
  if (hasValue) return { from, options: constants(["&&", "||"]) };
  return isField ? { from, options: constants(OPERATORS) } : null;
}

function isInString(before: string): boolean {
  return /^(?:[^'"]|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")*$/.exec(before) === null;
}

function fields(list: typeof FIELDS, boost: number): Completion[] {
  return list.map(([label, detail]) => ({ label, type: "property", detail, boost }));
}

function constants(labels: readonly string[]): Completion[] {
  return labels.map((label, index) => ({
    label,
    type: "constant",
    detail: text.filter.operators[label] ?? "",
    boost: -index,
  }));
}
