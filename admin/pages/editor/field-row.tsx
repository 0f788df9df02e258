import { useState } from "react";
import type { KeyboardEvent, ReactElement } from "react";
import type { CollectionField } from "pocketbase";
import { findCollection } from "../../api/collections.ts";
import { Chip } from "../../components/chip.tsx";
import { Icon } from "../../components/icon.tsx";
import { IconButton } from "../../components/icon-button.tsx";
import { Menu } from "../../components/menu.tsx";
import { editorText } from "../../texts/editor/editor-text.ts";
import { fieldIcon } from "../records/field-icon.ts";
import type { DraftField } from "./draft.ts";
import { FieldOptions } from "./field-options.tsx";
import { typedName } from "./typed-name.ts";

export interface FieldRowProps {
  readonly field: DraftField;
  readonly errors: Readonly<Record<string, string>>;
  readonly isAuth: boolean;
  readonly hasAutoFocus: boolean;
  readonly onChange: (data: CollectionField) => void;
  readonly onRemove: (isRemoved: boolean) => void;
  readonly onDuplicate: () => void;
  readonly onMove: (step: number) => void;
}

/** A field: its name at once, its options when it is opened. */
export function FieldRow(props: FieldRowProps): ReactElement {
  const { field, errors, hasAutoFocus, onChange, onRemove, onMove } = props;
  const { data, isRemoved } = field;
  const hasErrors = Object.keys(errors).length > 0;
  const [isOpen, setOpen] = useState(hasAutoFocus && ["select", "relation"].includes(data.type));
  const isShown = (isOpen || Object.keys(errors).some((name) => name !== "name")) && !isRemoved;
  const editor = editorText;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    onMove(event.key === "ArrowUp" ? -1 : 1);
  };
  return (
    <div className="field-row" data-removed={isRemoved} data-invalid={hasErrors} onKeyDown={onKeyDown}>
      <div className="field-row-head">
        <span className="field-grip" data-grip={field.key} title={editor.fields.drag}>
          <Icon name="drag" />
        </span>
        <span className="field-sign" data-tooltip={editor.types[data.type] ?? data.type}>
          <Icon name={fieldIcon(data)} />
        </span>
        <input
          className="input field-name"
          aria-label={editor.fields.name(editor.types[data.type] ?? data.type)}
          aria-invalid={errors["name"] !== undefined}
          aria-describedby={errors["name"] === undefined ? undefined : `${field.key}-name`}
          autoFocus={hasAutoFocus}
          disabled={data.system || isRemoved}
          spellCheck={false}
          value={data.name}
          onFocus={(event) => {
            if (hasAutoFocus) event.target.select();
          }}
          onChange={(event) => onChange({ ...data, name: typedName(event.target.value) })}
        />
        <span className="field-type">{typeOf(data)}</span>
        <span className="field-marks">
          {data["required"] === true ? <Chip>{editor.options.labels["required"]}</Chip> : null}
          {data.hidden ? <Chip>{editor.options.labels["hidden"]}</Chip> : null}
          {data.system ? <Chip>{editor.fields.system}</Chip> : null}
          {data.id === "" ? <Chip tone="good">{editor.fields.isNew}</Chip> : null}
          {isRemoved ? <Chip tone="bad">{editor.fields.willGo}</Chip> : null}
        </span>
        {isRemoved ? (
          <button type="button" className="button small" onClick={() => onRemove(false)}>
            <Icon name="undo" />
            {editor.fields.restore}
          </button>
        ) : (
          <>
            <IconButton
              icon="sliders"
              label={editor.fields.options(data.name)}
              aria-expanded={isShown}
              onClick={() => setOpen(!isShown)}
            />
            <RowMenu {...props} />
          </>
        )}
      </div>
      {errors["name"] === undefined ? null : (
        <p className="error field-row-error" id={`${field.key}-name`}>
          {errors["name"]}
        </p>
      )}
      {isShown ? <FieldOptions {...props} /> : null}
    </div>
  );
}

/** In words, with the collection that a relation leads to. */
function typeOf({ type, collectionId }: CollectionField): string {
  const name = editorText.types[type] ?? type;
  const target = type === "relation" ? findCollection(String(collectionId))?.name : undefined;
  return target === undefined ? name : editorText.fields.relationTo(name, target);
}

function RowMenu({ field: { data }, onRemove, onDuplicate, onMove }: FieldRowProps): ReactElement {
  const { fields } = editorText;
  return (
    <Menu
      button={<Icon name="more" />}
      label={fields.more(data.name)}
      look="icon-only quiet"
      items={[
        { label: fields.moveUp, icon: "up", onChoose: () => onMove(-1) },
        { label: fields.moveDown, icon: "down", onChoose: () => onMove(1) },
        { label: fields.duplicate, icon: "copy", isDisabled: data.system, onChoose: onDuplicate },
        {
          label: fields.remove,
          icon: "trash",
          isDanger: true,
          startsGroup: true,
          isDisabled: data.system,
          onChoose: () => onRemove(true),
        },
      ]}
    />
  );
}
