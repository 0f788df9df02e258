import { useEffect, useRef, useState } from "react";
import type { FocusEvent, KeyboardEvent, ReactElement, RefObject } from "react";
import type { CollectionModel, RecordModel } from "pocketbase";
import type { Task } from "../../api/use-task.ts";
import { useTask } from "../../api/use-task.ts";
import { Field } from "../../components/field.tsx";
import { text } from "../../texts/text.ts";
import { FieldInput, isGroup } from "./field-input.tsx";
import { findRecord, keepRecord } from "./kept-record.ts";
import { saveRecord } from "./save-record.ts";
import type { EditedCell } from "./use-cell-editing.ts";

/** What follows the end: the table has the focus again, also with the next cell, or whatever else was clicked has it. */
export type CellEnd = "table" | "next" | "elsewhere";

interface CellEditorProps {
  readonly collection: CollectionModel;
  readonly edited: EditedCell;
  /** The record as others have changed it meanwhile; null where they deleted it. */
  readonly now: RecordModel | null | undefined;
  readonly refresh: () => Promise<void>;
  readonly onEnd: (end: CellEnd) => void;
}

/**
 * A value that is edited in its cell. Enter and leaving it save, Escape undoes. What the server refuses stays with its reason, and
 * what is typed is kept as that of the record's panel is.
 */
export function CellEditor({ collection, edited, now, refresh, onEnd }: CellEditorProps): ReactElement {
  const { record, field } = edited;
  const box = useRef<HTMLDivElement>(null);
  const { value, isTyped, type, forget } = useTyped(collection, edited);
  const task = useTask();
  const { isOver, finish } = useOnce(onEnd);
  useEffect(() => focusInput(box.current), []);
  // The message may be below what is in sight.
  useEffect(() => {
    if (task.problem !== null) box.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [task.problem]);
  const cancel = (): void => {
    forget();
    finish("table");
  };
  const save = async (end: CellEnd): Promise<void> => {
    if (isOver.current || task.isRunning) return;
    if (!isTyped || isSame(value, record[field.name])) {
      forget();
      return finish(end);
    }
    const draft = { [field.name]: value };
    const sending = { onProgress: () => undefined, signal: new AbortController().signal };
    const isSaved = await task.run(async () => {
      await saveRecord({ collection, record, draft, ...sending, onUndone: () => void refresh() });
      forget();
      await refresh();
    });
    if (isSaved) finish(end);
  };
  const isOthers = now !== undefined && !task.isRunning && !isSame(now?.[field.name], record[field.name]);
  return (
    <div
      ref={box}
      className={`cell-editor ${field.type}`}
      aria-busy={task.isRunning}
      onKeyDown={(event) => onKey(event, { save, cancel })}
      onBlur={(event) => whenLeft(event, box, () => void save("elsewhere"))}
    >
      <Field
        label={<span className="hidden-visually">{field.name}</span>}
        isGroup={isGroup(field)}
        hint={isOthers ? (now === null ? text.record.missing : text.record.changedMeanwhile) : undefined}
        error={problemOf(task, field.name)}
      >
        {(described) => <FieldInput {...{ described, field, record, value }} fileToken="" onChange={type} />}
      </Field>
    </div>
  );
}

interface Typed {
  readonly value: unknown;
  readonly isTyped: boolean;
  readonly type: (value: unknown) => void;
  readonly forget: () => void;
}

/** What was typed, kept in the browser beside what was typed in the other fields of the record. */
function useTyped(collection: CollectionModel, { record, field: { name } }: EditedCell): Typed {
  const [kept] = useState(() => findRecord(collection, record.id)?.draft ?? {});
  const [typed, setTyped] = useState<{ value: unknown } | null>(name in kept ? { value: kept[name] } : null);
  const { [name]: _, ...others } = kept;
  return {
    value: typed === null ? record[name] : typed.value,
    isTyped: typed !== null,
    type(value) {
      setTyped({ value });
      keepRecord(collection, record.id, { ...others, [name]: value });
    },
    forget: () => keepRecord(collection, record.id, others),
  };
}

/** To end takes the focus away, which is no second end. */
function useOnce(onEnd: (end: CellEnd) => void): {
  isOver: RefObject<boolean>;
  finish: (end: CellEnd) => void;
} {
  const isOver = useRef(false);
  const finish = (end: CellEnd): void => {
    if (isOver.current) return;
    isOver.current = true;
    onEnd(end);
  };
  return { isOver, finish };
}

interface Ends {
  readonly save: (end: CellEnd) => Promise<void>;
  readonly cancel: () => void;
}

function onKey(event: KeyboardEvent<HTMLElement>, { save, cancel }: Ends): void {
  const { key, shiftKey, ctrlKey, metaKey, nativeEvent, target, currentTarget } = event;
  if (nativeEvent.isComposing || event.defaultPrevented) return;
  const hasControl = ctrlKey || metaKey;
  const isButton = target instanceof HTMLButtonElement;
  const isAlone = currentTarget.querySelectorAll("input, textarea, select, button").length === 1;
  if (key === "Escape") cancel();
  else if (key === "Enter" && !shiftKey && !isButton) void save("table");
  else if (key.toLowerCase() === "s" && hasControl) void save("table");
  // Within several inputs it goes on to the next.
  else if (key === "Tab" && !shiftKey && isAlone) void save("next");
  else return;
  event.preventDefault();
}

/** The dialog of a picker belongs to the cell, and another window is no other place. */
function whenLeft(event: FocusEvent, box: RefObject<HTMLElement | null>, leave: () => void): void {
  if (box.current?.contains(event.relatedTarget) === true) return;
  setTimeout(() => {
    const active = document.activeElement;
    const isInside = box.current === null || box.current.contains(active) || active?.closest("dialog") !== null;
    if (!isInside && document.hasFocus()) leave();
  });
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function problemOf({ problem }: Task, name: string): string | undefined {
  if (problem === null) return undefined;
  if (problem.status === 404) return text.record.missing;
  return problem.fields[name] ?? problem.message;
}

/** With its text selected, as it is in spreadsheets. */
function focusInput(box: HTMLElement | null): void {
  const input = box?.querySelector<HTMLElement>("input, textarea, select, button");
  input?.focus();
  if (input instanceof HTMLInputElement || input instanceof HTMLTextAreaElement) input.select();
}
