import { useState } from "react";
import type { ReactElement } from "react";
import type { StoredFile } from "../../api/stored-files.ts";
import { client } from "../../api/client.ts";
import { findCollection } from "../../api/collections.ts";
import { Icon } from "../../components/icon.tsx";
import { collectionHash } from "../../state/route.ts";
import { formatSize, formatStored } from "../../texts/format.ts";
import { text } from "../../texts/text.ts";
import { useFileToken } from "../records/use-file-token.ts";

const AT_ONCE = 100;

/** Files with their size and the record that has them. */
export function FileList({ label, files }: { label: string; files: readonly StoredFile[] }): ReactElement {
  const words = text.storedFiles;
  const [most, setMost] = useState(AT_ONCE);
  const token = useFileToken(files.some(({ field }) => field !== null));
  if (files.length === 0) return <p className="hint">{words.none}</p>;
  return (
    <>
      <ul className="box entries" aria-label={label}>
        {files.slice(0, most).map((file) => (
          <li key={file.key} className="entry file-entry">
            <div className="entry-text">
              <span className="break">{nameOf(file)}</span>
              <span className="hint break">
                <Owner file={file} />
              </span>
            </div>
            <span className="hint tabular">{formatStored(file.modified)}</span>
            <strong className="tabular file-size">{formatSize(file.size)}</strong>
            <span className="file-action">
              <OpenLink file={file} token={token} />
            </span>
          </li>
        ))}
      </ul>
      {files.length > most ? (
        <button type="button" className="button" onClick={() => setMost(most + AT_ONCE)}>
          {words.showMore(files.length - most)}
        </button>
      ) : null}
    </>
  );
}

function nameOf({ key, name, isThumb }: StoredFile): string {
  if (name === null) return key;
  return isThumb ? text.storedFiles.thumbOf(name) : name;
}

function Owner({ file: { key, collection, record, field, orphan } }: { file: StoredFile }): ReactElement {
  const words = text.storedFiles;
  const target = collection === null ? undefined : findCollection(collection);
  if (orphan !== null) return <>{`${words.reasons[orphan]} · ${key}`}</>;
  if (field === null || target === undefined || record === null) return <>{words.noOwner}</>;
  return (
    <>
      <a href={`${collectionHash(target)}?record=${encodeURIComponent(record)}`}>{`${target.name} / ${record}`}</a>
      {` · ${field}`}
    </>
  );
}

/** In a new tab. Of a thumb the original is opened. */
function OpenLink({ file, token }: { file: StoredFile; token: string }): ReactElement | null {
  const { collection, record, name, field } = file;
  if (field === null || collection === null || record === null || name === null) return null;
  const label = text.storedFiles.open(name);
  return (
    <a
      className="button icon-only quiet small"
      href={client.files.getURL({ id: record, collectionName: collection }, name, { token })}
      target="_blank"
      rel="noopener noreferrer"
      aria-label={label}
      data-tooltip={label}
    >
      <Icon name="external" />
    </a>
  );
}
