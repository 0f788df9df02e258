import { useEffect, useState } from "react";
import type { ReactElement } from "react";
import { collections, forgetCollections, loadCollections } from "../../api/collections.ts";
import { Dialog } from "../../components/dialog.tsx";
import { Icon } from "../../components/icon.tsx";
import type { Route } from "../../state/route.ts";
import { useStore } from "../../state/store.ts";
import { text } from "../../texts/text.ts";
import { RecordsPage } from "../records/records-page.tsx";
import { Side } from "./side.tsx";

/** What surrounds every page of a superuser: the collections beside it, on small screens behind a button. */
export function Shell({ where, email }: { where: Route; email: string }): ReactElement {
  const [isMenuOpen, setMenuOpen] = useState(false);
  useEffect(() => {
    void loadCollections();
    return forgetCollections;
  }, []);
  const selected = where.parts[0] === "collections" ? where.parts[1] : undefined;
  useEffect(() => setMenuOpen(false), [selected]);
  return (
    <div className="shell">
      <Side email={email} selected={selected} />
      <header className="top">
        <button
          type="button"
          className="button quiet icon-only"
          aria-label={text.shell.menu}
          onClick={() => setMenuOpen(true)}
        >
          <Icon name="menu" />
        </button>
        <strong>{selected ?? text.appName}</strong>
      </header>
      {isMenuOpen ? (
        <Dialog className="drawer-dialog" label={text.shell.collections} onClose={() => setMenuOpen(false)}>
          <Side email={email} selected={selected} isDrawer />
        </Dialog>
      ) : null}
      <main className="main" id="main" tabIndex={-1}>
        <Page where={where} />
      </main>
    </div>
  );
}

function Page({ where }: { where: Route }): ReactElement {
  const { list, problem } = useStore(collections);
  const [first, name] = where.parts;
  if (list === null) {
    if (problem === null) return <p className="page-note muted">{text.common.loading}</p>;
    return (
      <div className="page-note stack">
        <p role="alert">{problem.message}</p>
        <div>
          <button type="button" className="button" onClick={() => void loadCollections()}>
            {text.common.retry}
          </button>
        </div>
      </div>
    );
  }
  const chosen =
    name === undefined
      ? (list.find(({ system }) => !system) ?? list[0])
      : list.find((one) => [one.name, one.id].includes(name));
  if ((first !== undefined && first !== "collections") || chosen === undefined) {
    return (
      <div className="page-note stack">
        <h1>{text.common.notFound}</h1>
        <a href="#/collections">{text.common.toStart}</a>
      </div>
    );
  }
  return <RecordsPage key={chosen.id} collection={chosen} query={where.query} />;
}
