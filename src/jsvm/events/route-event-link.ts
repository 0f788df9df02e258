import type { Context } from "../../model/context.ts";
import type { RecordModel } from "../../model/records/record.ts";
import type { RequestInfo } from "../../model/request-info.ts";
import type { Call, RequestChanges } from "../../model/route.ts";
import type { EventChanges, EventNews, WireEvent } from "../wire.ts";
import type { Frame } from "../frame.ts";
import type { EventLink } from "./event-link.ts";
import { applyResponse, responseState } from "./response-steps.ts";

export interface RouteEvent {
  readonly call: Call;
  readonly pathValues: Readonly<Record<string, string>>;
  /** Runs the middleware and handlers that are left. */
  next(): Promise<void>;
  /** Whether PocketBase looks at the token only after this one. */
  readonly isBeforeSignIn: boolean;
}

/** The event of a route of hook files, or of a middleware around any route. */
export class RouteEventLink implements EventLink {
  readonly #event: RouteEvent;
  #hasOtherToken = false;

  constructor(event: RouteEvent) {
    this.#event = event;
  }

  get context(): Context {
    return this.#event.call.context;
  }

  get call(): Call {
    return this.#event.call;
  }

  get request(): RequestInfo {
    return this.call.info();
  }

  async next(): Promise<void> {
    if (this.#hasOtherToken) await this.call.signIn();
    this.#hasOtherToken = false;
    return this.#event.next();
  }

  payload(): WireEvent {
    const { call, pathValues } = this.#event;
    const { method } = call.request;
    const { url } = call;
    return {
      kind: "request",
      props: {},
      records: {},
      hasAuth: call.auth !== null,
      http: { method, url, pathValues, ...responseState(call) },
    };
  }

  apply({ response, auth, request }: EventChanges, records: readonly RecordModel[], { bytes }: Frame): void {
    if (request !== undefined) this.#change(request);
    if (response !== undefined) applyResponse(this.call, response, bytes);
    if (auth !== undefined) this.call.auth = auth === null ? null : (records[auth] ?? null);
  }

  #change(changes: RequestChanges): void {
    const before = this.call.request.headers.get("authorization");
    this.call.change(changes);
    const isOther = this.call.request.headers.get("authorization") !== before;
    if (this.#event.isBeforeSignIn && isOther) this.#hasOtherToken = true;
  }

  news(): EventNews {
    return { props: {}, records: {}, ...responseState(this.call) };
  }
}
