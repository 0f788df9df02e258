import { pathOf } from "../../lib/path-of.ts";
import { tooManyRequests } from "../../lib/api-error.ts";
import type { Bus } from "../../lib/bus.ts";
import { isSuperuser } from "../../model/records/is-superuser.ts";
import type { Collection } from "../../model/collections/collection.ts";
import type { RecordModel } from "../../model/records/record.ts";
import type { Call, InnerRequest, Route } from "../../model/route.ts";
import { type CountedRequest, services } from "../../model/protocol/bus-topics.ts";
import type { Settings } from "../../model/settings/settings.ts";
import { findRateLimitRule } from "../../model/settings/rate-limit-rules.ts";

/** Answers 429 to clients that exceed a rule of `settings.rateLimits`. */
export class RateLimits {
  readonly #bus: Bus;

  constructor(bus: Bus) {
    this.#bus = bus;
  }

  /** Without a promise where the requests are counted here, which costs a fast route less. */
  check(route: Route | null, call: Call, auth: RecordModel | null): void | Promise<void> {
    const limits = call.context.settings.current().rateLimits;
    if (!limits.enabled || isSuperuser(auth)) return;
    const actions = route?.rateLimitAction === undefined ? [] : [route.rateLimitAction].flat();
    const collection = actions.length > 0 ? call.collection : undefined;
    const path = decodedPath(call.request.url);
    const labels = [...actionLabels(collection, actions), `${call.request.method} ${path}`, path];
    // As PocketBase counts: routes of a collection each on their own, all others together by the rule.
    const key = collection && `${collection.id} ${route?.method} ${route?.path} ${actions.join()}`;
    return this.#count({ limits, client: call.clientAddress, auth, labels, key });
  }

  /** Counts a request within a batch: apart from those that come on their own. */
  checkInner(inner: InnerRequest, call: Call, auth: RecordModel | null): void | Promise<void> {
    const limits = call.context.settings.current().rateLimits;
    if (!limits.enabled || isSuperuser(auth)) return;
    const { method, path, collection: name, action } = inner;
    const collection = call.context.collections.current().find(name);
    const labels = [...actionLabels(collection, [action]), `${method} ${path}`, path];
    const client = call.clientAddress;
    return this.#count({ limits, client, auth, labels, key: collection && `${collection.id} inner ${action}` });
  }

  #count({ limits, client, auth, labels, key }: Counted): void | Promise<void> {
    if (limits.excludedIPs.includes(client)) return;
    const rule = findRateLimitRule(limits, labels, auth === null);
    if (rule === null) return;
    const limit = { maxRequests: rule.maxRequests, durationSeconds: rule.duration };
    const counted = { limiter: "rules", key: (key ?? rule.label) + rule.audience, client, limit };
    const isAllowed = this.#bus.call(services.countRequest, counted as CountedRequest);
    return isAllowed instanceof Promise ? isAllowed.then(refuse) : refuse(isAllowed);
  }
}

function refuse(isAllowed: boolean): void {
  if (!isAllowed) throw tooManyRequests();
}

type RateLimitSettings = Settings["rateLimits"];

interface Counted {
  readonly limits: RateLimitSettings;
  /** The address. */
  readonly client: string;
  readonly auth: RecordModel | null;
  readonly labels: readonly string[];
  /** What is counted together; undefined: all requests under the same rule. */
  readonly key: string | undefined;
}

function actionLabels(collection: Collection | undefined, actions: readonly string[]): string[] {
  if (collection === undefined) return [];
  return [...actions.map((action) => `${collection.name}:${action}`), ...actions.map((action) => `*:${action}`)];
}

function decodedPath(url: string): string {
  const pathname = pathOf(url);
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}
