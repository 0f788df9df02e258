import type { ReactElement } from "react";
import type { CollectionModel } from "pocketbase";
import { Icon } from "../../components/icon.tsx";
import { TextField } from "../../components/field.tsx";
import { editorText } from "../../texts/editor/editor-text.ts";
import { draftOf, indexesOf, type CollectionType, type Draft } from "./draft.ts";
import { textOf, type PartProps } from "./part.ts";
import { typedName } from "./typed-name.ts";

interface NamePartProps extends PartProps {
  readonly original: CollectionModel | null;
  readonly scaffolds: Readonly<Record<CollectionType, CollectionModel>> | undefined;
  readonly onDraft: (draft: Draft) => void;
}

const TYPES: readonly CollectionType[] = ["base", "auth", "view"];

/** The name, and for a new collection what it is. */
export function NamePart({ draft, errors, original, scaffolds, onDraft }: NamePartProps): ReactElement {
  const editor = editorText;
  const rename = (typed: string): void => {
    const name = typedName(typed);
    const indexes = indexesOf(draft.values).map((index) =>
      index.replace(/(\son\s+)([`"[]?)(\w*)([`"\]]?)(\s*\()/i, `$1\`${name}\`$5`),
    );
    onDraft({ ...draft, values: { ...draft.values, name, indexes } });
  };
  const choose = (type: CollectionType): void => {
    const scaffold = scaffolds?.[type];
    if (scaffold === undefined || type === draft.values["type"]) return;
    const next = draftOf(scaffold);
    const own = draft.fields.filter(({ data }) => !data.system && type !== "view");
    const others = next.fields.filter(({ data }) => !own.some((field) => field.data.name === data.name));
    const system = others.filter(({ data }) => data.system);
    const dates = others.filter(({ data }) => !data.system);
    const name = textOf(draft.values["name"]);
    onDraft({ values: { ...next.values, name }, fields: [...system, ...own, ...dates] });
  };
  return (
    <div className="stack">
      <TextField
        label={editor.name}
        hint={original?.system === true ? editor.systemHint : undefined}
        error={errors["name"]}
        autoFocus={original === null}
        value={textOf(draft.values["name"])}
        onChange={original?.system === true ? () => undefined : rename}
      />
      {original === null ? (
        <div className="type-choice" role="radiogroup" aria-label={editor.type}>
          {TYPES.map((type) => (
            <label key={type} className="type-card" data-chosen={draft.values["type"] === type}>
              <input
                type="radio"
                name="collection-type"
                className="hidden-visually"
                checked={draft.values["type"] === type}
                onChange={() => choose(type)}
              />
              <Icon name={type} />
              <strong>{editor.typeNames[type]}</strong>
              <span className="hint">{editor.typeHints[type]}</span>
            </label>
          ))}
        </div>
      ) : null}
    </div>
  );
}
