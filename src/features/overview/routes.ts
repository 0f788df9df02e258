import { later, loadedAtCall } from "../../lib/lazy.ts";
import type { Route } from "../../model/route.ts";
import { hasMetricsToken } from "./metrics-access.ts";

const api = later(() => import("./openapi.ts"));

/**
 * For superusers: what operators look at, as JSON and in Prometheus' text form. The latter also for whoever has `metricsToken`; null: that
 * is nobody.
 */
export function overviewRoutes(metricsToken: string | null): readonly Route[] {
  // The page and Prometheus ask again and again, which is no news.
  const common = { method: "GET", yields: true, access: "superuser", skipSuccessLog: true } as const;
  return [
    {
      ...common,
      path: "/api/overview",
      describe: async () => (await api()).overviewApi,
      handle: loadedAtCall(async () => (await import("./show-overview.ts")).createOverview()),
    },
    {
      ...common,
      path: "/api/slow-queries",
      describe: async () => (await api()).slowQueriesApi.show,
      handle: loadedAtCall(async () => (await import("./slow-queries.ts")).showSlowQueries),
    },
    {
      method: "DELETE",
      path: "/api/slow-queries",
      access: "superuser",
      describe: async () => (await api()).slowQueriesApi.forget,
      handle: loadedAtCall(async () => (await import("./slow-queries.ts")).forgetSlowQueries),
    },
    {
      method: "POST",
      path: "/api/search-indexes",
      access: "superuser",
      describe: async () => (await api()).searchIndexesApi,
      handle: loadedAtCall(async () => (await import("./search-indexes.ts")).createSearchIndex),
    },
    {
      ...common,
      path: "/api/metrics",
      describe: async () => (await api()).metricsApi,
      admits: ({ request }) => hasMetricsToken(request, metricsToken),
      handle: loadedAtCall(async () => (await import("./show-metrics.ts")).showMetrics),
    },
  ];
}
