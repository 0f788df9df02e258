import type { RequestInfo } from "../../model/request-info.ts";
import type { AuthRecord } from "../app-api.ts";
import type { EventRequest } from "../events.ts";
import { recordView } from "./record-view.ts";

/** The request as handlers see it; its parts are as lazy as they were. */
export function requestView(request: RequestInfo): EventRequest {
  return {
    method: request.method,
    context: request.context,
    get query() {
      return request.query;
    },
    get headers() {
      return request.headers;
    },
    body: request.body,
    auth: request.auth === null ? null : (recordView(request.auth) as AuthRecord),
  };
}
