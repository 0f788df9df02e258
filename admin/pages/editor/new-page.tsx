import { useState } from "react";
import type { ReactElement } from "react";
import type { CollectionModel } from "pocketbase";
import { client } from "../../api/client.ts";
import { findCollection } from "../../api/collections.ts";
import { useTask } from "../../api/use-task.ts";
import { useWhenOpened } from "../../api/use-when-opened.ts";
import { LoadProblem } from "../../components/load-problem.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import type { PageProps } from "../shell/sections.ts";
import type { CollectionType } from "./draft.ts";
import { Editor } from "./editor.tsx";
import { newField } from "./field-types.ts";

type Scaffolds = Readonly<Record<CollectionType, CollectionModel>>;

/** `#/collections/new`, and `?from=NAME` for a copy. */
export function NewPage({ where }: PageProps): ReactElement {
  const [scaffolds, setScaffolds] = useState<Scaffolds | null>(null);
  const { problem, run } = useTask();
  const load = (): void =>
    void run(async () => {
      const { base, auth, view } = (await client.collections.getScaffolds()) as unknown as Scaffolds;
      setScaffolds({ base: withDates(base), auth: withDates(auth), view });
    });
  useWhenOpened(load);
  if (problem !== null) return <LoadProblem message={problem.message} onRetry={load} />;
  if (scaffolds === null) {
    return (
      <div className="page-body">
        <Skeleton lines={6} />
      </div>
    );
  }
  const source = findCollection(where.query.get("from") ?? "");
  const start = source === undefined ? scaffolds.base : copyOf(source);
  return <Editor key={source?.id ?? "new"} original={null} start={start} scaffolds={scaffolds} />;
}

/** As in PocketBase's dashboard: what nearly every list is sorted by, to be removed where it is not wanted. */
function withDates(scaffold: CollectionModel): CollectionModel {
  const updated = { ...newField("autodate", "updated"), onUpdate: true };
  return { ...scaffold, fields: [...scaffold.fields, newField("autodate", "created"), updated] };
}

/** A new collection like another one: with ids of its own, and without its records. */
function copyOf(source: CollectionModel): CollectionModel {
  const name = `${source.name}_copy`;
  const indexes = source.indexes.map((index) =>
    index
      .replace(/(index\s+(?:if\s+not\s+exists\s+)?)[`"[]?\w+[`"\]]?/i, `$1\`idx_${crypto.randomUUID().slice(0, 8)}\``)
      .replace(/(\son\s+)[`"[]?\w+[`"\]]?/i, `$1\`${name}\``),
  );
  return {
    ...source,
    id: "",
    name,
    system: false,
    indexes,
    fields: source.fields.map((field) => ({ ...field, id: "" })),
  };
}
