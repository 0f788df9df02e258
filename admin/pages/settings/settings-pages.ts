import type { ComponentType } from "react";
import type { IconName } from "../../components/icon.tsx";
import { text } from "../../texts/text.ts";
import { AddressesPage } from "./addresses-page.tsx";
import { ApplicationPage } from "./application-page.tsx";
import { BackupsPage } from "./backups-page.tsx";
import { BatchPage } from "./batch-page.tsx";
import { ChannelsPage } from "./channels-page.tsx";
import { CronsPage } from "./crons-page.tsx";
import { LogSettingsPage } from "./log-settings-page.tsx";
import { MailPage } from "./mail-page.tsx";
import { PluginsPage } from "./plugins-page.tsx";
import { ProxyPage } from "./proxy-page.tsx";
import { RateLimitsPage } from "./rate-limits-page.tsx";
import { StoragePage } from "./storage-page.tsx";
import { SuperusersPage } from "./superusers-page.tsx";

/** By the part of the address that names them: `#/settings/mail`. */
export const settingsPages: Readonly<Record<string, ComponentType>> = {
  application: ApplicationPage,
  mail: MailPage,
  storage: StoragePage,
  logs: LogSettingsPage,
  batch: BatchPage,
  superusers: SuperusersPage,
  addresses: AddressesPage,
  "rate-limits": RateLimitsPage,
  proxy: ProxyPage,
  channels: ChannelsPage,
  backups: BackupsPage,
  crons: CronsPage,
  plugins: PluginsPage,
};

export const FIRST_PAGE = "application";

interface Entry {
  readonly key: string;
  readonly label: string;
  readonly icon: IconName;
  /** Where it is no page of the settings. */
  readonly hash?: string;
}

/** The list beside the pages. */
export const settingsGroups: readonly { readonly label: string; readonly entries: readonly Entry[] }[] = [
  {
    label: text.settings.groups.general,
    entries: [
      { key: "application", label: text.application.title, icon: "settings" },
      { key: "mail", label: text.mail.title, icon: "mail" },
      { key: "storage", label: text.storage.title, icon: "file" },
      { key: "logs", label: text.logSettings.title, icon: "list" },
      { key: "batch", label: text.batch.title, icon: "code" },
    ],
  },
  {
    label: text.settings.groups.access,
    entries: [
      { key: "superusers", label: text.superusers.title, icon: "auth" },
      { key: "addresses", label: text.addresses.title, icon: "lock" },
      { key: "rate-limits", label: text.rateLimits.title, icon: "shield" },
      { key: "proxy", label: text.proxy.title, icon: "external" },
      { key: "channels", label: text.channels.title, icon: "bolt" },
    ],
  },
  {
    label: text.settings.groups.operation,
    entries: [
      { key: "backups", label: text.backups.title, icon: "database" },
      { key: "crons", label: text.crons.title, icon: "clock" },
      { key: "plugins", label: text.plugins.title, icon: "plug" },
      { key: "import", label: text.settings.exportImport, icon: "upload", hash: "#/collections/import" },
    ],
  },
];
