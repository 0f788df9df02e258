import {
  ApiError,
  badRequest,
  forbidden,
  internalServerError,
  toApiError,
  ValidationError,
} from "../../lib/api-error.ts";
import { parseFields } from "../../lib/pick-fields.ts";
import { inTransaction, type Context } from "../../model/context.ts";
import type { RequestInfo } from "../../model/request-info.ts";
import type { InnerRequest } from "../../model/route.ts";
import { triggerRequest } from "../../model/trigger-request.ts";
import { findAction, limitedRequest, runAction, type BatchAction, type FoundAction } from "./batch-action.ts";
import { checkBatch, parseBatch, type BatchRequest } from "./batch-request.ts";

const DEFAULT_TIMEOUT_SECONDS = 3;

/** Refuses batches where the settings do not allow them. */
export function requireBatches(context: Context): void {
  const { enabled, maxRequests } = context.settings.current().batch;
  if (!enabled || maxRequests <= 0) throw forbidden("Batch requests are not allowed.");
}

/**
 * Runs the requests of a batch in one transaction: all or none. Resolves to the JSON text of their answers, "" where a hook ended the request. A failing one throws
 * a 400 that tells which it was and what it would have been answered.
 */
export async function runBatch(
  context: Context,
  request: RequestInfo,
  { checkRateLimit }: BatchOptions = {},
): Promise<string> {
  requireBatches(context);
  const { maxRequests, timeout } = context.settings.current().batch;
  const batch = parseBatch(request, maxRequests);
  checkBatch(batch);
  const timeoutMs = 1000 * (timeout > 0 ? timeout : DEFAULT_TIMEOUT_SECONDS);
  const results = await triggerRequest(context.hooks.onBatchRequest, {
    event: { context, request, batch: batch as unknown[] },
    tags: [],
    async operation(event) {
      const requests = event.batch as readonly BatchRequest[];
      const work = (inner: Context): Promise<string[]> =>
        runAll({ context: inner, outer: event.request, checkRateLimit }, requests);
      try {
        return await inTransaction(event.context, work, { timeoutMs });
      } catch (error) {
        if (error instanceof ApiError) throw error;
        const data = error instanceof ValidationError ? error.errors : {};
        throw badRequest("Batch transaction failed.", { data, cause: error });
      }
    },
  });
  if (results === null) return "";
  const text = `[${results.join(",")}]`;
  const { fields = "" } = request.query;
  return fields === "" ? text : JSON.stringify(parseFields(fields).pick(JSON.parse(text)));
}

interface BatchOptions {
  /** Throws where the client has sent too many requests of the kind. */
  readonly checkRateLimit?: ((inner: InnerRequest) => void | Promise<void>) | undefined;
}

interface BatchScope extends BatchOptions {
  readonly context: Context;
  readonly outer: RequestInfo;
}

async function runAll(scope: BatchScope, requests: readonly BatchRequest[]): Promise<string[]> {
  const { context, outer, checkRateLimit } = scope;
  const results: string[] = [];
  let previous: FoundAction | null = null;
  for (const request of requests) {
    try {
      const finding = findAction(context, request, previous);
      const action: BatchAction | null = finding instanceof Promise ? await finding : finding;
      if (action === null) throw new Error(`unknown batch request ${request.method} ${request.url}`);
      const limited: InnerRequest = previous?.action === action ? previous.limited : limitedRequest(action);
      const limiting = checkRateLimit?.(limited);
      if (limiting !== undefined) await limiting;
      previous = { action, request, limited };
      const running = runAction(context, outer, previous);
      results.push(running instanceof Promise ? await running : running);
    } catch (error) {
      throw batchFailure(context, error, results.length);
    }
  }
  return results;
}

/** Hooks of what is rolled back get it as this, as in PocketBase. */
function batchFailure(context: Context, error: unknown, index: number): ValidationError {
  // As in PocketBase, where each request runs inside the one before it.
  const response = index === 0 || error instanceof ApiError ? toApiError(error) : internalServerError();
  if (!(error instanceof ApiError)) context.log.debug("batch request failed", { index, error: String(error) });
  const failed = { code: "batch_request_failed", message: "Batch request failed.", response };
  return new ValidationError({ requests: { [String(index)]: failed } }, { cause: error });
}
