import type { Question } from "../conformance/recorded-answers.ts";
import type { FuzzedRoute, Operation } from "./operations.ts";
import { FormFile, makeFile, makeValue, type Source } from "./values.ts";

/** How a body is written. */
export type BodyForm = "json" | "multipart" | "form";

/** A request before it is written to the socket. Mutations change it in place. */
export interface Draft {
  method: string;
  /** As it is sent, without the query. */
  path: string;
  query: [name: string, value: string][];
  headers: [name: string, value: string][];
  /** Undefined: none. */
  body: unknown;
  form: BodyForm;
}

const AUTH_NAMES = ["super", "super", "super", "super", "author0", "author1", "author5", "guest", "broken"];

/** A valid request to one of the routes: one that was recorded, or one made by the API's document. */
export function draftRequest(source: Source): Draft {
  const { random, api } = source;
  const route = random.weighted<FuzzedRoute>(api.routes);
  if (route.recorded.length > 0 && random.chance(0.5)) return fromRecorded(source, random.pick(route.recorded));
  return fromOperation(source, random.pick(route.operations));
}

function fromRecorded({ random, world }: Source, question: Question): Draft {
  const [path = "", query = ""] = question.path.split("?");
  const as = random.chance(0.8) ? question.as : random.pick(AUTH_NAMES);
  return {
    method: question.method,
    path,
    query: [...new URLSearchParams(query)],
    headers: [...authorization(world.tokens[as]), ...Object.entries(question.headers ?? {})],
    // A copy: mutations must not change what was recorded.
    body: structuredClone(question.body),
    form: "json",
  };
}

function fromOperation(source: Source, operation: Operation): Draft {
  const { random, world } = source;
  const valueOf = (name: string): string => {
    const parameter = operation.parameters.find((one) => one.name === name);
    return String(makeValue(source, parameter?.schema ?? {}, name));
  };
  const query = operation.parameters.filter((parameter) => parameter.in === "query" && random.chance(0.5));
  const body = operation.body === null ? undefined : makeValue(source, operation.body);
  const isSocket = operation.path === "/api/realtime/ws";
  return {
    method: operation.method,
    path: operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(valueOf(name))),
    query: query.map(({ name }) => [name, valueOf(name)]),
    headers: [...authorization(world.tokens[random.pick(AUTH_NAMES)]), ...(isSocket ? SOCKET_HEADERS : [])],
    body,
    form: hasFile(body) || (operation.isForm && random.chance(0.4)) ? "multipart" : "json",
  };
}

const SOCKET_HEADERS: readonly [string, string][] = [
  ["Connection", "Upgrade"],
  ["Upgrade", "websocket"],
  ["Sec-WebSocket-Version", "13"],
  ["Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="],
];

function authorization(token = ""): [string, string][] {
  return token === "" ? [] : [["Authorization", token]];
}

function hasFile(body: unknown): boolean {
  if (typeof body !== "object" || body === null) return false;
  return Object.values(body).some((value) => [value].flat().some((one) => one instanceof FormFile));
}

export function addFile(draft: Draft, { random }: Source): void {
  if (typeof draft.body !== "object" || draft.body === null) draft.body = {};
  const name = random.pick([
    "attachments",
    "file",
    "attachments+",
    "+attachments",
    "avatar",
    "title",
    "@jsonPayload",
    "",
  ]);
  (draft.body as Record<string, unknown>)[name] = makeFile(random);
  draft.form = "multipart";
}
