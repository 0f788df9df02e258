import type { RecordModel } from "../model/records/record.ts";
import type { RequestInfo } from "../model/request-info.ts";

interface Source {
  readonly request: Request;
  readonly firstQueryValues: Readonly<Record<string, string>>;
  readonly auth: RecordModel | null;
}

/** The request as rules see it. Query and headers are read only when something asks for them. */
export function createRequestInfo(source: Source, body: Readonly<Record<string, unknown>>): RequestInfo {
  let headers: Record<string, string> | undefined;
  return {
    method: source.request.method,
    context: "default",
    body,
    auth: source.auth,
    get query() {
      return source.firstQueryValues;
    },
    get headers() {
      headers ??= Object.fromEntries(
        [...source.request.headers].map(([name, value]) => [name.replaceAll("-", "_"), value]),
      );
      return headers;
    },
  };
}
