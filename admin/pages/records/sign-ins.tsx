import { useState } from "react";
import type { ReactElement } from "react";
import type { CollectionModel, RecordModel } from "pocketbase";
import { client } from "../../api/client.ts";
import { useTask } from "../../api/use-task.ts";
import { useWhenOpened } from "../../api/use-when-opened.ts";
import { Alert } from "../../components/alert.tsx";
import { IconButton } from "../../components/icon-button.tsx";
import { LoadProblem } from "../../components/load-problem.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { text } from "../../texts/text.ts";

interface SignInsProps {
  readonly collection: CollectionModel;
  readonly record: RecordModel;
}

/** The accounts at OAuth2 providers that sign in here, and the places that were signed in from. */
export function SignIns({ collection, record }: SignInsProps): ReactElement {
  const words = text.account;
  return (
    <>
      <List
        title={words.providers}
        none={words.noProviders}
        source="_externalAuths"
        record={record}
        collection={collection}
        describe={(one) => ({ name: String(one["provider"]), more: String(one["providerId"]) })}
      />
      <List
        title={words.origins}
        none={words.noOrigins}
        source="_authOrigins"
        record={record}
        collection={collection}
        describe={(one) => ({ name: String(one["fingerprint"]).slice(0, 12), more: String(one["updated"]) })}
      />
    </>
  );
}

interface ListProps extends SignInsProps {
  readonly title: string;
  readonly none: string;
  readonly source: string;
  readonly describe: (record: RecordModel) => { readonly name: string; readonly more: string };
}

function List({ title, none, source, collection, record, describe }: ListProps): ReactElement {
  const [items, setItems] = useState<readonly RecordModel[] | null>(null);
  const [loading, removing] = [useTask(), useTask()];
  const load = (): void =>
    void loading.run(async () => {
      const filter = client.filter("collectionRef={:collection} && recordRef={:record}", {
        collection: collection.id,
        record: record.id,
      });
      setItems((await client.collection(source).getList(1, 100, { filter, sort: "-created" })).items);
    });
  useWhenOpened(load);
  const remove = (id: string): void =>
    void removing.run(async () => {
      await client.collection(source).delete(id);
      load();
    });
  return (
    <section className="stack tight">
      <h3>{title}</h3>
      <Alert message={removing.problem?.message} />
      {loading.problem === null ? null : <LoadProblem message={loading.problem.message} onRetry={load} />}
      {items === null && loading.problem === null ? <Skeleton lines={2} /> : null}
      {items?.length === 0 ? <p className="hint">{none}</p> : null}
      <ul className="lines">
        {items?.map((one) => {
          const { name, more } = describe(one);
          return (
            <li key={one.id}>
              <strong>{name}</strong>
              <span className="hint clip">{more}</span>
              <IconButton
                icon="trash"
                label={text.account.remove(name)}
                look="quiet small push"
                onClick={() => remove(one.id)}
              />
            </li>
          );
        })}
      </ul>
    </section>
  );
}
