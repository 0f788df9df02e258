import { useEffect, useState } from "react";
import type { ReactElement } from "react";
import { client, toProblem } from "../api/client.ts";
import { CardPage } from "../components/card-page.tsx";
import { ThemeButton } from "../components/theme-button.tsx";
import { TooltipLayer } from "../components/tooltip-layer.tsx";
import { loadDocument } from "./document.ts";
import type { ApiDocument, Entry } from "./document.ts";
import { MethodMark } from "./method-mark.tsx";
import { OperationView } from "./operation-view.tsx";
import { texts } from "./texts.ts";

type Loaded = { readonly document: ApiDocument } | { readonly isClosed: boolean; readonly message: string };

/** The API to read through: a list of all routes, and beside it the one that the address names. */
export function ReferencePage(): ReactElement {
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  useEffect(() => {
    loadDocument().then(
      (document) => setLoaded({ document }),
      (error: unknown) => {
        const { status, message } = toProblem(error);
        setLoaded({ isClosed: status === 401 || status === 403, message });
      },
    );
  }, []);
  if (loaded === null) return <CardPage title={texts.title} hint={texts.loading} />;
  if ("document" in loaded) return <Reference document={loaded.document} />;
  const { isClosed, message } = loaded;
  return (
    <CardPage
      title={texts.title}
      hint={isClosed ? texts.closedHint : message}
      problem={isClosed ? texts.closed : texts.failed}
    >
      <a className="button" href="./">
        {texts.toDashboard}
      </a>
    </CardPage>
  );
}

function Reference({ document: api }: { document: ApiDocument }): ReactElement {
  const [search, setSearch] = useState("");
  const chosen = useHash();
  const entry = api.entries.find(({ id }) => id === chosen);
  useEffect(() => {
    document.title = `${entry?.operation.summary ?? texts.title} · ${api.title}`;
    document.querySelector("main")?.scrollTo(0, 0);
  }, [entry, api.title]);
  return (
    <div className="reference">
      <nav aria-label={texts.routes} className="reference-side">
        <header className="row nowrap">
          <strong className="grow">
            {api.title} <span className="muted">{api.version}</span>
          </strong>
          <ThemeButton />
        </header>
        <input
          className="input"
          type="search"
          placeholder={texts.search}
          aria-label={texts.search}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <RouteList entries={api.entries.filter((one) => matches(one, search))} chosen={chosen} isOpen={search !== ""} />
        <p className="muted reference-foot">{senderText()}</p>
      </nav>
      <main>
        {entry === undefined ? <p className="muted">{texts.start}</p> : <OperationView entry={entry} document={api} />}
      </main>
      <TooltipLayer />
    </div>
  );
}

interface RouteListProps {
  readonly entries: readonly Entry[];
  readonly chosen: string;
  /** Whether all groups are open, and not just that of the chosen one. */
  readonly isOpen: boolean;
}

function RouteList({ entries, chosen, isOpen }: RouteListProps): ReactElement {
  if (entries.length === 0) return <p className="muted">{texts.nothingFound}</p>;
  return (
    <div className="reference-list">
      {[...Map.groupBy(entries, ({ tag }) => tag)].map(([tag, group]) => (
        <details key={`${tag} ${isOpen}`} open={isOpen || group.some(({ id }) => id === chosen)}>
          <summary>{tag}</summary>
          <ul>
            {group.map(({ id, method, path, operation }) => (
              <li key={id}>
                <a href={`#${id}`} title={path} aria-current={id === chosen ? "page" : undefined}>
                  <MethodMark method={method} />
                  <span>{operation.summary}</span>
                </a>
              </li>
            ))}
          </ul>
        </details>
      ))}
    </div>
  );
}

function matches({ id, path, tag, operation }: Entry, search: string): boolean {
  const text = `${id} ${path} ${tag} ${operation.summary}`.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function senderText(): string {
  const email: unknown = client.authStore.isValid ? client.authStore.record?.["email"] : undefined;
  return typeof email === "string" ? texts.signedInAs(email) : texts.guest;
}

function useHash(): string {
  const read = (): string => location.hash.slice(1);
  const [hash, setHash] = useState(read);
  useEffect(() => {
    const update = (): void => setHash(read());
    addEventListener("hashchange", update);
    return () => removeEventListener("hashchange", update);
  }, []);
  return hash;
}
