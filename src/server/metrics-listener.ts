import { hasMetricsToken } from "../features/overview/metrics-access.ts";
import { metricsText } from "../features/overview/metrics.ts";
import { PROMETHEUS_TYPE } from "../features/overview/prometheus-text.ts";
import type { Context } from "../model/context.ts";

export interface MetricsListenerOptions {
  readonly context: Context;
  readonly hostname: string;
  readonly port: number;
  /** Whether other processes of this server listen on the port too. */
  readonly isShared: boolean;
  /** What a request has to bring; null: whoever reaches the port may read. */
  readonly token: string | null;
}

const PATHS = new Set(["/metrics", "/api/metrics"]);
const IDLE_SECONDS = 30;

/** Answers with the metrics and nothing else, on a port of their own. Throws where the address can't be had. */
export function serveMetrics({ context, hostname, port, isShared, token }: MetricsListenerOptions) {
  return Bun.serve({
    hostname,
    port,
    reusePort: isShared,
    idleTimeout: IDLE_SECONDS,
    maxRequestBodySize: 0,
    async fetch(request) {
      if (!PATHS.has(new URL(request.url).pathname)) return plain("The metrics are at /metrics.", 404);
      if (request.method !== "GET" && request.method !== "HEAD") return plain("The metrics are read with GET.", 405);
      if (token !== null && !hasMetricsToken(request, token)) {
        return plain("Reading the metrics takes the token of BAOBOX_METRICS_TOKEN.", 401);
      }
      return new Response(await metricsText(context), { headers: { ...HEADERS, "content-type": PROMETHEUS_TYPE } });
    },
    error(failure) {
      context.log.error("the metrics could not be read", { error: String(failure) });
      return plain("The metrics could not be read: see the log.", 500);
    },
  });
}

const HEADERS = { "cache-control": "no-store", "x-content-type-options": "nosniff" };

function plain(text: string, status: number): Response {
  return new Response(`${text}\n`, { status, headers: { ...HEADERS, "content-type": "text/plain; charset=utf-8" } });
}
