import type { WireEvent } from "../wire.ts";
import { HookEvent, stateOf } from "./event.ts";
import { RequestEvent } from "./request-event.ts";
import type { RequestInfo } from "./request-info.ts";

/** The event of `onRecordEnrich`. What is known of the request is a property, and nothing can be answered. */
export class EnrichEvent extends HookEvent {
  declare readonly requestInfo: RequestInfo;

  constructor(event: WireEvent, app: number) {
    super(event, app);
    const request = new RequestEvent(event, app, stateOf(this));
    Object.defineProperty(this, "requestInfo", { enumerable: true, get: () => request.requestInfo() });
  }
}
