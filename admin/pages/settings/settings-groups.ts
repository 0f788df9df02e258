import type { IconName } from "../../components/icon.tsx";
import { text } from "../../texts/text.ts";

export const FIRST_PAGE = "application";

interface Entry {
  readonly key: string;
  readonly label: string;
  readonly icon: IconName;
  readonly hash: string;
}

/** The list beside the pages, which the command palette knows too: their scripts are loaded with the pages. */
export const settingsGroups: readonly { readonly label: string; readonly entries: readonly Entry[] }[] = [
  {
    label: text.settings.groups.general,
    entries: [
      { key: "application", label: text.application.title, icon: "app", hash: "#/settings/application" },
      { key: "mail", label: text.mail.title, icon: "mail", hash: "#/settings/mail" },
      { key: "storage", label: text.storage.title, icon: "disk", hash: "#/settings/storage" },
      { key: "logs", label: text.logSettings.title, icon: "chart", hash: "#/settings/logs" },
      { key: "batch", label: text.batch.title, icon: "layers", hash: "#/settings/batch" },
    ],
  },
  {
    label: text.settings.groups.access,
    entries: [
      { key: "superusers", label: text.superusers.title, icon: "auth", hash: "#/settings/superusers" },
      { key: "addresses", label: text.addresses.title, icon: "network", hash: "#/settings/addresses" },
      { key: "rate-limits", label: text.rateLimits.title, icon: "gauge", hash: "#/settings/rate-limits" },
      { key: "proxy", label: text.proxy.title, icon: "server", hash: "#/settings/proxy" },
      { key: "channels", label: text.channels.title, icon: "radio", hash: "#/settings/channels" },
    ],
  },
  {
    label: text.settings.groups.operation,
    entries: [
      { key: "backups", label: text.backups.title, icon: "archive", hash: "#/settings/backups" },
      { key: "files", label: text.storedFiles.title, icon: "folder", hash: "#/settings/files" },
      { key: "crons", label: text.crons.title, icon: "clock", hash: "#/settings/crons" },
      { key: "realtime", label: text.realtime.title, icon: "bolt", hash: "#/settings/realtime" },
      { key: "plugins", label: text.plugins.title, icon: "plug", hash: "#/settings/plugins" },
      { key: "audit", label: text.audit.title, icon: "history", hash: "#/settings/audit" },
      { key: "import", label: text.settings.exportImport, icon: "transfer", hash: "#/collections/import" },
    ],
  },
];
