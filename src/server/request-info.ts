import type { RecordModel } from "../model/records/record.ts";
import type { RequestInfo } from "../model/request-info.ts";

interface Source {
  readonly request: Request;
  readonly query: URLSearchParams;
  readonly auth: RecordModel | null;
}

/** The request as rules see it. Query and headers are put together only when something asks for them. */
export function createRequestInfo(source: Source, body: Readonly<Record<string, unknown>>): RequestInfo {
  let query: Record<string, string> | undefined;
  let headers: Record<string, string> | undefined;
  return {
    method: source.request.method,
    context: "default",
    body,
    auth: source.auth,
    get query() {
      query ??= firstValues(source.query);
      return query;
    },
    get headers() {
      headers ??= Object.fromEntries(
        [...source.request.headers].map(([name, value]) => [name.replaceAll("-", "_"), value]),
      );
      return headers;
    },
  };
}

function firstValues(query: URLSearchParams): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value] of query) if (!Object.hasOwn(values, name)) values[name] = value;
  return values;
}
