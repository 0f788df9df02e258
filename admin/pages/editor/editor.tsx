import { useState } from "react";
import type { ReactElement } from "react";
import type { CollectionModel } from "pocketbase";
import { client } from "../../api/client.ts";
import { loadCollections } from "../../api/collections.ts";
import { useTask } from "../../api/use-task.ts";
import { Alert } from "../../components/alert.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { RestoredNote } from "../../components/restored-note.tsx";
import { Tabs } from "../../components/tabs.tsx";
import { collectionHash, navigate } from "../../state/route.ts";
import { useShortcuts } from "../../state/shortcuts.ts";
import { showToast } from "../../state/toasts.ts";
import { forgetUnsaved } from "../../state/unsaved.ts";
import { editorText } from "../../texts/editor/editor-text.ts";
import { text } from "../../texts/text.ts";
import { AuthPart } from "./auth-part.tsx";
import { changesOf, type Change } from "./changes.ts";
import { ChangesDialog } from "./changes-dialog.tsx";
import { bodyOf, errorsByKey, type CollectionType, type Draft } from "./draft.ts";
import { EditorMenu } from "./editor-menu.tsx";
import { FieldsPart } from "./fields-part.tsx";
import { IndexesPart } from "./indexes-part.tsx";
import { MailsPart } from "./mails-part.tsx";
import { NamePart } from "./name-part.tsx";
import { OAuth2Part } from "./oauth2-part.tsx";
import { RulesPart } from "./rules-part.tsx";
import type { PartProps } from "./part.ts";
import { tabOfError, tabsOf, type TabKey } from "./tabs-of.ts";
import { useCheck } from "./use-check.ts";
import { useKeptEditing } from "./use-kept-editing.ts";
import { ViewPart } from "./view-part.tsx";

interface EditorProps {
  /** Null for a new collection, which begins as `start`. */
  readonly original: CollectionModel | null;
  readonly start: CollectionModel | null;
  readonly scaffolds?: Readonly<Record<CollectionType, CollectionModel>>;
}

/** Everything about one collection. Nothing is stored before it is saved, and what a save destroys is said first. */
export function Editor({ original, start, scaffolds }: EditorProps): ReactElement {
  const { draft, setDraft, isChanged, restored, reset, forget } = useKeptEditing(original, start);
  const [tab, setTab] = useState<TabKey>("fields");
  const [asked, setAsked] = useState<readonly Change[] | null>(null);
  const { isRunning, problem, run } = useTask();
  const checked = useCheck(draft, isChanged && String(draft.values["name"]) !== "");
  const errors = isChanged ? { ...problem?.fields, ...checked } : {};
  const type = draft.values["type"] as CollectionType;
  const onValue = (name: string, value: unknown): void =>
    setDraft((before) => ({ ...before, values: { ...before.values, [name]: value } }));

  const save = async (): Promise<void> => {
    setAsked(null);
    await run(async () => {
      const saved = await send(draft, original);
      forget();
      forgetUnsaved();
      await loadCollections();
      showToast(original === null ? editorText.created(saved.name) : editorText.saved(saved.name));
      navigate(collectionHash(saved));
    });
  };
  const ask = (): void => {
    if (isRunning || (original !== null && !isChanged)) return;
    const changes = original === null ? [] : changesOf(original, draft);
    if (changes.some(({ isGrave }) => isGrave)) setAsked(changes);
    else void save();
  };
  useShortcuts([{ keys: ["Mod", "S"], label: text.common.save, run: ask }]);

  const parts = { draft, errors, onValue };
  const wrong = new Set(Object.keys(errors).map(tabOfError));
  const title = original === null ? editorText.newTitle : editorText.editTitle;
  const crumbs = original === null ? [] : [{ label: original.name, hash: collectionHash(original) }];
  return (
    <>
      <PageHeader title={title} crumbs={crumbs}>
        <Actions {...{ original, isChanged, isRunning, onReset: reset, onSave: ask }} />
      </PageHeader>
      <div className="page-body narrow stack">
        {restored === null || !isChanged ? null : (
          <RestoredNote
            time={restored.time}
            more={restored.isStale ? editorText.restoredStale : undefined}
            onForget={reset}
          />
        )}
        <NamePart {...parts} original={original} scaffolds={scaffolds} onDraft={setDraft} />
        <Alert message={isChanged ? problem?.message : undefined} />
        <Tabs
          label={title}
          tabs={tabsOf(type).map(({ key, label }) => ({
            key,
            label: wrong.has(key) ? <span className="tab-wrong">{label}</span> : label,
          }))}
          chosen={tab}
          onChoose={setTab}
        >
          <Part tab={tab} {...parts} onDraft={setDraft} />
        </Tabs>
      </div>
      {asked === null ? null : (
        <ChangesDialog changes={asked} onConfirm={() => void save()} onClose={() => setAsked(null)} />
      )}
    </>
  );
}

interface ActionsProps extends Pick<EditorProps, "original"> {
  readonly isChanged: boolean;
  readonly isRunning: boolean;
  readonly onReset: () => void;
  readonly onSave: () => void;
}

function Actions({ original, isChanged, isRunning, onReset, onSave }: ActionsProps): ReactElement {
  return (
    <>
      {original === null ? null : <EditorMenu collection={original} />}
      {isChanged ? (
        <button type="button" className="button" onClick={onReset}>
          {editorText.reset}
        </button>
      ) : null}
      <button
        type="button"
        className="button primary"
        aria-busy={isRunning}
        disabled={original !== null && !isChanged}
        onClick={onSave}
      >
        {original === null ? editorText.create : text.common.save}
      </button>
    </>
  );
}

function send(draft: Draft, original: CollectionModel | null): Promise<CollectionModel> {
  const body = bodyOf(draft);
  return original === null ? client.collections.create(body) : client.collections.update(original.id, body);
}

function Part({ tab, onDraft, ...parts }: PartProps & { tab: TabKey; onDraft: (draft: Draft) => void }): ReactElement {
  const { draft, errors } = parts;
  switch (tab) {
    case "rules":
      return <RulesPart {...parts} />;
    case "auth":
      return <AuthPart {...parts} />;
    case "oauth2":
      return <OAuth2Part {...parts} />;
    case "mails":
      return <MailsPart {...parts} />;
    case "fields":
      if (draft.values["type"] === "view") return <ViewPart {...parts} />;
      return (
        <div className="stack loose">
          <FieldsPart draft={draft} errors={errorsByKey(draft, errors)} onDraft={onDraft} />
          <IndexesPart draft={draft} errors={errors} onDraft={onDraft} />
        </div>
      );
  }
}
