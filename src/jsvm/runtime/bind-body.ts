import { NULLABLE, TEXTS } from "./collection-options.ts";
import { bindXml } from "./bind-xml.ts";
import { HostCollection } from "./collection.ts";
import { DynamicModel } from "./dynamic-model.ts";
import { type FormValues, formValues, readForm, urlPairs } from "./form-values.ts";
import { goError } from "./go-error.ts";
import { bindJson, goTypeName, isGoTarget } from "./go-targets.ts";
import { JsonSource } from "./json-source.ts";
import { HostRecord } from "./record.ts";
import { takeBytes } from "./server.ts";

/** The body of a request as the server sends it: the key of JSON or XML, the text of a form, or the pairs of a form that has files. */
export type SentBody =
  | { readonly json: number }
  | { readonly xml: number }
  | { readonly form: string; readonly query: string }
  | { readonly pairs: readonly (readonly [string, string])[] };

const JSON_PAYLOAD = "@jsonPayload";

/** `e.bindBody(target)`: sets what the target knows of the body; an empty one sets nothing. */
export function bindBody(target: unknown, body: SentBody | null): void {
  if (body === null) return;
  if ("json" in body) {
    const source = JsonSource.ofFirst(takeText(body.json));
    if (!isGoTarget(target)) throw goError(`json: Unmarshal(${goTypeName(target)})`);
    bindJson(target, source);
    return;
  }
  if ("xml" in body) {
    if (!isGoTarget(target)) throw goError("non-pointer passed to Unmarshal");
    bindXml(target, takeText(body.xml));
    return;
  }
  // In Go the query counts as part of a form.
  const pairs = "pairs" in body ? body.pairs : [...urlPairs(body.form), ...urlPairs(body.query)];
  bindValues(target, formValues(pairs));
}

function takeText(key: number): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(takeBytes(key));
}

function bindValues(target: unknown, form: FormValues): void {
  if (form.size === 0) return;
  if (!isGoTarget(target)) throw goError("dst must be a pointer");
  bindForm(target, form);
  for (const payload of form.get(JSON_PAYLOAD) ?? []) bindJson(target, JsonSource.of(payload));
}

/** Sets what the target has of a form, by the types of its values. Of a record that is its id. */
function bindForm(target: object, form: FormValues): void {
  if (Array.isArray(target)) throw goError("dst must be a map[string]any or struct");
  if (target instanceof DynamicModel) {
    DynamicModel.bindForm(target, form);
    return;
  }
  if (target instanceof HostRecord) {
    const [id] = form.get("id") ?? [];
    if (id !== undefined) target.id = id;
    return;
  }
  const values = target as Record<string, unknown>;
  if (HostCollection.is(target)) {
    bindCollection(values, form);
    return;
  }
  for (const name of Object.keys(target)) {
    const [kind, texts] = [kindOf(values[name]), form.get(name)];
    if (kind !== null && texts !== undefined) values[name] = readForm(texts, kind);
  }
}

/** Rules that were null are empty then, whether the form has them or not: Go makes their pointers first. */
function bindCollection(collection: Record<string, unknown>, form: FormValues): void {
  for (const name of [...TEXTS, ...NULLABLE]) {
    const [text = collection[name] ?? ""] = form.get(name) ?? [];
    collection[name] = text;
  }
  const indexes = form.get("indexes");
  if (indexes !== undefined) collection["indexes"] = indexes;
}

function kindOf(value: unknown): "string" | "bool" | "float64" | "array" | null {
  if (typeof value === "string" || value === null) return "string";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number") return "float64";
  return Array.isArray(value) ? "array" : null;
}
