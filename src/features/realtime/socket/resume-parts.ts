import { badRequest } from "../../../lib/api-error.ts";
import type { ClientMessage } from "../../../lib/realtime-protocol.ts";
import { MAX_SUBSCRIPTIONS } from "../set-subscriptions.ts";
import { LIMITS } from "./limits.ts";

type Part = Pick<Extract<ClientMessage, { type: "resumePart" }>, "topics" | "channels">;

/** What a client announced for the `resume` that it is about to send. */
export class ResumeParts {
  #topics: string[] = [];
  #channels: Part["channels"] = [];

  /** A 400 `ApiError` when it is more than a client may have. */
  add({ topics, channels }: Part): void {
    if (this.#topics.length + topics.length > MAX_SUBSCRIPTIONS) {
      throw badRequest(`A client may have ${MAX_SUBSCRIPTIONS} subscriptions at most.`);
    }
    if (this.#channels.length + channels.length > LIMITS.channels) {
      throw badRequest(`A client may be on ${LIMITS.channels} channels at most.`);
    }
    this.#topics.push(...topics);
    this.#channels.push(...channels);
  }

  /** All together with the last part. Forgets them, also when they are too many. */
  takeWith(last: Part): Part {
    try {
      this.add(last);
      return { topics: this.#topics, channels: this.#channels };
    } finally {
      this.#topics = [];
      this.#channels = [];
    }
  }
}
