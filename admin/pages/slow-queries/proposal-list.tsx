import { useState } from "react";
import type { ReactElement } from "react";
import { addIndex, removeIndex } from "../../api/slow-queries.ts";
import type { ProposedIndex, SlowQuery } from "../../api/slow-queries.ts";
import { useTask } from "../../api/use-task.ts";
import { Alert } from "../../components/alert.tsx";
import { Chip } from "../../components/chip.tsx";
import { CopyButton } from "../../components/copy-button.tsx";
import { formatDuration, formatNumber } from "../../texts/format.ts";
import { text } from "../../texts/text.ts";

interface ProposalListProps {
  readonly proposals: readonly ProposedIndex[];
  readonly queries: readonly SlowQuery[];
  readonly added: readonly ProposedIndex[];
  readonly setAdded: (added: readonly ProposedIndex[]) => void;
  readonly onChanged: () => void;
}

/** Indexes that would help, each with its reason, to be added at once; those that were added, to be taken back. */
export function ProposalList({ proposals, queries, added, setAdded, onChanged }: ProposalListProps): ReactElement {
  const words = text.slowQueries;
  const { isRunning, problem, run } = useTask();
  const [busy, setBusy] = useState("");
  const open = proposals.filter(({ name }) => !added.some((one) => one.name === name));
  const change = (proposal: ProposedIndex, isAdded: boolean): void =>
    void run(async () => {
      setBusy(proposal.name);
      await (isAdded ? removeIndex(proposal) : addIndex(proposal));
      setAdded(isAdded ? added.filter((one) => one !== proposal) : [...added, proposal]);
      onChanged();
    });
  return (
    <>
      <Alert message={problem?.message} />
      {open.length + added.length === 0 ? <p className="hint">{words.noProposals}</p> : null}
      <ul className="stack">
        {[...added, ...open].map((proposal) => {
          const isAdded = added.includes(proposal);
          const isBusy = isRunning && busy === proposal.name;
          return (
            <li key={proposal.name} className="box padded proposal">
              <div className="row">
                <h3>{words.indexOn(proposal.collection, proposal.columns.join(", "))}</h3>
                {isAdded ? <Chip tone="good">{words.added}</Chip> : null}
                <button
                  type="button"
                  className={isAdded ? "button small push" : "button small primary push"}
                  disabled={isRunning}
                  aria-busy={isBusy}
                  aria-label={(isAdded ? words.takeBackOne : words.addOne)(proposal.name)}
                  onClick={() => change(proposal, isAdded)}
                >
                  {isAdded ? words.takeBack : words.add}
                </button>
              </div>
              <p>{reasonsOf(proposal).join(" ")}</p>
              <p className="hint">{helpsOf(proposal, queries)}</p>
              <div className="row proposal-sql">
                <code className="break">{oneLine(proposal.index)}</code>
                <CopyButton value={proposal.index} />
              </div>
            </li>
          );
        })}
      </ul>
    </>
  );
}

function oneLine(sql: string): string {
  return sql.replaceAll(/\s+/g, " ").replaceAll("( ", "(").replaceAll(" )", ")");
}

function reasonsOf({ against, tableRows, rowsOfValue }: ProposedIndex): string[] {
  const { reasons } = text.slowQueries;
  const rows = formatNumber(tableRows);
  return against.flatMap((kind) => {
    if (kind === "scan")
      return [rowsOfValue === null ? reasons.scan(rows) : reasons.find(rows, formatNumber(rowsOfValue))];
    if (kind === "sort") return [reasons.sort];
    return kind === "build" ? [reasons.build] : [];
  });
}

function helpsOf({ queries: helped, totalMs }: ProposedIndex, queries: readonly SlowQuery[]): string {
  const longest = Math.max(0, ...queries.filter(({ id }) => helped.includes(id)).map(({ longestMs }) => longestMs));
  return text.slowQueries.helps(helped.length, formatDuration(totalMs), formatDuration(longest));
}
