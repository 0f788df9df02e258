import type { ReactElement } from "react";
import type { CollectionModel } from "pocketbase";
import type { Live } from "../../api/use-live.ts";
import { settings } from "../../api/settings.ts";
import { Icon } from "../../components/icon.tsx";
import { IconButton } from "../../components/icon-button.tsx";
import { Menu } from "../../components/menu.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { collectionHash } from "../../state/route.ts";
import { useStore } from "../../state/store.ts";
import { text } from "../../texts/text.ts";
import { usePins } from "../shell/pins.ts";
import type { OpenDialog } from "./records-dialogs.tsx";

interface RecordsHeadProps {
  readonly collection: CollectionModel;
  readonly live: Live;
  readonly onRefresh: () => void;
  readonly onDialog: (dialog: OpenDialog) => void;
  readonly onAdd: () => void;
}

/** The name of the collection and what can be done with all of its records. */
export function RecordsHead({ collection, live, onRefresh, onDialog, onAdd }: RecordsHeadProps): ReactElement {
  const isView = collection.type === "view";
  const isFixed = useStore(settings)?.meta.hideControls === true;
  const { pinned, togglePin } = usePins();
  const isPinned = pinned.includes(collection.id);
  return (
    <PageHeader title={collection.name} over="table" marks={isView ? null : <LiveMark live={live} />}>
      {isFixed ? null : (
        <a
          className="button icon-only quiet"
          href={`${collectionHash(collection)}/edit`}
          aria-label={text.records.edit}
          data-tooltip={text.records.edit}
        >
          <Icon name="edit" />
        </a>
      )}
      <IconButton icon="refresh" label={text.records.refresh} onClick={onRefresh} />
      <IconButton icon="columns" label={text.records.columns} onClick={() => onDialog("columns")} />
      <button type="button" className="button" aria-label={text.records.api} onClick={() => onDialog("api")}>
        <Icon name="api" />
        <span className="wide-only">{text.records.api}</span>
      </button>
      <Menu
        button={<Icon name="more" />}
        label={text.records.actions}
        look="icon-only"
        items={[
          ...(collection.type === "auth"
            ? [{ label: text.accounts.open, icon: "auth" as const, onChoose: () => onDialog("accounts") }]
            : []),
          { label: text.summary.open, icon: "sum", onChoose: () => onDialog("summary") },
          { label: text.records.export, icon: "download", onChoose: () => onDialog("export") },
          ...(isView
            ? []
            : [{ label: text.records.import, icon: "addRows" as const, onChoose: () => onDialog("import") }]),
          ...(collection.system
            ? []
            : [
                {
                  label: (isPinned ? text.shell.unpin : text.shell.pin)(collection.name),
                  icon: "pin" as const,
                  onChoose: () => togglePin(collection.id),
                },
              ]),
        ]}
      />
      {isView ? null : (
        <button type="button" className="button primary" aria-label={text.records.add} onClick={onAdd}>
          <Icon name="plus" />
          <span className="not-tiny">{text.records.add}</span>
        </button>
      )}
    </PageHeader>
  );
}

function LiveMark({ live }: { live: Live }): ReactElement {
  const labels = { live: text.records.live, connecting: text.records.connecting, off: text.records.notLive };
  return (
    <span className={live.state === "live" ? "live on" : "live"} data-tooltip={text.records.liveHint} role="status">
      {labels[live.state]}
    </span>
  );
}
