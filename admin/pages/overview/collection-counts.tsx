import { useState } from "react";
import type { ReactElement } from "react";
import type { CollectionCount } from "../../api/overview.ts";
import { Icon } from "../../components/icon.tsx";
import { collectionHash } from "../../state/route.ts";
import { text } from "../../texts/text.ts";
import { formatCount } from "./format.ts";

const SHOWN_AT_FIRST = 24;

/** The numbers of records, the largest collections first. */
export function CollectionCounts({ collections }: { collections: readonly CollectionCount[] }): ReactElement {
  const words = text.overview;
  const [isWhole, setWhole] = useState(false);
  const sorted = collections.toSorted(
    (a, b) => Number(a.system) - Number(b.system) || (b.total ?? -1) - (a.total ?? -1),
  );
  const shown = isWhole ? sorted : sorted.slice(0, SHOWN_AT_FIRST);
  return (
    <>
      <ul className="counts">
        {shown.map(({ name, type, total }) => (
          <li key={name} className="box">
            <a className="count" href={collectionHash({ id: name, name })}>
              <Icon name={type === "auth" || type === "view" ? type : "base"} />
              <span className="clip grow">{name}</span>
              <span className="tabular muted">{total === null ? words.notCounted : formatCount(total)}</span>
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
