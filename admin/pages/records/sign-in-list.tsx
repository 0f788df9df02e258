import { useState } from "react";
import type { ReactElement, ReactNode } from "react";
import { useTask } from "../../api/use-task.ts";
import { useWhenOpened } from "../../api/use-when-opened.ts";
import { Alert } from "../../components/alert.tsx";
import { IconButton } from "../../components/icon-button.tsx";
import { LoadProblem } from "../../components/load-problem.tsx";
import { Skeleton } from "../../components/skeleton.tsx";

/** One thing by which an account is or can be signed in. */
export interface SignInEntry {
  readonly id: string;
  readonly name: string;
  readonly more: ReactNode;
  /** What ends it is called so. */
  readonly endLabel: string;
}

interface SignInListProps {
  readonly title: string;
  readonly hint?: string;
  /** Said where there are none. */
  readonly none: string;
  /** Above the others, without an end. */
  readonly children?: ReactNode;
  readonly load: () => Promise<readonly SignInEntry[]>;
  readonly end: (id: string) => Promise<unknown>;
}

/** A list whose entries are ended one by one. */
export function SignInList({ title, hint, none, children, load, end }: SignInListProps): ReactElement {
  const [entries, setEntries] = useState<readonly SignInEntry[] | null>(null);
  const [loading, ending] = [useTask(), useTask()];
  const reload = (): void => void loading.run(async () => setEntries(await load()));
  useWhenOpened(reload);
  const endOne = (id: string): void =>
    void ending.run(async () => {
      await end(id);
      setEntries(await load());
    });
  return (
    <section className="stack tight" aria-label={title}>
      <h3>{title}</h3>
      {hint === undefined ? null : <p className="hint">{hint}</p>}
      <Alert message={ending.problem?.message} />
      {loading.problem === null ? null : <LoadProblem message={loading.problem.message} onRetry={reload} />}
      {entries === null && loading.problem === null ? <Skeleton lines={2} /> : null}
      {entries?.length === 0 ? <p className="hint">{none}</p> : null}
      <ul className="lines">
        {children}
        {entries?.map(({ id, name, more, endLabel }) => (
          <li key={id}>
            <strong>{name}</strong>
            <span className="hint clip">{more}</span>
            <IconButton icon="trash" label={endLabel} look="quiet small push" onClick={() => endOne(id)} />
          </li>
        ))}
      </ul>
    </section>
  );
}
