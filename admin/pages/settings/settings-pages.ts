import type { ComponentType } from "react";
import { StoredFilesPage } from "../files/stored-files-page.tsx";
import { AuditPage } from "../history/audit-page.tsx";
import { RealtimePage } from "../realtime/realtime-page.tsx";
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
  audit: AuditPage,
  realtime: RealtimePage,
  files: StoredFilesPage,
};
