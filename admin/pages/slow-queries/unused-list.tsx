import { useState } from "react";
import type { ReactElement } from "react";
import { addIndex, removeIndex } from "../../api/slow-queries.ts";
import type { UnusedIndex } from "../../api/slow-queries.ts";
import { useTask } from "../../api/use-task.ts";
import { Confirm } from "../../components/dialog.tsx";
import { collectionHash } from "../../state/route.ts";
import { showToast } from "../../state/toasts.ts";
import { formatStored } from "../../texts/format.ts";
import { text } from "../../texts/text.ts";

interface UnusedListProps {
  readonly unused: readonly UnusedIndex[];
  /** Where there are none. */
  readonly hint: string;
  readonly onChanged: () => void;
}

/** Indexes that no query used since they are watched. */
export function UnusedList({ unused, hint, onChanged }: UnusedListProps): ReactElement {
  const words = text.slowQueries;
  const [asked, setAsked] = useState<UnusedIndex | null>(null);
  if (unused.length === 0) return <p className="hint">{hint}</p>;
  return (
    <>
      <ul className="box entries">
        {unused.map((index) => (
          <li key={index.name} className="entry">
            <span className="entry-text">
              <span>
                <code>{index.name}</code> · <a href={editorOf(index)}>{index.collection}</a>
              </span>
              <span className="hint">{words.watchedSince(formatStored(index.since))}</span>
            </span>
            <button
              type="button"
              className="button small"
              aria-label={words.removeOne(index.name)}
              onClick={() => setAsked(index)}
            >
              {words.remove}
            </button>
          </li>
        ))}
      </ul>
      {asked === null ? null : <RemoveQuestion index={asked} onDone={onChanged} onClose={() => setAsked(null)} />}
    </>
  );
}

function editorOf({ collection }: UnusedIndex): string {
  return `${collectionHash({ id: collection, name: collection })}/edit`;
}

interface RemoveQuestionProps {
  readonly index: UnusedIndex;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

function RemoveQuestion({ index, onDone, onClose }: RemoveQuestionProps): ReactElement {
  const words = text.slowQueries;
  const { isRunning, problem, run } = useTask();
  const takeBack = (): void =>
    void addIndex(index).then(onDone, (error: unknown) => showToast(String(error), { isBad: true }));
  const remove = (): void =>
    void run(async () => {
      await removeIndex(index);
      showToast(words.removed(index.name), { action: { label: words.takeBack, run: takeBack } });
      onClose();
      onDone();
    });
  return (
    <Confirm
      title={words.removeTitle(index.name)}
      message={words.removeMessage}
      action={words.remove}
      isBusy={isRunning}
      problem={problem?.message}
      onConfirm={remove}
      onClose={onClose}
    />
  );
}
