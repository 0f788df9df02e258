import { useCallback, useEffect, useId, useRef, useState } from "react";
import type { ReactElement } from "react";
import type { CollectionModel, RecordModel } from "pocketbase";
import { client } from "../../api/client.ts";
import { toProblem } from "../../api/problem.ts";
import type { Changed } from "../../api/use-live.ts";
import { Alert } from "../../components/alert.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { Icon } from "../../components/icon.tsx";
import { lazyDialog } from "../../components/lazy-dialog.tsx";
import { LoadProblem } from "../../components/load-problem.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { text } from "../../texts/text.ts";
import { RecordMention } from "./record-mention.tsx";
import { searchFilter } from "./record-name.ts";

interface RelationPickerProps {
  readonly collection: CollectionModel;
  readonly chosen: readonly string[];
  readonly isMultiple: boolean;
  readonly onChoose: (ids: readonly string[]) => void;
  readonly onClose: () => void;
}

// A record's panel has pickers in it, a picker such a panel.
const RecordPanel = lazyDialog(() => import("./record-panel.tsx").then((module) => module.RecordPanel));
const NOTHING_CHANGED: Changed = new Map();
const PAGE_SIZE = 50;
const TYPING_MS = 200;

/** Searches the records of a collection and chooses some; one that is missing can be made. */
export function RelationPicker(props: RelationPickerProps): ReactElement {
  const { collection, chosen, isMultiple, onChoose, onClose } = props;
  const [typed, setTyped] = useState("");
  const { items, hasMore, more, reload, problem } = useMatches(collection, typed);
  const isMissing = items === null && problem !== undefined;
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
          dir="auto"
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
        {isMissing ? <LoadProblem message={problem} onRetry={reload} /> : <Alert message={problem} />}
        {items === null ? (
          isMissing ? null : (
            <Skeleton lines={4} />
          )
        ) : (
          <Choices {...{ items, chosen, isMultiple, hasMore }} onMore={more} onToggle={toggle} />
        )}
        <div className="row">
          {collection.type === "view" ? null : (
            <CreateButton
              collection={collection}
              onCreated={({ id }) => {
                toggle(id, true);
                reload();
              }}
            />
          )}
          <button type="button" className="button primary push" onClick={onClose}>
            {text.relation.done}
          </button>
        </div>
      </div>
    </Dialog>
  );
}

interface ChoicesProps {
  readonly items: readonly RecordModel[];
  readonly chosen: readonly string[];
  readonly isMultiple: boolean;
  readonly hasMore: boolean;
  readonly onMore: () => void;
  readonly onToggle: (id: string, isChosen: boolean) => void;
}

/** The next records are loaded as the end of the list comes into sight. */
function Choices({ items, chosen, isMultiple, hasMore, onMore, onToggle }: ChoicesProps): ReactElement {
  const group = useId();
  return (
    <ul className="dialog-list">
      {items.map((record) => (
        <li key={record.id}>
          <label className="check">
            <input
              type={isMultiple ? "checkbox" : "radio"}
              name={group}
              checked={chosen.includes(record.id)}
              onChange={(event) => onToggle(record.id, event.target.checked)}
            />
            <RecordMention record={record} />
          </label>
        </li>
      ))}
      {hasMore ? <EndOfList key={items.length} onSeen={onMore} /> : null}
      {items.length === 0 ? <li className="muted">{text.relation.none}</li> : null}
    </ul>
  );
}

function EndOfList({ onSeen }: { onSeen: () => void }): ReactElement {
  const end = useRef<HTMLLIElement>(null);
  const latest = useRef(onSeen);
  latest.current = onSeen;
  useEffect(() => {
    if (end.current === null) return;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) latest.current();
    });
    observer.observe(end.current);
    return () => observer.disconnect();
  }, []);
  return (
    <li ref={end}>
      <Skeleton lines={2} />
    </li>
  );
}

interface CreateButtonProps {
  readonly collection: CollectionModel;
  readonly onCreated: (record: RecordModel) => void;
}

function CreateButton({ collection, onCreated }: CreateButtonProps): ReactElement {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="button" onClick={() => setOpen(true)}>
        <Icon name="plus" />
        {text.records.add}
      </button>
      {isOpen ? (
        <RecordPanel
          collection={collection}
          id={null}
          changed={NOTHING_CHANGED}
          fileToken=""
          onClose={() => setOpen(false)}
          onSaved={(created) => {
            if (created !== undefined) onCreated(created);
          }}
        />
      ) : null}
    </>
  );
}

interface Matches {
  /** Null until the first answer. */
  readonly items: readonly RecordModel[] | null;
  readonly hasMore: boolean;
  readonly problem: string | undefined;
  readonly more: () => void;
  readonly reload: () => void;
}

function useMatches(collection: CollectionModel, typed: string): Matches {
  const [items, setItems] = useState<readonly RecordModel[] | null>(null);
  const [hasMore, setHasMore] = useState(false);
  const [round, setRound] = useState(0);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const load = useCallback(
    async (before: readonly RecordModel[], isOver: () => boolean): Promise<void> => {
      try {
        const answer = await page(collection, typed, Math.floor(before.length / PAGE_SIZE) + 1);
        if (isOver()) return;
        setItems([...before, ...answer]);
        setHasMore(answer.length === PAGE_SIZE);
        setProblem(undefined);
      } catch (error) {
        if (!isOver()) setProblem(toProblem(error).message);
      }
    },
    [collection, typed],
  );
  useEffect(() => {
    let isOver = false;
    const timer = setTimeout(() => void load([], () => isOver), typed === "" ? 0 : TYPING_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [load, typed, round]);
  const more = (): void => void load(items ?? [], () => false);
  return { items, hasMore, more, reload: () => setRound(round + 1), problem };
}

async function page(collection: CollectionModel, typed: string, number: number): Promise<RecordModel[]> {
  const options = { filter: searchFilter(typed, collection), skipTotal: true };
  return (await client.collection(collection.name).getList(number, PAGE_SIZE, options)).items;
}
