import { useEffect, useId, useState } from "react";
import type { ReactElement } from "react";
import type { CollectionModel, RecordModel } from "pocketbase";
import { client } from "../../api/client.ts";
import { useTask } from "../../api/use-task.ts";
import { Dialog } from "../../components/dialog.tsx";
import { text } from "../../texts/text.ts";
import { recordName, searchFilter } from "./record-name.ts";

interface RelationPickerProps {
  readonly collection: CollectionModel;
  readonly chosen: readonly string[];
  readonly isMultiple: boolean;
  readonly onChoose: (ids: readonly string[]) => void;
  readonly onClose: () => void;
}

const PAGE_SIZE = 50;
const TYPING_MS = 200;

export function RelationPicker({
  collection,
  chosen,
  isMultiple,
  onChoose,
  onClose,
}: RelationPickerProps): ReactElement {
  const [typed, setTyped] = useState("");
  const { items, hasMore, more, problem } = useMatches(collection, typed);
  const group = useId();
  const toggle = (id: string, isChosen: boolean): void => {
    if (!isMultiple) onChoose(isChosen ? [id] : []);
    else onChoose(isChosen ? [...chosen, id] : chosen.filter((one) => one !== id));
  };
  const title = text.relation.title(collection.name);
  return (
    <Dialog className="dialog" label={title} onClose={onClose}>
      <div className="stack">
        <h2>{title}</h2>
        <input
          className="input"
          type="search"
          aria-label={text.relation.search}
          placeholder={text.relation.search}
          autoFocus
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={(event) => {
            // Enter must not save the record underneath.
            if (event.key === "Enter") event.preventDefault();
          }}
        />
        {problem === undefined ? null : (
          <p className="error" role="alert">
            {problem}
          </p>
        )}
        <ul className="dialog-list">
          {items.map((record) => (
            <li key={record.id}>
              <label className="check">
                <input
                  type={isMultiple ? "checkbox" : "radio"}
                  name={group}
                  checked={chosen.includes(record.id)}
                  onChange={(event) => toggle(record.id, event.target.checked)}
                />
                {recordName(record)}
              </label>
            </li>
          ))}
          {items.length === 0 ? <li className="muted">{text.relation.none}</li> : null}
        </ul>
        <div className="row">
          {hasMore ? (
            <button type="button" className="button" onClick={more}>
              {text.relation.more}
            </button>
          ) : null}
          <button type="button" className="button primary push" onClick={onClose}>
            {text.relation.done}
          </button>
        </div>
      </div>
    </Dialog>
  );
}

interface Matches {
  readonly items: readonly RecordModel[];
  readonly hasMore: boolean;
  readonly problem: string | undefined;
  readonly more: () => void;
}

function useMatches(collection: CollectionModel, typed: string): Matches {
  const [items, setItems] = useState<readonly RecordModel[]>([]);
  const [hasMore, setHasMore] = useState(false);
  const { run, problem } = useTask();
  useEffect(() => {
    let isOver = false;
    const load = async (): Promise<void> => {
      const answer = await page(collection, typed, 1);
      if (isOver) return;
      setItems(answer);
      setHasMore(answer.length === PAGE_SIZE);
    };
    const timer = setTimeout(() => void load().catch(() => undefined), typed === "" ? 0 : TYPING_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [collection, typed]);
  const more = (): void =>
    void run(async () => {
      const answer = await page(collection, typed, Math.floor(items.length / PAGE_SIZE) + 1);
      setItems([...items, ...answer]);
      setHasMore(answer.length === PAGE_SIZE);
    });
  return { items, hasMore, more, problem: problem?.message };
}

async function page(collection: CollectionModel, typed: string, number: number): Promise<RecordModel[]> {
  const options = { filter: searchFilter(typed, collection), skipTotal: true };
  return (await client.collection(collection.name).getList(number, PAGE_SIZE, options)).items;
}
