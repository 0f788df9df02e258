import type { ReactElement } from "react";
import type { CollectionField, RecordModel } from "pocketbase";
import { findCollection } from "../../api/collections.ts";
import { FileThumb, asList, isImage } from "./record-cell.tsx";
import { recordName } from "./record-name.ts";

/** A record among others to choose from: its picture, its name, and what tells it from another of the same name. */
export function RecordMention({ record }: { record: RecordModel }): ReactElement {
  const fields = findCollection(record.collectionId)?.fields ?? [];
  const name = recordName(record);
  const email = fields.filter(({ type }) => type === "email").map((field) => String(record[field.name] ?? ""))[0] ?? "";
  const details = [email, record.id].filter((detail) => detail !== "" && detail !== name);
  return (
    <span className="mention">
      <Picture record={record} fields={fields} />
      <span className="mention-text">
        <bdi className="clip">{name}</bdi>
        {details.length === 0 ? null : <span className="hint clip">{details.join(" · ")}</span>}
      </span>
    </span>
  );
}

/** The first picture that needs no token. */
function Picture({ record, fields }: { record: RecordModel; fields: readonly CollectionField[] }): ReactElement | null {
  const pictures = fields
    .filter((field) => field.type === "file" && field["protected"] !== true)
    .flatMap((field) => asList(record[field.name]))
    .filter(isImage);
  const [first] = pictures;
  return first === undefined ? null : <FileThumb record={record} name={first} fileToken="" />;
}
