import type { Context } from "../../model/context.ts";
import type { RecordModel } from "../../model/records/record.ts";
import type { RequestInfo } from "../../model/request-info.ts";
import type { Call } from "../../model/route.ts";
import type { EventChanges, EventNews, WireEvent } from "../wire.ts";
import type { EventLink } from "./event-link.ts";
import { applyResponse, responseState } from "./response-steps.ts";

export interface RouteEvent {
  readonly call: Call;
  readonly pathValues: Readonly<Record<string, string>>;
  /** Runs the middleware and handlers that are left. */
  next(): Promise<void>;
}

/** The event of a route of hook files, or of a middleware around any route. */
export class RouteEventLink implements EventLink {
  readonly #event: RouteEvent;

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

  next(): Promise<void> {
    return this.#event.next();
  }

  payload(): WireEvent {
    const { call, pathValues } = this.#event;
    const { method, url } = call.request;
    return {
      kind: "request",
      props: {},
      records: {},
      hasAuth: call.auth !== null,
      http: { method, url, pathValues, ...responseState(call) },
    };
  }

  apply({ response, auth }: EventChanges, records: readonly RecordModel[]): void {
    if (response !== undefined) applyResponse(this.call, response);
    if (auth !== undefined) this.call.auth = auth === null ? null : (records[auth] ?? null);
  }

  news(): EventNews {
    return { props: {}, records: {}, ...responseState(this.call) };
  }
}
