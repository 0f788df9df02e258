import { badRequest } from "../../lib/api-error.ts";
import { toText } from "../../lib/convert.ts";
import { checkPairs } from "../../lib/form-pairs.ts";
import { inferValue } from "../../lib/infer-value.ts";
import type { RequestInfo } from "../../model/request-info.ts";
import type { Call } from "../../model/route.ts";
import { RouteEventLink } from "../events/route-event-link.ts";
import type { OperationCall } from "../operation.ts";

type Pair = readonly [string, string];

const JSON_PAYLOAD = "@jsonPayload";

/** What `e.bindBody` and the forms of requests read; null where there is no body. JSON and XML are given beside the answer. */
export async function sentBody(operation: OperationCall, readInfo: () => Promise<RequestInfo>): Promise<object | null> {
  const { event } = operation.frame;
  const call = event?.call ?? null;
  const json = ({ body }: RequestInfo): object => ({
    json: operation.giveBytes(new TextEncoder().encode(JSON.stringify(body))),
  });
  // A request within a batch has no other body.
  if (call === null) return json(await readInfo());
  const { headers, body } = call.request;
  if (body === null || headers.get("content-length") === "0") return null;
  const type = headers.get("content-type") ?? "";
  if (type.startsWith("multipart/form-data")) {
    if (!/boundary=/i.test(type)) throw new Error("no multipart boundary param in Content-Type");
    return { pairs: formPairs(await readInfo(), call) };
  }
  if (/^(?:application|text)\/xml/.test(type))
    return { xml: operation.giveBytes(new Uint8Array(await call.readBytes())) };
  const isForm = type.startsWith("application/x-www-form-urlencoded");
  if (!isForm && !type.startsWith("application/json")) throw badRequest("Unsupported Content-Type");
  if (event instanceof RouteEventLink) {
    return isForm ? formOf(call) : { json: operation.giveBytes(new Uint8Array(await call.readBytes())) };
  }
  const info = await readInfo();
  return isForm ? { pairs: formPairs(info, call) } : json(info);
}

async function formOf(call: Call): Promise<object> {
  const form = new TextDecoder("utf-8", { ignoreBOM: true }).decode(await call.readBytes());
  checkPairs(form);
  return { form, query: new URL(call.request.url).search.slice(1) };
}

/** Of a form that was read: as in Go the query stands before the values of a form with files, and what is no text came as JSON. */
function formPairs({ body }: RequestInfo, { query }: Call): readonly Pair[] {
  const pairs: Pair[] = [...query];
  const payload: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(body)) {
    const items = [value].flat();
    if (!items.every(isPlain)) payload[name] = value;
    else for (const item of withoutQuery(items, query.getAll(name))) pairs.push([name, toText(item)]);
  }
  if (Object.keys(payload).length > 0) pairs.push([JSON_PAYLOAD, JSON.stringify(payload)]);
  return pairs;
}

function isPlain(value: unknown): boolean {
  return typeof value !== "object";
}

/** The query's values stand last in the body. */
function withoutQuery(items: readonly unknown[], values: readonly string[]): readonly unknown[] {
  if (values.length === 0) return items;
  const hasThem = values.every((value, index) => items[items.length - values.length + index] === inferValue(value));
  return hasThem ? items.slice(0, -values.length) : items;
}
