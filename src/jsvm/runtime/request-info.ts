import { fieldsOf, goFields } from "./go-struct.ts";
import { notAnother } from "./go-arguments.ts";
import { HostRecord } from "./record.ts";
import { assigned, likeCurrent, TypedObject } from "./typed-object.ts";

type Data = Readonly<Record<string, unknown>>;

/** In Go's order. */
const NAMES = ["query", "headers", "body", "auth", "method", "context"] as const;

/** What is known of a request, as rules see it. Scripts may make their own for `$app.canAccessRecord`. */
export class RequestInfo extends TypedObject {
  declare query: Data;
  declare headers: Data;
  declare body: Data | null;
  declare auth: HostRecord | null;
  declare method: string;
  declare context: string;

  constructor(data: Partial<RequestInfo> = {}) {
    const { query = {}, headers = {}, body = null, auth = null, method = "", context = "default" } = data;
    super({ query, headers, body, auth, method, context });
  }

  override [assigned](value: unknown, current: unknown, name: string): unknown {
    if (typeof current === "string") return likeCurrent(value, current, name);
    if (value === null || value === undefined) return name === "auth" || name === "body" ? null : {};
    const isRight = name === "auth" ? value instanceof HostRecord : typeof value === "object";
    if (!isRight) throw notAnother(value, name === "auth" ? "core.Record" : "a map");
    return value;
  }

  [goFields](): [string, unknown][] {
    return fieldsOf(this, NAMES);
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
