import { useEffect, useState } from "react";
import type { ReactElement } from "react";
import type { CollectionModel } from "pocketbase";
import { client } from "../../api/client.ts";
import { Chip } from "../../components/chip.tsx";
import { Field } from "../../components/field.tsx";
import { text } from "../../texts/text.ts";
import { recordName } from "../records/record-name.ts";
import { RelationPicker } from "../records/relation-picker.tsx";

interface RecordChoiceProps {
  readonly label: string;
  readonly collection: CollectionModel;
  /** "" for none. */
  readonly id: string;
  /** Said while none is chosen. */
  readonly none: string;
  readonly onChange: (id: string) => void;
}

/** One record of a collection, chosen from a list with a search. */
export function RecordChoice({ label, collection, id, none, onChange }: RecordChoiceProps): ReactElement {
  const [isOpen, setOpen] = useState(false);
  const name = useName(collection.name, id);
  return (
    <Field label={label} isGroup>
      {() => (
        <div className="row">
          {id === "" ? <span className="hint">{none}</span> : null}
          {id === "" ? null : (
            <Chip removeLabel={text.relation.remove(name)} onRemove={() => onChange("")}>
              {name}
            </Chip>
          )}
          <button type="button" className="button small" onClick={() => setOpen(true)}>
            {text.ruleTester.choose}
            <span className="hidden-visually">: {label}</span>
          </button>
          {isOpen ? (
            <RelationPicker
              collection={collection}
              chosen={id === "" ? [] : [id]}
              isMultiple={false}
              onChoose={([chosen = ""]) => onChange(chosen)}
              onClose={() => setOpen(false)}
            />
          ) : null}
        </div>
      )}
    </Field>
  );
}

/** What the record is called; its id until that is known. */
function useName(collection: string, id: string): string {
  const [named, setNamed] = useState({ id: "", name: "" });
  useEffect(() => {
    if (id === "") return;
    let isOver = false;
    client
      .collection(collection)
      .getOne(id)
      .then(
        (record) => isOver || setNamed({ id, name: recordName(record) }),
        // The id says enough.
        () => undefined,
      );
    return () => {
      isOver = true;
    };
  }, [collection, id]);
  return named.id === id ? named.name : id;
}
