import type { RequestInfo } from "../../model/request-info.ts";
import type { WireRequestInfo } from "../wire.ts";

/** The request as realms get it. */
export function sentInfo({ context, method, query, headers, body }: RequestInfo): WireRequestInfo {
  return { context, method, query, headers, body };
}
