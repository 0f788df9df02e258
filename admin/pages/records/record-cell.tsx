import type { ReactElement } from "react";
import type { CollectionField, RecordModel } from "pocketbase";
import { client } from "../../api/client.ts";
import { findCollection } from "../../api/collections.ts";
import { Chip } from "../../components/chip.tsx";
import { Icon } from "../../components/icon.tsx";
import { collectionHash } from "../../state/route.ts";
import { directionOf } from "../../texts/direction.ts";
import { formatStored } from "../../texts/format.ts";
import { text } from "../../texts/text.ts";
import { recordName } from "./record-name.ts";

interface RecordCellProps {
  readonly field: CollectionField;
  readonly record: RecordModel;
  /** For files that only those with a token may see. */
  readonly fileToken: string;
}

const THUMBS_AT_MOST = 3;
/** Of values in a tooltip. */
const NAMED_AT_MOST = 20;
const TEXT_AT_MOST = 120;
/** What a reader sees as a new line. */
const END_OF_BLOCK = /<\/(?:p|h\d|li|div|blockquote|pre|td)>|<br\s*\/?>/gi;
const IMAGE = /\.(?:png|jpe?g|gif|webp|svg|avif)$/i;

/** A value in one line. Text of records is only ever shown as text. */
export function RecordCell({ field, record, fileToken }: RecordCellProps): ReactElement | string {
  const value = record[field.name] as unknown;
  if (value === "" || value === null || value === undefined || (Array.isArray(value) && value.length === 0)) {
    return <span className="none">—</span>;
  }
  switch (field.type) {
    case "bool":
      return (
        <span className="chips">
          {value === true ? <Chip tone="good">{text.records.yes}</Chip> : <Chip>{text.records.no}</Chip>}
        </span>
      );
    case "date":
    case "autodate":
      return typeof value === "string" ? <time title={value}>{formatStored(value)}</time> : "";
    case "select":
      return <Chips values={asList(value)} />;
    case "relation":
      return <RelatedChips field={field} record={record} />;
    case "file":
      return <Thumbs record={record} names={asList(value)} fileToken={fileToken} />;
    case "json":
    case "geoPoint":
      return <code>{cut(JSON.stringify(value) ?? "")}</code>;
    case "editor":
      return cut(textOfHtml(value));
    default:
      if (field.name === "id") return <code>{record.id}</code>;
      return typeof value === "string" || typeof value === "number" ? cut(String(value)) : "";
  }
}

/** The words of a rich text. A document made by the parser runs no scripts and loads nothing. */
function textOfHtml(value: unknown): string {
  const html = typeof value === "string" ? value.slice(0, 4 * TEXT_AT_MOST).replaceAll(END_OF_BLOCK, "$& ") : "";
  return new DOMParser().parseFromString(html, "text/html").body.textContent;
}

export function isImage(name: string): boolean {
  return IMAGE.test(name);
}

export function asList(value: unknown): string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((one) => typeof one === "string" && one !== "") as string[];
}

function cut(value: string): string {
  return value.length > TEXT_AT_MOST ? `${value.slice(0, TEXT_AT_MOST)}…` : value;
}

function Chips({ values }: { values: readonly string[] }): ReactElement {
  return (
    <span className="chips">
      {values.slice(0, 1).map((value) => (
        <Chip key={value} title={value}>
          {value}
        </Chip>
      ))}
      <More names={values.slice(1)} />
    </span>
  );
}

/** The related records by name, each a way to it. With the keyboard they are reached through the record that is open. */
function RelatedChips({ field, record }: { field: CollectionField; record: RecordModel }): ReactElement {
  const ids = asList(record[field.name]);
  const target = findCollection(String(field["collectionId"]));
  const expanded = (record.expand as Record<string, RecordModel | RecordModel[]> | undefined)?.[field.name];
  const nameOf = (id: string): string => {
    const related = [expanded ?? []].flat().find((one) => one.id === id);
    return related === undefined ? id : recordName(related);
  };
  return (
    <span className="chips">
      {ids.slice(0, 1).map((id) => {
        const name = nameOf(id);
        if (target === undefined) return <Chip key={id}>{name}</Chip>;
        return (
          <a
            key={id}
            className="chip accent"
            href={`${collectionHash(target)}?record=${encodeURIComponent(id)}`}
            tabIndex={-1}
            data-tooltip={text.record.open(name)}
            onClick={(event) => event.stopPropagation()}
          >
            <span dir={directionOf(name)}>{name}</span>
          </a>
        );
      })}
      <More names={ids.slice(1).map(nameOf)} />
    </span>
  );
}

/** How many values follow the one that is shown whole, and on demand which. */
function More({ names }: { names: readonly string[] }): ReactElement | null {
  if (names.length === 0) return null;
  return (
    <span className="more-values" data-tooltip={names.slice(0, NAMED_AT_MOST).join(", ")}>
      {text.records.more(names.length)}
    </span>
  );
}

function Thumbs({
  record,
  names,
  fileToken,
}: {
  record: RecordModel;
  names: string[];
  fileToken: string;
}): ReactElement {
  return (
    <span className="chips">
      {names.slice(0, THUMBS_AT_MOST).map((name) => (
        <FileThumb key={name} record={record} name={name} fileToken={fileToken} />
      ))}
      <More names={names.slice(THUMBS_AT_MOST)} />
    </span>
  );
}

interface FileThumbProps {
  readonly record: RecordModel;
  readonly name: string;
  readonly fileToken: string;
}

export function FileThumb({ record, name, fileToken }: FileThumbProps): ReactElement {
  if (!isImage(name)) {
    return (
      <span className="thumb" title={name} role="img" aria-label={name}>
        <Icon name="file" />
      </span>
    );
  }
  const address = fileAddress(record, name, { thumb: "100x100", token: fileToken });
  return <img className="thumb" src={address} alt={name} title={name} loading="lazy" />;
}

/** Where a file is; protected ones need the token, and others an empty one. */
export function fileAddress(record: RecordModel, name: string, query: { thumb?: string; token: string }): string {
  const { token, ...others } = query;
  return client.files.getURL(record, name, { ...others, ...(token === "" ? {} : { token }) });
}
