import { useState } from "react";
import type { ReactElement, ReactNode } from "react";
import type { CollectionModel } from "pocketbase";
import { loadAccounts } from "../../api/accounts.ts";
import type { AccountFigures } from "../../api/accounts.ts";
import { useTask } from "../../api/use-task.ts";
import { useWhenOpened } from "../../api/use-when-opened.ts";
import { LoadProblem } from "../../components/load-problem.tsx";
import { SidePanel } from "../../components/side-panel.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { collectionHash } from "../../state/route.ts";
import { formatNumber, formatStored } from "../../texts/format.ts";
import { text } from "../../texts/text.ts";
import { recordName } from "./record-name.ts";

interface AccountsPanelProps {
  readonly collection: CollectionModel;
  readonly onClose: () => void;
}

/** An auth collection at a glance: how many accounts, how many are new and verified, how they sign in, and who did last. */
export function AccountsPanel({ collection, onClose }: AccountsPanelProps): ReactElement {
  const words = text.accounts;
  const [figures, setFigures] = useState<AccountFigures | null>(null);
  const { problem, run } = useTask();
  const load = (): void => void run(async () => setFigures(await loadAccounts(collection)));
  useWhenOpened(load);
  return (
    <SidePanel title={words.title(collection.name)} onClose={onClose}>
      {problem === null ? null : <LoadProblem message={problem.message} onRetry={load} />}
      {figures === null && problem === null ? <Skeleton lines={6} /> : null}
      {figures === null ? null : <Content collection={collection} figures={figures} />}
    </SidePanel>
  );
}

function Content({ collection, figures }: { collection: CollectionModel; figures: AccountFigures }): ReactElement {
  const words = text.accounts;
  const { total, verified, recent, providers, seen } = figures;
  return (
    <>
      <dl className="figures">
        <Figure name={words.total} value={total} />
        <Figure name={words.verified} value={verified} />
        {recent?.map(({ days, count }) => (
          <Figure key={days} name={words.recent(days)} value={count} />
        ))}
      </dl>
      <Part title={words.providers}>
        {providers.length === 0 ? <p className="hint">{words.noProviders}</p> : null}
        <ul className="lines">
          {providers.map(({ name, count }) => (
            <li key={name}>
              <strong>{name}</strong>
              <span className="hint tabular push">{words.count(count)}</span>
            </li>
          ))}
        </ul>
      </Part>
      <Part title={words.seen}>
        {seen.length === 0 ? <p className="hint">{words.nobody}</p> : null}
        <ul className="lines">
          {seen.map(({ id, record, time }, index) => (
            <li key={index}>
              <a className="clip" href={`${collectionHash(collection)}?record=${encodeURIComponent(id)}`}>
                <bdi>{record === null ? id : recordName(record)}</bdi>
              </a>
              <time className="hint tabular push" dateTime={time}>
                {formatStored(time)}
              </time>
            </li>
          ))}
        </ul>
      </Part>
    </>
  );
}

function Figure({ name, value }: { name: string; value: number }): ReactElement {
  return (
    <div className="box figure">
      <dt>{name}</dt>
      <dd>
        <strong className="tabular">{formatNumber(value)}</strong>
      </dd>
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }): ReactElement {
  return (
    <section className="stack tight" aria-label={title}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}
