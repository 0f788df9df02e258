import { escapeJson } from "../../lib/json-text.ts";
import { later } from "../../lib/lazy.ts";
import { FieldsSyntaxError } from "../../lib/pick-fields.ts";
import type { InnerRequest, Route } from "../../model/route.ts";
import { requireBatches, runBatch } from "./run-batch.ts";

/** 128 MiB. */
const DEFAULT_MAX_BODY_BYTES = 128 * 1024 * 1024;

export const batchRoutes: readonly Route[] = [
  {
    method: "POST",
    path: "/api/batch",
    repeats: true,
    describe: later(async () => (await import("./openapi.ts")).batchApi),
    maxBodyBytes({ context }) {
      requireBatches(context);
      const { maxBodySize } = context.settings.current().batch;
      return maxBodySize > 0 ? maxBodySize : DEFAULT_MAX_BODY_BYTES;
    },
    async handle(call) {
      try {
        const checkRateLimit = (inner: InnerRequest) => call.checkRateLimit(inner);
        return call.jsonText(escapeJson(await runBatch(call.context, await call.readInfo(), { checkRateLimit })));
      } catch (error) {
        if (error instanceof FieldsSyntaxError) return call.jsonText("");
        throw error;
      }
    },
  },
];
