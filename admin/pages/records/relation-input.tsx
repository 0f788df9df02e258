import { useEffect, useState } from "react";
import type { ReactElement } from "react";
import type { RecordModel } from "pocketbase";
import { client } from "../../api/client.ts";
import { findCollection } from "../../api/collections.ts";
import { Chip } from "../../components/chip.tsx";
import { text } from "../../texts/text.ts";
import type { FieldInputProps } from "./field-input.tsx";
import { asList } from "./record-cell.tsx";
import { recordName } from "./record-name.ts";
import { RelationPicker } from "./relation-picker.tsx";

/** The related records as chips, and a picker to choose others. */
export function RelationInput({ described, field, value, onChange }: FieldInputProps): ReactElement {
  const ids = asList(value);
  const target = findCollection(String(field["collectionId"] ?? ""));
  const isMultiple = Number(field["maxSelect"] ?? 1) > 1;
  const [isOpen, setOpen] = useState(false);
  const names = useNames(target?.name, ids);
  const set = (chosen: readonly string[]): void => onChange(isMultiple ? chosen : (chosen[0] ?? ""));
  return (
    <div className="row">
      {ids.map((id) => (
        <Chip
          key={id}
          removeLabel={text.relation.remove(names.get(id) ?? id)}
          onRemove={() => set(ids.filter((one) => one !== id))}
        >
          {names.get(id) ?? <span className="skeleton chip-name" />}
        </Chip>
      ))}
      {target === undefined ? null : (
        <button
          type="button"
          className="button"
          id={described.id}
          aria-describedby={described["aria-describedby"]}
          onClick={() => setOpen(true)}
        >
          {text.relation.choose(isMultiple)}
        </button>
      )}
      {isOpen && target !== undefined ? (
        <RelationPicker
          collection={target}
          chosen={ids}
          isMultiple={isMultiple}
          onChoose={set}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </div>
  );
}

/** What the records are called; those that can't be had keep their id. */
function useNames(collection: string | undefined, ids: readonly string[]): ReadonlyMap<string, string> {
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map());
  const missing = ids.filter((id) => !names.has(id)).join(",");
  useEffect(() => {
    if (collection === undefined || missing === "") return;
    const wanted = missing.split(",");
    const filter = wanted.map((id) => client.filter("id={:id}", { id })).join("||");
    const show = (found: readonly RecordModel[]): void =>
      setNames((before) => {
        const known = found.map((record) => [record.id, recordName(record)] as const);
        return new Map([...before, ...wanted.map((id) => [id, id] as const), ...known]);
      });
    client
      .collection(collection)
      .getList(1, wanted.length, { filter, skipTotal: true })
      .then(
        ({ items }) => show(items),
        () => show([]),
      );
  }, [collection, missing]);
  return names;
}
