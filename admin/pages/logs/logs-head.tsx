import type { ReactElement } from "react";
import { NEWER_AT_MOST } from "../../api/log-pages.ts";
import { Icon } from "../../components/icon.tsx";
import { IconButton } from "../../components/icon-button.tsx";
import { Menu } from "../../components/menu.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { navigate } from "../../state/route.ts";
import { text } from "../../texts/text.ts";
import type { Tail } from "./use-tail.ts";

interface LogsHeadProps {
  readonly tail: Tail;
  /** Not while a part of the past is shown. */
  readonly canFollow: boolean;
  readonly onRefresh: () => void;
  readonly onExport: () => void;
}

export function LogsHead({ tail, canFollow, onRefresh, onExport }: LogsHeadProps): ReactElement {
  const words = text.logs;
  const { isLive, toggle } = tail;
  return (
    <PageHeader
      title={text.shell.logs}
      over="table"
      marks={
        <span className={isLive ? "live on" : "live"} role="status">
          {isLive ? words.live : words.paused}
        </span>
      }
    >
      <button type="button" className="button" disabled={!canFollow} onClick={toggle}>
        <Icon name={isLive ? "pause" : "play"} />
        {isLive ? words.pause : words.resume}
      </button>
      <IconButton icon="refresh" label={words.refresh} onClick={onRefresh} />
      <Menu
        button={<Icon name="more" />}
        label={words.more}
        look="quiet icon-only"
        items={[
          { label: words.export, icon: "download", onChoose: onExport },
          { label: words.settings, icon: "settings", onChoose: () => navigate("#/settings/logs") },
        ]}
      />
    </PageHeader>
  );
}

/** Over the list while its reader is further down. */
export function NewerButton({ count, onShow }: { count: number; onShow: () => void }): ReactElement | null {
  if (count === 0) return null;
  return (
    <button type="button" className="button small newer" onClick={onShow}>
      <Icon name="up" />
      {text.logs.newer(count, count === NEWER_AT_MOST)}
    </button>
  );
}
