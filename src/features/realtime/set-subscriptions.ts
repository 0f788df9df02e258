import { ApiError, badRequest, forbidden, notFound } from "../../lib/api-error.ts";
import type { FieldError, FieldErrors } from "../../lib/api-error.ts";
import { JsonDepthError } from "../../lib/json-depth.ts";
import { questions } from "../../model/protocol/bus-topics.ts";
import type { SubscribeAnswer } from "../../model/protocol/bus-topics.ts";
import type { RecordModel } from "../../model/records/record.ts";
import { recordFromRow } from "../../model/records/record-values.ts";
import { writtenRow } from "../../model/records/tell-change.ts";
import type { RequestInfo } from "../../model/request-info.ts";
import type { Call } from "../../model/route.ts";
import type { BrokerClient } from "./broker-client.ts";
import type { Realtime } from "./realtime.ts";

const MAX_CLIENT_ID_BYTES = 255;
export const MAX_SUBSCRIPTIONS = 1000;
export const MAX_SUBSCRIPTION_BYTES = 2500;

/** POST /api/realtime: replaces the subscriptions of a connected client and signs it in. */
export async function setSubscriptions(realtime: Realtime, call: Call): Promise<Response> {
  const request = await readRequest(call);
  const { clientId, subscriptions } = parseForm(request);
  const client = realtime.broker.find(clientId);
  if (client !== null) await apply(realtime, client, { request, subscriptions });
  else await applyElsewhere(realtime, { request, clientId, subscriptions });
  return call.noContent();
}

/** Answers instances that were asked for a client of this one. Returns the function that ends it. */
export function answerSubscribeRequests(realtime: Realtime): () => void {
  return realtime.context.bus.respond(questions.subscribe, async (message): Promise<SubscribeAnswer | undefined> => {
    const { clientId, subscriptions, auth, query, headers } = message;
    const client = realtime.broker.find(clientId);
    if (client === null) return undefined;
    const collection = auth === null ? undefined : realtime.context.collections.current().byId(auth.collectionId);
    const record = auth === null || collection === undefined ? null : recordFromRow(collection, auth.row);
    const request = { method: "POST", context: "default", query, headers, body: {}, auth: record };
    try {
      await apply(realtime, client, { request, subscriptions: [...subscriptions] });
      return { isDone: true };
    } catch (error) {
      if (error instanceof ApiError) return { status: error.status, message: error.message };
      throw error;
    }
  });
}

interface Change {
  readonly request: RequestInfo;
  readonly subscriptions: string[];
}

async function apply(realtime: Realtime, client: BrokerClient, { request, subscriptions }: Change): Promise<void> {
  if (client.auth !== null && !isSame(client.auth, request.auth)) {
    throw forbidden("The current and the previous request authorization don't match.");
  }
  const { context, broker } = realtime;
  const event = { context, request, client, subscriptions };
  await context.hooks.onRealtimeSubscribeRequest.trigger(event, [], (accepted) => {
    // The connection may have ended while hooks ran.
    if (broker.find(client.id) !== client) return;
    broker.setAuth(client, accepted.request.auth);
    broker.setSubscriptions(client, accepted.subscriptions);
  });
  await broker.index.ready;
}

async function applyElsewhere(realtime: Realtime, change: Change & { readonly clientId: string }): Promise<void> {
  const { request, clientId, subscriptions } = change;
  const { auth, query, headers } = request;
  const message = {
    clientId,
    subscriptions,
    auth: auth === null ? null : { collectionId: auth.collection.id, row: writtenRow(auth) },
    query: { ...query },
    headers: { ...headers },
  };
  const [answer] = await realtime.context.bus.request(questions.subscribe, message);
  if (answer === undefined) throw notFound("Missing or invalid client id.");
  if (!("isDone" in answer)) throw new ApiError(answer.status, answer.message);
}

function isSame(a: RecordModel, b: RecordModel | null): boolean {
  return b !== null && a.id === b.id && a.collection.id === b.collection.id;
}

async function readRequest(call: Call): Promise<RequestInfo> {
  try {
    return await call.readInfo();
  } catch (cause) {
    const isTooDeep = cause instanceof ApiError && cause.cause instanceof JsonDepthError;
    if (cause instanceof ApiError && cause.status === 400 && !isTooDeep) throw badRequest("", { cause });
    throw cause;
  }
}

interface Form {
  readonly clientId: string;
  readonly subscriptions: string[];
}

function parseForm({ body, headers }: RequestInfo): Form {
  const isJson = headers["content_type"]?.startsWith("application/json") === true;
  const clientId = body["clientId"] ?? "";
  const given = body["subscriptions"] ?? [];
  // A form with one subscription has a single value.
  const subscriptions: unknown = Array.isArray(given) || isJson ? given : [given];
  if (typeof clientId !== "string" || !isTexts(subscriptions)) throw badRequest();
  const errors: Record<string, FieldError | FieldErrors> = {};
  const clientIdBytes = Buffer.byteLength(clientId);
  if (clientId === "") errors["clientId"] = { code: "validation_required", message: "Cannot be blank." };
  else if (clientIdBytes > MAX_CLIENT_ID_BYTES) errors["clientId"] = outOfRange(1, MAX_CLIENT_ID_BYTES);
  const listError = subscriptionsError(subscriptions);
  if (listError !== null) errors["subscriptions"] = listError;
  if (Object.keys(errors).length > 0) throw badRequest("", { data: errors });
  return { clientId, subscriptions };
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function subscriptionsError(subscriptions: readonly string[]): FieldError | FieldErrors | null {
  if (subscriptions.length > MAX_SUBSCRIPTIONS) return tooLong(MAX_SUBSCRIPTIONS);
  const errors: Record<string, FieldError> = {};
  for (const [index, text] of subscriptions.entries()) {
    if (Buffer.byteLength(text) > MAX_SUBSCRIPTION_BYTES) errors[index] = tooLong(MAX_SUBSCRIPTION_BYTES);
  }
  return Object.keys(errors).length > 0 ? errors : null;
}

function tooLong(max: number): FieldError {
  const message = `The length must be no more than ${max}.`;
  return { code: "validation_length_too_long", message, params: { max, min: 0 } };
}

function outOfRange(min: number, max: number): FieldError {
  const message = `The length must be between ${min} and ${max}.`;
  return { code: "validation_length_out_of_range", message, params: { max, min } };
}
