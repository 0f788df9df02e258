import { useEffect, useState } from "react";
import type { ReactElement } from "react";
import type { CollectionModel } from "pocketbase";
import { toProblem } from "../../api/problem.ts";
import { deleteView, loadViews, saveView } from "../../api/saved-views.ts";
import type { SavedView } from "../../api/saved-views.ts";
import { useTask } from "../../api/use-task.ts";
import { Alert } from "../../components/alert.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { TextField } from "../../components/field.tsx";
import { Icon } from "../../components/icon.tsx";
import { Menu } from "../../components/menu.tsx";
import type { MenuItem } from "../../components/menu.tsx";
import { showToast } from "../../state/toasts.ts";
import { text } from "../../texts/text.ts";

/** What the table shows. */
type ShownView = Omit<SavedView, "name">;

interface SavedViewsProps {
  readonly collection: CollectionModel;
  readonly shown: ShownView;
  readonly onChoose: (view: ShownView) => void;
}

/** The saved views of the collection in a menu: to choose one, to save what is shown, and to delete the one that is. */
export function SavedViews({ collection, shown, onChoose }: SavedViewsProps): ReactElement {
  const words = text.savedViews;
  const [views, setViews] = useState<readonly SavedView[]>([]);
  const [isSaving, setSaving] = useState(false);
  const { name } = collection;
  useEffect(() => {
    let isOver = false;
    loadViews(name).then(
      (loaded) => isOver || setViews(loaded),
      // A server that is older has none.
      () => undefined,
    );
    return () => {
      isOver = true;
    };
  }, [name]);
  const current = views.find((view) => isSame(view, shown));
  const remove = (view: SavedView): void =>
    void deleteView(name, view.name).then((left) => {
      setViews(left);
      showToast(words.deleted(view.name), {
        action: { label: text.common.undo, run: () => void saveView(name, view).then(setViews, tell) },
      });
    }, tell);
  const items: MenuItem[] = [
    ...views.map((view) => ({
      label: view.name,
      ...(view === current && { icon: "check" as const }),
      onChoose: () => onChoose(view),
    })),
    { label: words.save, icon: "plus", startsGroup: views.length > 0, onChoose: () => setSaving(true) },
    ...(current === undefined
      ? []
      : [
          {
            label: words.delete(current.name),
            icon: "trash" as const,
            isDanger: true,
            onChoose: () => remove(current),
          },
        ]),
  ];
  return (
    <>
      <Menu
        button={
          <>
            <Icon name="bookmark" />
            <span className="wide-only clip">{current?.name ?? words.title}</span>
          </>
        }
        label={current === undefined ? words.title : words.shown(current.name)}
        items={items}
      />
      {isSaving ? (
        <SaveDialog
          views={views}
          onSave={async (viewName) => setViews(await saveView(name, { ...shown, name: viewName }))}
          onClose={() => setSaving(false)}
        />
      ) : null}
    </>
  );
}

function tell(error: unknown): void {
  showToast(toProblem(error).message, { isBad: true });
}

function isSame(view: SavedView, shown: ShownView): boolean {
  const [a, b] = [new Set(view.hidden), new Set(shown.hidden)];
  return view.filter === shown.filter && view.sort === shown.sort && a.symmetricDifference(b).size === 0;
}

interface SaveDialogProps {
  readonly views: readonly SavedView[];
  readonly onSave: (name: string) => Promise<void>;
  readonly onClose: () => void;
}

function SaveDialog({ views, onSave, onClose }: SaveDialogProps): ReactElement {
  const words = text.savedViews;
  const [name, setName] = useState("");
  const task = useTask();
  const isTaken = views.some((view) => view.name === name.trim());
  const save = async (): Promise<void> => {
    if (name.trim() === "") return;
    if (await task.run(() => onSave(name.trim()))) onClose();
  };
  return (
    <Dialog className="dialog" label={words.saveTitle} isBusy={task.isRunning} onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          event.stopPropagation();
          void save();
        }}
      >
        <h2>{words.saveTitle}</h2>
        <p className="hint">{words.saveHint}</p>
        <TextField
          label={words.name}
          hint={isTaken ? words.taken : undefined}
          autoFocus
          isRequired
          value={name}
          onChange={setName}
        />
        <Alert message={task.problem?.message} />
        <div className="dialog-foot">
          <button type="button" className="button" onClick={onClose}>
            {text.common.cancel}
          </button>
          <button className="button primary" aria-busy={task.isRunning}>
            {isTaken ? words.replace : text.common.save}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
