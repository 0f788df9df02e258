import { fieldsOf, goFields } from "./go-struct.ts";
import type { HostRecord } from "./record.ts";

type Data = Readonly<Record<string, unknown>>;

/** What is known of a request, as rules see it. Scripts may make their own for `$app.canAccessRecord`. */
export class RequestInfo {
  context = "default";
  method = "";
  query: Data = {};
  headers: Data = {};
  body: Data | null = null;
  auth: HostRecord | null = null;

  constructor(data: Partial<RequestInfo> = {}) {
    for (const name of ["context", "method", "query", "headers", "body", "auth"] as const) {
      if (data[name] !== undefined) Object.assign(this, { [name]: data[name] });
    }
  }

  [goFields](): [string, unknown][] {
    return fieldsOf(this, ["query", "headers", "body", "auth", "method", "context"]);
  }

  hasSuperuserAuth(): boolean {
    return this.auth?.isSuperuser() === true;
  }

  clone(): RequestInfo {
    const { context, method, query, headers, body, auth } = this;
    return new RequestInfo({
      context,
      method,
      auth,
      query: { ...query },
      headers: { ...headers },
      body: body === null ? null : { ...body },
    });
  }
}
