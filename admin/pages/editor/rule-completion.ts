import type { Completion, CompletionSource } from "@codemirror/autocomplete";
import type { CollectionModel } from "pocketbase";
import { collections, findCollection } from "../../api/collections.ts";
import { editorText } from "../../texts/editor/editor-text.ts";
import { text } from "../../texts/text.ts";
import { completeFilter } from "../records/filter-completion.ts";

const REQUEST = ["auth", "body", "query", "headers", "method", "context"];
const CONTEXTS = ["default", "oauth2", "otp", "password", "realtime", "protectedFile", "expand", "batch"];
const METHODS = ["GET", "POST", "PATCH", "DELETE"];
const MODIFIERS = [":isset", ":changed", ":length", ":each", ":lower"];
const AUTH = ["id", "email", "verified", "collectionId", "collectionName"];

/** Completes rules: what a filter may name, and besides who asks, what is sent, and other collections. */
export function completeRule(collection: CollectionModel): CompletionSource {
  const filter = completeFilter(collection);
  return (context) => {
    const word = context.matchBefore(/[@\w.:]*$/);
    const typed = word?.text ?? "";
    const start = word?.from ?? context.pos;
    const before = context.state.sliceDoc(0, start);
    const value = /@request\.(context|method)\s*!?=\s*$/.exec(before)?.[1];
    if (value !== undefined) {
      const options = value === "context" ? CONTEXTS : METHODS;
      return { from: start, options: options.map((name) => ({ label: `'${name}'`, type: "constant" })) };
    }
    const colon = typed.lastIndexOf(":");
    if (colon > 0 && !typed.startsWith("@collection")) {
      return { from: start + colon, options: MODIFIERS.map((label) => ({ label, type: "keyword" })) };
    }
    if (!typed.startsWith("@")) return filter(context);
    const path = typed.split(".");
    const from = start + typed.lastIndexOf(".") + 1;
    return { from, options: namesBehind(collection, path.slice(0, -1)), validFor: /^@?\w*$/ };
  };
}

function namesBehind(collection: CollectionModel, path: readonly string[]): Completion[] {
  const [root, name = ""] = path;
  const { rules } = editorText;
  if (root === undefined) {
    return [
      { label: "@request", type: "variable", detail: rules.request, boost: 3 },
      { label: "@collection", type: "variable", detail: rules.collection, boost: 2 },
      ...["@now", "@todayStart", "@todayEnd", "@yesterday", "@tomorrow", "@monthStart", "@yearStart"].map((label) => ({
        label,
        type: "constant",
        detail: text.filter.date,
      })),
    ];
  }
  if (root === "@collection") {
    const found = findCollection(name.split(":")[0] ?? "");
    if (path.length === 1) return (collections.get().list ?? []).map((one) => ({ label: one.name, type: "class" }));
    return fieldNames(found);
  }
  if (root !== "@request") return [];
  if (path.length === 1) return REQUEST.map((label) => ({ label, type: "property" }));
  if (name === "body") return fieldNames(collection);
  if (name === "auth") return authNames();
  return [];
}

/** Whoever asks may be of any auth collection. */
function authNames(): Completion[] {
  const others = (collections.get().list ?? [])
    .filter(({ type }) => type === "auth")
    .flatMap(({ fields }) => fields.filter(({ type }) => type !== "password").map(({ name }) => name));
  return [...new Set([...AUTH, ...others.filter((name) => name !== "tokenKey")])].map((label) => ({
    label,
    type: "property",
  }));
}

function fieldNames(collection: CollectionModel | undefined): Completion[] {
  return (collection?.fields ?? []).map(({ name, type }) => ({ label: name, type: "property", detail: type }));
}
