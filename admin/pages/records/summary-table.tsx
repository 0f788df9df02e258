import { useEffect, useState } from "react";
import type { ReactElement } from "react";
import type { CollectionField, CollectionModel } from "pocketbase";
import { findCollection } from "../../api/collections.ts";
import { recordsOf } from "../../api/many-records.ts";
import type { Summary } from "../../api/summary.ts";
import { formatNumber } from "../../texts/format.ts";
import { text } from "../../texts/text.ts";
import { valuesOfGroup } from "./group-values.ts";
import { recordName } from "./record-name.ts";

interface SummaryTableProps {
  readonly collection: CollectionModel;
  readonly summary: Summary;
  readonly group: string;
  readonly sum: string;
  readonly onValue: (value: unknown) => void;
}

/** A row for each value, and one for all of them together. */
export function SummaryTable({ collection, summary, group, sum, onValue }: SummaryTableProps): ReactElement {
  const words = text.summary;
  const { groups, isComplete } = summary;
  const field = collection.fields.find(({ name }) => name === group);
  const names = useNames(field, summary);
  if (groups.length === 0) return <p className="hint">{words.none}</p>;
  const total = (of: (one: Summary["groups"][number]) => number): string =>
    formatNumber(groups.reduce((added, one) => added + of(one), 0));
  return (
    <>
      <table className="history-table summary-table">
        <thead>
          <tr>
            <th scope="col">{group}</th>
            <th scope="col">{words.count}</th>
            {sum === "" ? null : <th scope="col">{words.sum(sum)}</th>}
          </tr>
        </thead>
        <tbody>
          {groups.map(({ value, count, sum: added }, index) => (
            <tr key={index}>
              <th scope="row">
                <button type="button" className="link-button break" onClick={() => onValue(value)}>
                  <bdi>{shown(valuesOfGroup(field, value), names)}</bdi>
                </button>
              </th>
              <td className="tabular">{formatNumber(count)}</td>
              {sum === "" ? null : <td className="tabular">{formatNumber(added ?? 0)}</td>}
            </tr>
          ))}
        </tbody>
        {isComplete && groups.length > 1 ? (
          <tfoot>
            <tr>
              <th scope="row">{words.total}</th>
              <td className="tabular">{total(({ count }) => count)}</td>
              {sum === "" ? null : <td className="tabular">{total(({ sum: added }) => added ?? 0)}</td>}
            </tr>
          </tfoot>
        ) : null}
      </table>
      {isComplete ? null : <p className="hint">{words.more(groups.length)}</p>}
    </>
  );
}

function shown(values: readonly unknown[], names: ReadonlyMap<string, string>): string {
  if (values.length === 0) return text.summary.empty;
  const texts = values.map((value) =>
    typeof value === "string" ? (names.get(value) ?? value) : JSON.stringify(value),
  );
  return texts.join(", ");
}

/** What the records of a relation are called; until that is known their ids stand for them. */
function useNames(field: CollectionField | undefined, { groups }: Summary): ReadonlyMap<string, string> {
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map());
  const target = field?.type === "relation" ? findCollection(String(field["collectionId"])) : undefined;
  const found = target === undefined ? [] : groups.flatMap(({ value }) => valuesOfGroup(field, value));
  const wanted = [...new Set(found.filter((one) => typeof one === "string"))].join(",");
  useEffect(() => {
    if (target === undefined || wanted === "") return;
    const stop = new AbortController();
    const load = async (): Promise<void> => {
      const query = { collection: target.name, ids: wanted.split(","), fields: "*" };
      for await (const records of recordsOf(query, stop.signal)) {
        if (stop.signal.aborted) return;
        setNames(
          (before) => new Map([...before, ...records.map((record) => [record.id, recordName(record)] as const)]),
        );
      }
    };
    // The ids say enough.
    load().catch(() => undefined);
    return () => stop.abort();
  }, [target, wanted]);
  return names;
}
