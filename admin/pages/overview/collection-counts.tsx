import { useState } from "react";
import type { ReactElement } from "react";
import type { CollectionCount, StorageFolder } from "../../api/overview.ts";
import { Icon } from "../../components/icon.tsx";
import { collectionHash } from "../../state/route.ts";
import { formatNumber, formatSize } from "../../texts/format.ts";
import { text } from "../../texts/text.ts";

const SHOWN_AT_FIRST = 24;

interface CollectionCountsProps {
  readonly collections: readonly CollectionCount[];
  readonly folders: readonly StorageFolder[];
}

/** The numbers of records and the sizes of their files, the largest collections first. */
export function CollectionCounts({ collections, folders }: CollectionCountsProps): ReactElement {
  const words = text.overview;
  const [isWhole, setWhole] = useState(false);
  const sorted = collections.toSorted(
    (a, b) => Number(a.system) - Number(b.system) || (b.total ?? -1) - (a.total ?? -1),
  );
  const sizes = new Map(folders.map(({ collection, bytes }) => [collection, bytes]));
  const lost = folders.filter(({ collection }) => collection === null);
  const shown = isWhole ? sorted : sorted.slice(0, SHOWN_AT_FIRST);
  return (
    <>
      {lost.length === 0 ? null : (
        <p className="notice warn">
          {words.lostFolders(
            lost.map(({ folder }) => folder),
            formatSize(lost.reduce((sum, { bytes }) => sum + bytes, 0)),
          )}
        </p>
      )}
      <ul className="counts">
        {shown.map(({ name, type, total }) => (
          <li key={name} className="box">
            <a className="count" href={collectionHash({ id: name, name })}>
              <Icon name={type === "auth" || type === "view" ? type : "base"} />
              <span className="clip grow">{name}</span>
              <span className="tabular muted">
                {total === null ? words.notCounted : formatNumber(total)}
                {sizes.has(name) ? ` · ${formatSize(sizes.get(name) ?? 0)}` : null}
              </span>
            </a>
          </li>
        ))}
      </ul>
      {sorted.length > shown.length ? (
        <button type="button" className="button small quiet" onClick={() => setWhole(true)}>
          {words.showAll(sorted.length)}
        </button>
      ) : null}
    </>
  );
}
