import { useRef, useState } from "react";
import type { PointerEvent, ReactElement } from "react";
import { Icon } from "../../components/icon.tsx";
import { Menu } from "../../components/menu.tsx";
import { editorText } from "../../texts/editor/editor-text.ts";
import { fieldIcon } from "../records/field-icon.ts";
import { freeName, newKey, withField, withMoved, withRemoved, type Draft } from "./draft.ts";
import { FieldRow } from "./field-row.tsx";
import { NEW_TYPES, newField } from "./field-types.ts";

interface FieldsPartProps {
  readonly draft: Draft;
  readonly errors: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly onDraft: (draft: Draft) => void;
}

/** The fields in their order. They are moved by their grip, by Alt and an arrow key, or by their menu. */
export function FieldsPart({ draft, errors, onDraft }: FieldsPartProps): ReactElement {
  const [newest, setNewest] = useState<string | null>(null);
  const list = useRef<HTMLUListElement>(null);
  const move = (from: number, to: number): void => onDraft(withMoved(draft, from, to));
  const add = (type: string): void => {
    const key = newKey();
    const data = newField(type, freeName(draft.fields, type === "autodate" ? "created" : type));
    // Before the dates that stand at the end of most collections.
    const end = draft.fields.findLastIndex((field) => field.data.type !== "autodate") + 1;
    const at = type === "autodate" ? draft.fields.length : end;
    setNewest(key);
    onDraft({ ...draft, fields: draft.fields.toSpliced(at, 0, { key, isRemoved: false, data }) });
  };
  const duplicate = (index: number): void => {
    const source = draft.fields[index];
    if (source === undefined) return;
    const key = newKey();
    const data = { ...source.data, id: "", system: false, name: freeName(draft.fields, source.data.name) };
    setNewest(key);
    onDraft({ ...draft, fields: draft.fields.toSpliced(index + 1, 0, { key, isRemoved: false, data }) });
  };
  return (
    <div className="stack">
      <ul
        ref={list}
        className="field-list"
        aria-label={editorText.fields.list}
        onPointerDown={(event) => dragField(event, list.current, move)}
      >
        {draft.fields.map((field, index) => (
          <li key={field.key}>
            <FieldRow
              field={field}
              errors={errors[field.key] ?? {}}
              isAuth={draft.values["type"] === "auth"}
              hasAutoFocus={field.key === newest}
              onChange={(data) => onDraft(withField(draft, field.key, data))}
              onRemove={(isRemoved) => onDraft(withRemoved(draft, field.key, isRemoved))}
              onDuplicate={() => duplicate(index)}
              onMove={(step) => move(index, index + step)}
            />
          </li>
        ))}
      </ul>
      <div className="add-field">
        <Menu
          button={
            <>
              <Icon name="plus" />
              {editorText.fields.add}
            </>
          }
          items={NEW_TYPES.map((type) => ({
            label: editorText.types[type] ?? type,
            icon: fieldIcon({ name: "", type }),
            onChoose: () => add(type),
          }))}
        />
      </div>
    </div>
  );
}

/** Drags a field by its grip: it changes places with each one that the pointer passes the middle of. */
function dragField(event: PointerEvent, list: HTMLElement | null, move: (from: number, to: number) => void): void {
  const grip = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-grip]") : null;
  const row = grip?.closest("li");
  if (list === null || row === null || row === undefined || event.button !== 0) return;
  event.preventDefault();
  const rows = [...list.children];
  const from = rows.indexOf(row);
  const middles = rows.map((one) => {
    const { top, height } = one.getBoundingClientRect();
    return top + height / 2;
  });
  let to = from;
  row.classList.add("dragged");
  const onMove = ({ clientY }: globalThis.PointerEvent): void => {
    to = middles.filter((middle, index) => index !== from && middle < clientY).length;
    row.style.translate = `0 ${clientY - event.clientY}px`;
    rows.forEach((one, index) => one.classList.toggle("drop-here", index === to && to !== from));
  };
  const end = (): void => {
    removeEventListener("pointermove", onMove);
    removeEventListener("pointerup", end);
    removeEventListener("pointercancel", end);
    row.classList.remove("dragged");
    row.style.translate = "";
    for (const one of rows) one.classList.remove("drop-here");
    if (to !== from) move(from, to);
  };
  addEventListener("pointermove", onMove);
  addEventListener("pointerup", end);
  addEventListener("pointercancel", end);
}
