import type { RequestInfo } from "../request-info.ts";

/** A fact about the request that a plan's text depends on. */
export interface Guard {
  readonly read: (request: RequestInfo) => string;
  readonly expected: string;
}

/** Looks at a request while a plan is made, and notes what was seen: another request may use the plan if it looks the same. */
export class GuardedRequest {
  readonly request: RequestInfo;
  readonly #guards: Guard[] = [];

  constructor(request: RequestInfo) {
    this.request = request;
  }

  get guards(): readonly Guard[] {
    return this.#guards;
  }

  look(read: (request: RequestInfo) => string): string {
    const expected = read(this.request);
    this.#guards.push({ read, expected });
    return expected;
  }
}

export function matchesGuards(guards: readonly Guard[], request: RequestInfo): boolean {
  return guards.every((guard) => guard.read(request) === guard.expected);
}
