import { useEffect, useState } from "react";
import type { ReactElement } from "react";
import type { CollectionModel } from "pocketbase";
import { client } from "../../api/client.ts";
import { collections, loadCollections } from "../../api/collections.ts";
import { useTask } from "../../api/use-task.ts";
import { copyAndTell } from "../../components/copy-button.tsx";
import { Confirm } from "../../components/dialog.tsx";
import { Icon } from "../../components/icon.tsx";
import { Menu } from "../../components/menu.tsx";
import { collectionHash, navigate } from "../../state/route.ts";
import { forgetDraft } from "../../state/kept-drafts.ts";
import { showToast } from "../../state/toasts.ts";
import { forgetUnsaved } from "../../state/unsaved.ts";
import { editorText } from "../../texts/editor/editor-text.ts";
import { collectionDraftKey } from "./use-kept-editing.ts";

type Action = "truncate" | "delete";

/** What can be done with a collection as a whole. */
export function EditorMenu({ collection }: { collection: CollectionModel }): ReactElement {
  const [action, setAction] = useState<Action | null>(null);
  const { menu } = editorText;
  return (
    <>
      <Menu
        button={<Icon name="more" />}
        label={menu.label}
        look="icon-only"
        items={[
          {
            label: menu.duplicate,
            icon: "copy",
            onChoose: () => navigate(`#/collections/new?from=${encodeURIComponent(collection.name)}`),
          },
          {
            label: menu.copyJson,
            icon: "braces",
            onChoose: () => void copyAndTell(JSON.stringify([collection], null, 2)),
          },
          {
            label: menu.truncate,
            icon: "trash",
            isDanger: true,
            startsGroup: true,
            isDisabled: collection.type === "view",
            onChoose: () => setAction("truncate"),
          },
          {
            label: menu.delete,
            icon: "trash",
            isDanger: true,
            isDisabled: collection.system,
            onChoose: () => setAction("delete"),
          },
        ]}
      />
      {action === null ? null : <Destroy action={action} collection={collection} onClose={() => setAction(null)} />}
    </>
  );
}

function Destroy(props: { action: Action; collection: CollectionModel; onClose: () => void }): ReactElement {
  const { action, collection, onClose } = props;
  const { isRunning, problem, run } = useTask();
  const total = useTotal(collection);
  const { menu } = editorText;
  const used = (collections.get().list ?? []).filter(
    (other) =>
      other.id !== collection.id &&
      other.fields.some((field) => field.type === "relation" && field["collectionId"] === collection.id),
  );
  const confirm = async (): Promise<void> => {
    const isDone = await run(async () => {
      if (action === "truncate") await client.collections.truncate(collection.id);
      else await client.collections.delete(collection.id);
    });
    if (!isDone) return;
    forgetUnsaved();
    // A new collection of the same name would have its id.
    if (action === "delete") forgetDraft(collectionDraftKey(collection.id));
    onClose();
    if (action === "delete") await loadCollections();
    showToast(action === "delete" ? menu.deleted(collection.name) : menu.truncated(collection.name));
    navigate(action === "delete" ? "#/collections" : collectionHash(collection));
  };
  return (
    <Confirm
      title={action === "delete" ? menu.deleteTitle(collection.name) : menu.truncateTitle(collection.name)}
      message={action === "delete" ? menu.deleteMessage(total) : menu.truncateMessage(total)}
      action={action === "delete" ? menu.delete : menu.truncate}
      typeToConfirm={collection.name}
      isBusy={isRunning}
      problem={problem?.message}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      {used.length === 0 ? null : <p className="notice warn">{menu.usedBy(used.map(({ name }) => name).join(", "))}</p>}
    </Confirm>
  );
}

/** How many records there are; null until it is known. */
function useTotal({ id }: CollectionModel): number | null {
  const [total, setTotal] = useState<number | null>(null);
  useEffect(() => {
    client
      .collection(id)
      .getList(1, 1, { fields: "id" })
      .then(
        ({ totalItems }) => setTotal(totalItems),
        () => setTotal(null),
      );
  }, [id]);
  return total;
}
