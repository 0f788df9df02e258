import type { Call } from "../../model/route.ts";

/** What runs around each request, from the check of who it is to its answer. */
export interface RequestMiddleware {
  /** Nothing is to be run: the common case costs nothing. */
  readonly isEmpty: boolean;
  /** `next` answers errors too. */
  run(call: Call, next: () => Promise<Response>): Promise<Response>;
}
