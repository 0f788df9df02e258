import { useId, useState } from "react";
import type { ReactElement } from "react";
import type { CollectionModel } from "pocketbase";
import { client } from "../../api/client.ts";
import { collections } from "../../api/collections.ts";
import { Icon } from "../../components/icon.tsx";
import { Mark } from "../../components/mark.tsx";
import { ThemeButton } from "../../components/theme-button.tsx";
import { collectionHash, navigate } from "../../state/route.ts";
import { useStore } from "../../state/store.ts";
import { text } from "../../texts/text.ts";

interface SideProps {
  readonly email: string;
  readonly selected: string | undefined;
  readonly isDrawer?: boolean;
}

/** The collections by name, those of the system folded, and who is signed in. */
export function Side({ email, selected, isDrawer = false }: SideProps): ReactElement {
  const { list } = useStore(collections);
  const [search, setSearch] = useState("");
  const searchId = useId();
  const matching = (list ?? []).filter(({ name }) => name.toLowerCase().includes(search.trim().toLowerCase()));
  const system = matching.filter((one) => one.system);
  const own = matching.filter((one) => !one.system);
  const signOut = (): void => {
    client.authStore.clear();
    navigate("#/login");
  };
  return (
    <aside className={isDrawer ? "side drawer" : "side"} aria-label={text.shell.side}>
      {isDrawer ? null : (
        <button type="button" className="button skip" onClick={() => document.getElementById("main")?.focus()}>
          {text.shell.skip}
        </button>
      )}
      <a className="mark" href="#/collections">
        <Mark />
      </a>
      <div>
        <label className="hidden-visually" htmlFor={searchId}>
          {text.shell.searchCollections}
        </label>
        <input
          id={searchId}
          className="input"
          type="search"
          placeholder={text.shell.searchCollections}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      </div>
      <nav className="side-scroll" aria-label={text.shell.collections}>
        <Links list={own} selected={selected} />
        {list !== null && own.length === 0 ? (
          <p className="hint">{search === "" ? text.shell.noCollections : text.shell.noMatch}</p>
        ) : null}
        {system.length === 0 ? null : (
          <details className="side-fold" open={search !== "" || system.some(({ name }) => name === selected)}>
            <summary>{text.shell.system}</summary>
            <Links list={system} selected={selected} />
          </details>
        )}
      </nav>
      <div className="side-foot row">
        <span className="who" title={email}>
          {email}
        </span>
        <ThemeButton />
        <button type="button" className="button quiet icon-only" aria-label={text.shell.signOut} onClick={signOut}>
          <Icon name="signOut" />
        </button>
      </div>
    </aside>
  );
}

function Links({ list, selected }: { list: readonly CollectionModel[]; selected: string | undefined }): ReactElement {
  return (
    <ul>
      {list.map(({ id, name, type }) => (
        <li key={id}>
          <a
            className="side-link"
            href={collectionHash(name)}
            aria-current={name === selected || id === selected ? "page" : undefined}
          >
            <Icon name={type === "auth" || type === "view" ? type : "base"} />
            {name}
          </a>
        </li>
      ))}
    </ul>
  );
}
