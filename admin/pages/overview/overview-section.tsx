import { lazy } from "react";
import type { ReactElement } from "react";
import type { PageProps } from "../shell/sections.ts";
import { OverviewPage } from "./overview-page.tsx";

const SlowQueriesPage = lazy(() =>
  import("../slow-queries/slow-queries-page.tsx").then((module) => ({ default: module.SlowQueriesPage })),
);

/** The overview, and the page below it. */
export function OverviewSection({ where }: PageProps): ReactElement {
  return where.parts[1] === "queries" ? <SlowQueriesPage /> : <OverviewPage />;
}
