import { useState } from "react";
import type { ReactElement } from "react";
import type { StoredFile } from "../../api/stored-files.ts";
import { findCollection } from "../../api/collections.ts";
import { collectionHash } from "../../state/route.ts";
import { formatSize, formatStored } from "../../texts/format.ts";
import { text } from "../../texts/text.ts";

const AT_ONCE = 100;

/** Files with their size and the record that has them. */
export function FileList({ label, files }: { label: string; files: readonly StoredFile[] }): ReactElement {
  const words = text.storedFiles;
  const [most, setMost] = useState(AT_ONCE);
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
