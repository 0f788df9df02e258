import type { CollectionField, CollectionModel } from "pocketbase";
import { editorText } from "../../texts/editor/editor-text.ts";
import { type Draft, bodyOf, indexesOf } from "./draft.ts";
import { textOf } from "./part.ts";
import { hasSeveralValues } from "./field-types.ts";

export interface Change {
  /** Whether stored data or open access is at stake. */
  readonly isGrave: boolean;
  readonly text: string;
}

const RULES = ["listRule", "viewRule", "createRule", "updateRule", "deleteRule", "authRule", "manageRule"] as const;
const HANDLED = new Set<string>([...RULES, "name", "fields", "indexes", "id", "type", "system", "created", "updated"]);

/** What a save will change, in sentences: what destroys something first. */
export function changesOf(original: CollectionModel, draft: Draft): Change[] {
  const { values } = draft;
  const changes = [
    ...nameChanges(original, values),
    ...fieldChanges(original, draft),
    ...indexChanges(original, draft),
    ...RULES.flatMap((rule) => ruleChange(rule, original[rule], values[rule])),
    ...Object.keys(values)
      .filter((key) => !HANDLED.has(key) && !isEqual(original[key], values[key]))
      .map((key) => ({ isGrave: key === "viewQuery", text: editorText.changes.option(key) })),
  ];
  return changes.toSorted((a, b) => Number(b.isGrave) - Number(a.isGrave));
}

/** Whether two values of JSON are the same, whatever the order of their keys. */
export function isEqual(a: unknown, b: unknown): boolean {
  return JSON.stringify(a ?? null, sorted) === JSON.stringify(b ?? null, sorted);
}

function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function nameChanges(original: CollectionModel, values: Draft["values"]): Change[] {
  const name = String(values["name"]);
  return name === original.name ? [] : [{ isGrave: true, text: editorText.changes.renamed(original.name, name) }];
}

function fieldChanges(original: CollectionModel, { fields }: Draft): Change[] {
  const { changes: texts } = editorText;
  const order = (list: readonly CollectionField[]): string => list.map(({ id }) => id).join();
  const stored = fields.filter(({ data, isRemoved }) => data.id !== "" && !isRemoved).map(({ data }) => data);
  const remaining = original.fields.filter(({ id }) => stored.some((field) => field.id === id));
  const moved = order(stored) === order(remaining) ? [] : [{ isGrave: false, text: texts.order }];
  const each = fields.flatMap(({ data, isRemoved }): Change[] => {
    const before = original.fields.find(({ id }) => id === data.id);
    if (before === undefined) return isRemoved ? [] : [{ isGrave: false, text: texts.added(data.name, data.type) }];
    if (isRemoved) return [{ isGrave: true, text: texts.removed(before.name) }];
    return changesOfField(before, data);
  });
  // An import may not name them at all.
  const missing = original.fields
    .filter(({ id }) => !fields.some(({ data }) => data.id === id))
    .map(({ name }) => ({ isGrave: true, text: texts.removed(name) }));
  return [...each, ...missing, ...moved];
}

function changesOfField(before: CollectionField, after: CollectionField): Change[] {
  const { changes: texts } = editorText;
  const changes: Change[] = [];
  if (before.name !== after.name) changes.push({ isGrave: true, text: texts.fieldRenamed(before.name, after.name) });
  if (hasSeveralValues(before) && !hasSeveralValues(after)) {
    changes.push({ isGrave: true, text: texts.toSingle(after.name) });
  } else if (!hasSeveralValues(before) && hasSeveralValues(after)) {
    changes.push({ isGrave: false, text: texts.toMultiple(after.name) });
  }
  const options = Object.keys(after).filter((key) => key !== "name" && !isEqual(before[key], after[key]));
  if (options.length > 0) changes.push({ isGrave: false, text: texts.options(after.name, options.join(", ")) });
  return changes;
}

function indexChanges(original: CollectionModel, draft: Draft): Change[] {
  if (isEqual(original.indexes, indexesOf(bodyOf(draft)))) return [];
  const after = indexesOf(bodyOf(draft));
  const gone = original.indexes.filter((index) => !after.includes(index)).length;
  const added = after.filter((index) => !original.indexes.includes(index)).length;
  return [{ isGrave: false, text: editorText.changes.indexes(added, gone) }];
}

function ruleChange(rule: (typeof RULES)[number], before: unknown, after: unknown): Change[] {
  if (isEqual(before, after)) return [];
  const { rules } = editorText;
  const isOpened = after === "" && before !== "";
  return [{ isGrave: isOpened, text: editorText.changes.rule(rules.names[rule], ruleState(after)) }];
}

export function ruleState(rule: unknown): string {
  const { rules } = editorText;
  if (rule === null || rule === undefined) return rules.locked;
  return rule === "" ? rules.everyone : textOf(rule);
}
