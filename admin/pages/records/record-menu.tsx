import { useState } from "react";
import type { ReactElement } from "react";
import type { CollectionModel, RecordModel } from "pocketbase";
import { hasAuditLog } from "../../api/audit-log.ts";
import { client } from "../../api/client.ts";
import { toProblem } from "../../api/problem.ts";
import { visibleFields } from "../../api/collections.ts";
import { copyAndTell } from "../../components/copy-button.tsx";
import { Icon } from "../../components/icon.tsx";
import { lazyDialog } from "../../components/lazy-dialog.tsx";
import { Menu } from "../../components/menu.tsx";
import type { MenuItem } from "../../components/menu.tsx";
import { showToast } from "../../state/toasts.ts";
import { text } from "../../texts/text.ts";
import { ImpersonateDialog } from "./impersonate-dialog.tsx";
import type { Draft } from "./record-draft.ts";

const RuleTester = lazyDialog(() => import("../rule-tester/rule-tester.tsx").then((module) => module.RuleTester));
const HistoryPanel = lazyDialog(() => import("../history/history-panel.tsx").then((module) => module.HistoryPanel));

interface RecordMenuProps {
  readonly collection: CollectionModel;
  readonly record: RecordModel;
  readonly onSaved: (record?: RecordModel) => void;
  readonly onReload: () => void;
  readonly onDuplicate: ((values: Draft) => void) | undefined;
  readonly onDelete: () => void;
}

/** What can be done with the record besides editing it. */
export function RecordMenu(props: RecordMenuProps): ReactElement {
  const { collection, record, onDuplicate, onDelete } = props;
  const [isImpersonating, setImpersonating] = useState(false);
  const [isTesting, setTesting] = useState(false);
  const [isHistoryOpen, setHistoryOpen] = useState(false);
  const isView = collection.type === "view";
  const items: MenuItem[] = [
    ...(isView || onDuplicate === undefined
      ? []
      : [
          {
            label: text.record.duplicate,
            icon: "copy" as const,
            onChoose: () => onDuplicate(copyOf(collection, record)),
          },
        ]),
    { label: text.record.copyId, icon: "key", onChoose: () => void copyAndTell(record.id) },
    {
      label: text.record.copyJson,
      icon: "braces",
      onChoose: () => void copyAndTell(JSON.stringify(record, null, 2), text.record.copiedJson),
    },
    { label: text.ruleTester.open, icon: "shield", onChoose: () => setTesting(true) },
    ...(hasAuditLog() && !isView
      ? [{ label: text.history.open, icon: "history" as const, onChoose: () => setHistoryOpen(true) }]
      : []),
    ...(collection.type === "auth" ? authItems(props, () => setImpersonating(true)) : []),
    ...(isView
      ? []
      : [
          {
            label: text.common.delete,
            icon: "trash" as const,
            isDanger: true,
            startsGroup: true,
            onChoose: onDelete,
          },
        ]),
  ];
  return (
    <>
      <Menu button={<Icon name="more" />} label={text.record.actions} look="quiet icon-only" items={items} />
      {isImpersonating ? (
        <ImpersonateDialog collection={collection} record={record} onClose={() => setImpersonating(false)} />
      ) : null}
      {isHistoryOpen ? (
        <HistoryPanel
          collection={collection}
          record={record.id}
          onRestored={() => {
            props.onReload();
            props.onSaved();
          }}
          onClose={() => setHistoryOpen(false)}
        />
      ) : null}
      {isTesting ? <RuleTester collection={collection} record={record.id} onClose={() => setTesting(false)} /> : null}
    </>
  );
}

/** What superusers do for an account. */
function authItems({ collection, record, onSaved, onReload }: RecordMenuProps, impersonate: () => void): MenuItem[] {
  const accounts = client.collection(collection.name);
  const email = typeof record["email"] === "string" ? record["email"] : "";
  const run = (work: Promise<unknown>, message: string): void =>
    void work.then(
      () => {
        showToast(message);
        onReload();
        onSaved();
      },
      (error: unknown) => showToast(toProblem(error).message, { isBad: true }),
    );
  const words = text.account;
  const isVerified = record["verified"] === true;
  return [
    ...(collection.name === "_superusers"
      ? []
      : [
          {
            label: words.verify,
            icon: "check" as const,
            startsGroup: true,
            isDisabled: isVerified,
            onChoose: () => run(accounts.update(record.id, { verified: true }), words.verified),
          },
          {
            label: words.sendVerification,
            icon: "mail" as const,
            isDisabled: isVerified || email === "",
            onChoose: () => run(accounts.requestVerification(email), words.sent(email)),
          },
        ]),
    {
      label: words.sendReset,
      icon: "mail",
      isDisabled: email === "",
      onChoose: () => run(accounts.requestPasswordReset(email), words.sent(email)),
    },
    { label: words.impersonate, icon: "auth", onChoose: impersonate },
    {
      label: words.signOut,
      icon: "signOut",
      // A new token key ends all tokens of the account.
      onChoose: () => run(accounts.update(record.id, { "tokenKey:autogenerate": "" }), words.signedOut),
    },
  ];
}

/** The values for a copy: not what is the record's own. */
function copyOf(collection: CollectionModel, record: RecordModel): Draft {
  const own = visibleFields(collection).filter(
    ({ name, type }) => name !== "id" && !["autodate", "file", "password"].includes(type),
  );
  return Object.fromEntries(own.map(({ name }) => [name, record[name]]));
}
