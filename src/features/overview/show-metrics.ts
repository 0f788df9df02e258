import type { Call } from "../../model/route.ts";
import { metricsText } from "./metrics.ts";
import { PROMETHEUS_TYPE } from "./prometheus-text.ts";

/** GET /api/metrics */
export async function showMetrics({ context }: Call): Promise<Response> {
  return new Response(await metricsText(context), { headers: { "content-type": PROMETHEUS_TYPE } });
}
