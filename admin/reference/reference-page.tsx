import { useEffect, useState } from "react";
import type { ReactElement } from "react";
import { client } from "../api/client.ts";
import { toProblem } from "../api/problem.ts";
import { CardPage } from "../components/card-page.tsx";
import { LanguageMenu } from "../components/language-menu.tsx";
import { ThemeButton } from "../components/theme-button.tsx";
import { TooltipLayer } from "../components/tooltip-layer.tsx";
import { apiText } from "../texts/api/api-text.ts";
import { referenceText } from "../texts/reference/reference-text.ts";
import { text } from "../texts/text.ts";
import { loadDocument } from "./document.ts";
import type { ApiDocument, Entry } from "./document.ts";
import { MethodMark } from "./method-mark.tsx";
import { OperationView } from "./operation-view.tsx";
import { Words } from "./prose.tsx";
import { ReferenceStart } from "./reference-start.tsx";

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
  if (loaded === null) return <CardPage title={referenceText.title} hint={text.common.loading} />;
  if ("document" in loaded) return <Reference document={loaded.document} />;
  const { isClosed, message } = loaded;
  return (
    <CardPage
      title={referenceText.title}
      hint={isClosed ? referenceText.closedHint : message}
      problem={isClosed ? referenceText.closed : referenceText.failed}
    >
      <a className="button" href="./">
        {referenceText.toDashboard}
      </a>
    </CardPage>
  );
}

function Reference({ document: api }: { document: ApiDocument }): ReactElement {
  const [search, setSearch] = useState("");
  const chosen = useHash();
  const entry = api.entries.find(({ id }) => id === chosen);
  useEffect(() => {
    const summary = entry === undefined ? referenceText.title : apiText(entry.operation.summary).text;
    document.title = `${summary} · ${api.title}`;
    document.querySelector("main")?.scrollTo(0, 0);
  }, [entry, api.title]);
  return (
    <div className="reference">
      <nav aria-label={referenceText.routes} className="reference-side">
        <header className="row nowrap">
          <strong className="grow">
            {api.title} <span className="muted">{api.version}</span>
          </strong>
          <LanguageMenu />
          <ThemeButton />
        </header>
        <input
          className="input"
          type="search"
          placeholder={referenceText.search}
          aria-label={referenceText.search}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <RouteList entries={api.entries.filter((one) => matches(one, search))} chosen={chosen} isOpen={search !== ""} />
        <p className="muted reference-foot">{senderText()}</p>
      </nav>
      <main>
        {entry === undefined ? <ReferenceStart document={api} /> : <OperationView entry={entry} document={api} />}
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
  if (entries.length === 0) return <p className="muted">{referenceText.nothingFound}</p>;
  return (
    <div className="reference-list">
      {[...Map.groupBy(entries, ({ tag }) => tag)].map(([tag, group]) => (
        <details key={`${tag} ${isOpen}`} open={isOpen || group.some(({ id }) => id === chosen)}>
          <summary>
            <Words text={tag} />
          </summary>
          <ul>
            {group.map(({ id, method, path, operation }) => (
              <li key={id}>
                <a href={`#${id}`} title={path} aria-current={id === chosen ? "page" : undefined}>
                  <MethodMark method={method} />
                  <Words text={operation.summary} />
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
  // By the English words too, which are those of the docs.
  const words = [id, path, tag, operation.summary, apiText(tag).text, apiText(operation.summary).text];
  const whole = words.join(" ").toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => whole.includes(word));
}

function senderText(): string {
  const email: unknown = client.authStore.isValid ? client.authStore.record?.["email"] : undefined;
  return typeof email === "string" ? referenceText.signedInAs(email) : referenceText.guest;
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
