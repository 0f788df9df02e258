import { useEffect, useState } from "react";
import type { ReactElement } from "react";
import type { CollectionModel } from "pocketbase";
import { client } from "../../api/client.ts";
import { toProblem } from "../../api/problem.ts";
import { collections } from "../../api/collections.ts";
import { collectionHash } from "../../state/route.ts";
import { useStore } from "../../state/store.ts";
import { text } from "../../texts/text.ts";

interface BackRelationsProps {
  readonly collection: CollectionModel;
  readonly id: string;
}

interface BackRelation {
  readonly from: CollectionModel;
  readonly field: string;
}

/** The fields of all collections that may refer to records of this one. */
function backRelationsTo({ id }: CollectionModel, list: readonly CollectionModel[]): readonly BackRelation[] {
  return list.flatMap((from) =>
    from.fields
      .filter((field) => field.type === "relation" && field["collectionId"] === id)
      .map((field) => ({ from, field: field.name })),
  );
}

function referenceFilter(field: string, id: string): string {
  return client.filter(`${field} ?= {:id}`, { id });
}

/** The records that refer to this one, by collection and field. They are counted when the list is opened. */
export function BackRelations({ collection, id }: BackRelationsProps): ReactElement | null {
  const [isOpen, setOpen] = useState(false);
  const { list } = useStore(collections);
  const relations = backRelationsTo(collection, list ?? []);
  if (relations.length === 0) return null;
  return (
    <details className="back-relations" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{text.backRelations.title}</summary>
      {isOpen ? (
        <ul className="lines">
          {relations.map(({ from, field }) => (
            <Relation key={`${from.id} ${field}`} {...{ from, field, id }} />
          ))}
        </ul>
      ) : null}
    </details>
  );
}

function Relation({ from, field, id }: BackRelation & { id: string }): ReactElement {
  const words = text.backRelations;
  const [count, setCount] = useState<number | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const filter = referenceFilter(field, id);
  useEffect(() => {
    let isOver = false;
    client
      .collection(from.name)
      .getList(1, 1, { filter, fields: "id" })
      .then(
        ({ totalItems }) => isOver || setCount(totalItems),
        (error: unknown) => isOver || setProblem(toProblem(error).message),
      );
    return () => {
      isOver = true;
    };
  }, [from.name, filter]);
  const label = `${from.name}.${field}`;
  return (
    <li>
      {count === 0 ? (
        <span className="muted">{label}</span>
      ) : (
        <a href={`${collectionHash(from)}?${new URLSearchParams({ filter }).toString()}`}>{label}</a>
      )}
      <span className={problem === null ? "hint tabular push" : "error push"}>
        {problem ?? (count === null ? text.common.loading : words.count(count))}
      </span>
    </li>
  );
}
