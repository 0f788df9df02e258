import { tooManyRequests } from "../../lib/api-error.ts";
import type { RateLimiter } from "../../lib/rate-limit.ts";
import { isSuperuser } from "../../model/auth/is-superuser.ts";
import type { RecordModel } from "../../model/records/record.ts";
import type { Call, Route } from "../../model/route.ts";
import { findRateLimitRule } from "../../model/settings/rate-limit-rules.ts";

/** Answers 429 to clients that exceed a rule of `settings.rateLimits`. */
export class RateLimits {
  readonly #limiter: RateLimiter;

  constructor(limiter: RateLimiter) {
    this.#limiter = limiter;
  }

  check(route: Route | null, call: Call, auth: RecordModel | null): void {
    const { rateLimits } = call.context.settings.current();
    if (!rateLimits.enabled || isSuperuser(auth) || rateLimits.excludedIPs.includes(call.clientAddress)) return;

    const actions = route?.rateLimitAction === undefined ? [] : [route.rateLimitAction].flat();
    const collection =
      actions.length > 0 ? call.context.collections.current().find(call.params["collection"] ?? "") : undefined;
    const path = decodedPath(call.request.url);
    const labels = [`${call.request.method} ${path}`, path];
    if (collection !== undefined) {
      labels.unshift(
        ...actions.map((action) => `${collection.name}:${action}`),
        ...actions.map((action) => `*:${action}`),
      );
    }
    const rule = findRateLimitRule(rateLimits, labels, auth === null);
    if (rule === null) return;
    // As PocketBase counts: routes of a collection each on their own, all others together by the rule.
    const key =
      collection === undefined ? rule.label : `${collection.id} ${route?.method} ${route?.path} ${actions.join()}`;
    const limit = { maxRequests: rule.maxRequests, durationSeconds: rule.duration };
    if (!this.#limiter.consume(key + rule.audience, call.clientAddress, limit)) throw tooManyRequests();
  }

  /** Starts counting anew, when the settings have changed. */
  reset(): void {
    this.#limiter.reset();
  }
}

function decodedPath(url: string): string {
  const { pathname } = new URL(url);
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}
