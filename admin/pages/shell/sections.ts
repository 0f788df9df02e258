import { lazy } from "react";
import type { ComponentType } from "react";
import type { IconName } from "../../components/icon.tsx";
import type { Route } from "../../state/route.ts";
import { text } from "../../texts/text.ts";
import { CollectionsPage } from "./collections-page.tsx";
import { CollectionsSide } from "./collections-side.tsx";

export interface PageProps {
  readonly where: Route;
}

/** A part of the dashboard. Those that are not the first page give `Page` by React.lazy, so that they load when they are opened. */
interface Section {
  /** The first part of its addresses. */
  readonly key: string;
  readonly label: string;
  readonly icon: IconName;
  /** After `G` it opens the section. */
  readonly letter?: string;
  readonly Page: ComponentType<PageProps>;
  /** The list beside its pages; on small screens behind the menu button. */
  readonly Side?: ComponentType<PageProps>;
}

/** In the order of the navigation. */
export const sections: readonly Section[] = [
  {
    key: "collections",
    label: text.shell.collections,
    icon: "database",
    letter: "C",
    Page: CollectionsPage,
    Side: CollectionsSide,
  },
  {
    key: "overview",
    label: text.shell.overview,
    icon: "overview",
    letter: "O",
    Page: lazy(() =>
      import("../overview/overview-section.tsx").then(({ OverviewSection }) => ({ default: OverviewSection })),
    ),
  },
  {
    key: "logs",
    label: text.shell.logs,
    icon: "chart",
    letter: "L",
    Page: lazy(() => import("../logs/logs-page.tsx").then(({ LogsPage }) => ({ default: LogsPage }))),
  },
  {
    key: "sql",
    label: text.shell.sql,
    icon: "terminal",
    letter: "Q",
    Page: lazy(() => import("../sql/sql-page.tsx").then(({ SqlPage }) => ({ default: SqlPage }))),
    Side: lazy(() => import("../sql/sql-side.tsx").then(({ SqlSide }) => ({ default: SqlSide }))),
  },
  {
    key: "settings",
    label: text.shell.settings,
    icon: "settings",
    letter: "S",
    Page: lazy(() => import("../settings/settings-page.tsx").then(({ SettingsPage }) => ({ default: SettingsPage }))),
    Side: lazy(() => import("../settings/settings-side.tsx").then(({ SettingsSide }) => ({ default: SettingsSide }))),
  },
];

export function sectionOf({ parts }: Route): Section | undefined {
  return sections.find(({ key }) => key === (parts[0] ?? "collections"));
}
