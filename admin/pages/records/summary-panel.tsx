import { useEffect, useState } from "react";
import type { ReactElement } from "react";
import type { CollectionField, CollectionModel } from "pocketbase";
import { client } from "../../api/client.ts";
import { toProblem } from "../../api/problem.ts";
import { visibleFields } from "../../api/collections.ts";
import { loadSummary } from "../../api/summary.ts";
import type { Summary } from "../../api/summary.ts";
import { Alert } from "../../components/alert.tsx";
import { SelectField } from "../../components/inputs.tsx";
import { SidePanel } from "../../components/side-panel.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { replaceQuery, route } from "../../state/route.ts";
import { text } from "../../texts/text.ts";
import { SummaryTable } from "./summary-table.tsx";

interface SummaryPanelProps {
  readonly collection: CollectionModel;
  /** Which records are counted. */
  readonly filter: string;
  readonly onClose: () => void;
}

/** How many records there are of each value of a column, and the sums of another one. */
export function SummaryPanel({ collection, filter, onClose }: SummaryPanelProps): ReactElement {
  const words = text.summary;
  const fields = visibleFields(collection).filter(({ name, type }) => type !== "password" && name !== "id");
  const numbers = fields.filter(({ type }) => type === "number");
  const [group, setGroup] = useState(firstGroup(fields));
  const [sum, setSum] = useState("");
  const { summary, problem } = useSummary(collection.name, { group, sum, filter });
  return (
    <SidePanel title={words.title(collection.name)} onClose={onClose}>
      <p className="hint">{filter === "" ? words.hint : words.filtered(filter)}</p>
      <div className="pair">
        <SelectField label={words.group} options={optionsOf(fields)} value={group} onChange={setGroup} />
        <SelectField
          label={words.sumOf}
          options={[{ value: "", label: words.nothing }, ...optionsOf(numbers)]}
          value={sum}
          onChange={setSum}
        />
      </div>
      <Alert message={problem ?? undefined} />
      {summary === null && problem === null ? <Skeleton lines={5} /> : null}
      {summary === null ? null : (
        <SummaryTable
          {...{ collection, summary, group, sum }}
          onValue={(value) => {
            const own = client.filter(`${group} = {:value}`, { value });
            onClose();
            showFiltered(filter === "" ? own : `(${filter}) && ${own}`);
          }}
        />
      )}
    </SidePanel>
  );
}

function showFiltered(filter: string): void {
  const query = new URLSearchParams(route.get().query);
  query.set("filter", filter);
  replaceQuery(query);
}

/** A column with few values is what is mostly asked about. */
function firstGroup(fields: readonly CollectionField[]): string {
  const found = ["select", "bool", "relation"].map((type) => fields.find((field) => field.type === type));
  return (found.find((field) => field !== undefined) ?? fields[0])?.name ?? "id";
}

function optionsOf(fields: readonly CollectionField[]): { value: string; label: string }[] {
  return fields.map(({ name }) => ({ value: name, label: name }));
}

interface Loaded {
  readonly summary: Summary | null;
  readonly problem: string | null;
}

function useSummary(collection: string, query: { group: string; sum: string; filter: string }): Loaded {
  const [loaded, setLoaded] = useState<Loaded>({ summary: null, problem: null });
  const key = JSON.stringify(query);
  useEffect(() => {
    const stop = new AbortController();
    loadSummary(collection, JSON.parse(key), stop.signal).then(
      (summary) => setLoaded({ summary, problem: null }),
      (error: unknown) => {
        if (!stop.signal.aborted) setLoaded({ summary: null, problem: toProblem(error).message });
      },
    );
    return () => stop.abort();
  }, [collection, key]);
  return loaded;
}
