import type { ReactElement } from "react";
import { NotFound } from "../shell/collections-page.tsx";
import type { PageProps } from "../shell/sections.ts";
import { FIRST_PAGE } from "./settings-groups.ts";
import { settingsPages } from "./settings-pages.ts";

/** Everything below `#/settings`. */
export function SettingsPage({ where }: PageProps): ReactElement {
  const Page = settingsPages[where.parts[1] ?? FIRST_PAGE];
  return Page === undefined ? <NotFound /> : <Page />;
}
