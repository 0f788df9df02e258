import { ApiError } from "../../lib/api-error.ts";
import { parseFirstJson } from "../../lib/first-json.ts";
import { goJsonError, goJsonKind } from "../../lib/go-json-error.ts";
import type { RequestInfo } from "../../model/request-info.ts";
import type { Call } from "../../model/route.ts";
import { leaveUnnamed, serveNamedFile } from "../../server/static-files.ts";
import { isHeld } from "../await-body.ts";
import { sentBody } from "./sent-body.ts";
import { answerWith } from "../events/response-steps.ts";
import { sentInfo } from "../events/request-info.ts";
import { RouteEventLink } from "../events/route-event-link.ts";
import type { Frame } from "../frame.ts";
import type { Operations } from "../operation.ts";

/** What handlers ask of the request. */
export const requestOperations: Operations = {
  /** `e.requestInfo()`, with the parsed body. */
  async "request.info"({ frame }) {
    return sentInfo(await infoOf(frame));
  },

  /** The files of a form under a name. */
  async "request.files"({ frame, args }) {
    const { files } = await infoOf(frame);
    const type = frame.event?.call?.request.headers.get("content-type") ?? "";
    // Requests of a batch are forms where they have files.
    const isForm = type.startsWith("multipart/form-data") || (files?.size ?? 0) > 0;
    if (!isForm) throw new Error("request Content-Type isn't multipart/form-data");
    return (files?.get(String(args[0])) ?? []).map((file) => frame.encodeFile(file));
  },

  /** The names under which a form has files. */
  async "request.fileNames"({ frame }) {
    const { files } = await infoOf(frame);
    return [...(files?.keys() ?? [])];
  },

  "request.sentBody": (call) => sentBody(call, () => infoOf(call.frame)),

  /** The whole body, without parsing it. */
  async "request.bytes"(call) {
    return call.giveBytes(new Uint8Array(await callOf(call.frame).readBytes()));
  },

  /** Answers with a file of a folder. */
  async "request.serveFile"(call) {
    const request = callOf(call.frame);
    const response = await serveNamedFile(call.text(0), request.request, call.text(1));
    const own = request.draft.headers.findLast(([, name]) => name.toLowerCase() === "content-type");
    if (own !== undefined) leaveUnnamed(response.headers, own[2]);
    return answerWith(request, response);
  },

  "request.headers": ({ frame }) => callOf(frame).headerLines,

  "request.addresses"({ frame }) {
    const { clientAddress, remoteAddress, remotePort } = callOf(frame);
    return { clientAddress, remoteAddress, remotePort };
  },
};

export function callOf(frame: Frame): Call {
  const call = frame.event?.call ?? null;
  if (call === null) throw new Error("the event has no HTTP request of its own");
  return call;
}

/** Hooks of operations have the request as the operation read it; routes read it when they are asked to. */
export async function infoOf({ event }: Frame): Promise<RequestInfo> {
  if (event instanceof RouteEventLink) {
    const { call } = event;
    if (call.request.body !== null && isHeld(call.request.headers)) await call.readBytes();
    try {
      return await call.readInfo();
    } catch (error) {
      throw await asGoTells(error, call);
    }
  }
  if (event?.request == null) throw new Error("the event has no request");
  return event.request;
}

/** Scripts show what Go says of a body that is no JSON. Clients get the same answer. */
async function asGoTells(error: unknown, call: Call): Promise<unknown> {
  if (!(error instanceof ApiError) || !(error.cause instanceof SyntaxError)) return error;
  const text = new TextDecoder().decode(await call.readBytes());
  return new Error(isFirstJson(text) ? `${notAnObject(text)} map[string]interface {}` : goJsonError(text), {
    cause: error,
  });
}

function isFirstJson(text: string): boolean {
  try {
    parseFirstJson(text);
    return true;
  } catch {
    return false;
  }
}

function notAnObject(text: string): string {
  return `json: cannot unmarshal ${goJsonKind(parseFirstJson(text))} into Go value of type`;
}
