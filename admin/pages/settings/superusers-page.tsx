import { useState } from "react";
import type { ReactElement } from "react";
import type { RecordModel } from "pocketbase";
import { useWhenOpened } from "../../api/use-when-opened.ts";
import { client } from "../../api/client.ts";
import { useTask } from "../../api/use-task.ts";
import { Chip } from "../../components/chip.tsx";
import { Confirm } from "../../components/dialog.tsx";
import { LoadProblem } from "../../components/load-problem.tsx";
import { Icon } from "../../components/icon.tsx";
import { Menu } from "../../components/menu.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { showToast } from "../../state/toasts.ts";
import { formatDay } from "../../texts/format.ts";
import { text } from "../../texts/text.ts";
import { SuperuserPanel } from "./superuser-panel.tsx";

type Open = { readonly kind: "create" } | { readonly kind: "edit" | "delete"; readonly superuser: RecordModel };

export function SuperusersPage(): ReactElement {
  const words = text.superusers;
  const [list, setList] = useState<readonly RecordModel[] | null>(null);
  const [open, setOpen] = useState<Open | null>(null);
  const task = useTask();
  const load = (): void =>
    void task.run(async () => setList(await client.collection("_superusers").getFullList({ sort: "email" })));
  useWhenOpened(load);
  const close = (): void => setOpen(null);
  const closeAndLoad = (): void => {
    close();
    load();
  };
  return (
    <>
      <PageHeader title={words.title} crumbs={[{ label: text.shell.settings, hash: "#/settings" }]}>
        <a className="button" href="#/collections/_superusers/edit">
          {words.options}
        </a>
        <button type="button" className="button primary" onClick={() => setOpen({ kind: "create" })}>
          <Icon name="plus" />
          {words.create}
        </button>
      </PageHeader>
      <div className="page-body narrow settings-page">
        <p className="page-hint">{words.hint}</p>
        {task.problem === null ? null : <LoadProblem message={task.problem.message} onRetry={load} />}
        {list === null && task.problem === null ? <Skeleton /> : null}
        {list === null ? null : (
          <ul className="box entries">
            {list.map((superuser) => (
              <SuperuserRow
                key={superuser.id}
                superuser={superuser}
                isLast={list.length === 1}
                onEdit={() => setOpen({ kind: "edit", superuser })}
                onDelete={() => setOpen({ kind: "delete", superuser })}
              />
            ))}
          </ul>
        )}
        {list?.length === 1 ? <p className="hint">{words.lastHint}</p> : null}
      </div>
      {open?.kind === "create" ? <SuperuserPanel superuser={null} onDone={closeAndLoad} onClose={close} /> : null}
      {open?.kind === "edit" ? (
        <SuperuserPanel superuser={open.superuser} onDone={closeAndLoad} onClose={close} />
      ) : null}
      {open?.kind === "delete" ? (
        <DeleteSuperuser superuser={open.superuser} onDone={closeAndLoad} onClose={close} />
      ) : null}
    </>
  );
}

function isOwn({ id }: RecordModel): boolean {
  return client.authStore.record?.id === id;
}

interface SuperuserRowProps {
  readonly superuser: RecordModel;
  readonly isLast: boolean;
  readonly onEdit: () => void;
  readonly onDelete: () => void;
}

function SuperuserRow({ superuser, isLast, onEdit, onDelete }: SuperuserRowProps): ReactElement {
  const words = text.superusers;
  const email = String(superuser["email"]);
  return (
    <li className="entry">
      <div className="entry-text">
        <span className="row">
          <strong className="break">{email}</strong>
          {isOwn(superuser) ? <Chip tone="accent">{words.you}</Chip> : null}
        </span>
        <span className="hint">{words.since(formatDay(new Date(String(superuser["created"]))))}</span>
      </div>
      <Menu
        button={<Icon name="more" />}
        label={words.more(email)}
        look="quiet icon-only"
        items={[
          { label: words.edit, icon: "edit", onChoose: onEdit },
          { label: text.common.delete, icon: "trash", isDanger: true, isDisabled: isLast, onChoose: onDelete },
        ]}
      />
    </li>
  );
}

interface DeleteSuperuserProps {
  readonly superuser: RecordModel;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

function DeleteSuperuser({ superuser, onDone, onClose }: DeleteSuperuserProps): ReactElement {
  const words = text.superusers;
  const email = String(superuser["email"]);
  const task = useTask();
  const remove = (): void =>
    void task.run(async () => {
      await client.collection("_superusers").delete(superuser.id);
      showToast(words.deleted(email));
      // Whoever deletes their own account is signed out by it.
      if (isOwn(superuser)) client.authStore.clear();
      else onDone();
    });
  return (
    <Confirm
      title={words.deleteTitle}
      message={isOwn(superuser) ? words.deleteOwn : words.deleteMessage(email)}
      action={words.deleteAction}
      typeToConfirm={isOwn(superuser) ? email : undefined}
      isBusy={task.isRunning}
      problem={task.problem?.message}
      onConfirm={remove}
      onClose={onClose}
    />
  );
}
