import { useId, useState } from "react";
import type { ReactElement } from "react";
import type { CollectionModel } from "pocketbase";
import { collections, firstShown } from "../../api/collections.ts";
import { settings } from "../../api/settings.ts";
import { Icon } from "../../components/icon.tsx";
import { IconButton } from "../../components/icon-button.tsx";
import { collectionHash } from "../../state/route.ts";
import { useStore } from "../../state/store.ts";
import { text } from "../../texts/text.ts";
import { usePins } from "./pins.ts";
import type { PageProps } from "./sections.ts";

/** The collections by name: pinned ones first, those of the system folded. */
export function CollectionsSide({ where }: PageProps): ReactElement {
  const { list } = useStore(collections);
  const selected = where.parts[1] ?? firstShown(list ?? [])?.name;
  const [search, setSearch] = useState("");
  const { pinned, togglePin } = usePins();
  const searchId = useId();
  const matching = (list ?? []).filter(({ name }) => name.toLowerCase().includes(search.trim().toLowerCase()));
  const system = matching.filter((one) => one.system);
  const own = matching.filter((one) => !one.system);
  const isPinned = ({ id }: CollectionModel): boolean => pinned.includes(id);
  const shared = { selected, pinned, onTogglePin: togglePin };
  return (
    <>
      <div className="side-search">
        <label className="hidden-visually" htmlFor={searchId}>
          {text.shell.searchCollections}
        </label>
        <Icon name="search" />
        <input
          dir="auto"
          id={searchId}
          className="input"
          type="search"
          placeholder={text.shell.searchCollections}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      </div>
      <nav className="side-scroll" aria-label={text.shell.collections}>
        {own.some(isPinned) ? (
          <>
            <p className="side-label">{text.shell.pinned}</p>
            <Links {...shared} list={own.filter(isPinned)} />
            <p className="side-label">{text.shell.others}</p>
          </>
        ) : null}
        <Links {...shared} list={own.filter((one) => !isPinned(one))} />
        {list !== null && own.length === 0 ? (
          <p className="hint side-empty">{search === "" ? text.shell.noCollections : text.shell.noMatch}</p>
        ) : null}
        {system.length === 0 ? null : (
          <details className="side-fold" open={search !== "" || system.some(({ name }) => name === selected)}>
            <summary>{text.shell.system}</summary>
            <Links {...shared} list={system} />
          </details>
        )}
      </nav>
      <SideFoot />
    </>
  );
}

/** What there is to do beside the collections. */
function SideFoot(): ReactElement {
  const isFixed = useStore(settings)?.meta.hideControls === true;
  return (
    <div className="side-foot">
      {isFixed ? null : (
        <a className="button small grow" href="#/collections/new">
          <Icon name="plus" />
          {text.shell.newCollection}
        </a>
      )}
      <a
        className="button small quiet icon-only"
        href="#/collections/diagram"
        aria-label={text.shell.diagram}
        data-tooltip={text.shell.diagram}
      >
        <Icon name="diagram" />
      </a>
      <a
        className="button small quiet icon-only"
        href="#/collections/import"
        aria-label={text.shell.transfer}
        data-tooltip={text.shell.transfer}
      >
        <Icon name="transfer" />
      </a>
    </div>
  );
}

interface LinksProps {
  readonly list: readonly CollectionModel[];
  readonly selected: string | undefined;
  readonly pinned: readonly string[];
  readonly onTogglePin: (id: string) => void;
}

/** Thousands of links would make each key in the search slow. */
const SHOWN_AT_FIRST = 200;

function Links({ list, selected, pinned, onTogglePin }: LinksProps): ReactElement {
  const [isWhole, setWhole] = useState(false);
  const isSelected = ({ id, name }: CollectionModel): boolean => name === selected || id === selected;
  const shown = isWhole ? list : list.filter((one, index) => index < SHOWN_AT_FIRST || isSelected(one));
  return (
    <ul>
      {shown.map((collection) => {
        const { id, name, type, system } = collection;
        const isPinned = pinned.includes(id);
        return (
          <li key={id} className={system ? "side-item" : "side-item pinnable"}>
            <a
              className="side-link"
              href={collectionHash(collection)}
              aria-current={isSelected(collection) ? "page" : undefined}
            >
              <Icon name={type === "auth" || type === "view" ? type : "base"} />
              <span className="clip">{name}</span>
            </a>
            {system ? null : (
              <IconButton
                icon="pin"
                label={isPinned ? text.shell.unpin(name) : text.shell.pin(name)}
                look={isPinned ? "quiet small pin on" : "quiet small pin"}
                aria-pressed={isPinned}
                // With the keyboard it is in the menu of the collection: each would cost a Tab stop.
                tabIndex={-1}
                onClick={() => onTogglePin(id)}
              />
            )}
          </li>
        );
      })}
      {shown.length === list.length ? null : (
        <li>
          <button type="button" className="button small quiet" onClick={() => setWhole(true)}>
            {text.overview.showAll(list.length)}
          </button>
        </li>
      )}
    </ul>
  );
}
