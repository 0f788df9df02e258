import type { RequestInfo } from "../request-info.ts";

/** A fact about the request that a plan's text depends on. */
export interface Guard {
  readonly read: (request: RequestInfo | null) => string;
  readonly expected: string;
}

/** Looks at a request while a plan is made, and notes what was seen: another request may use the plan if it looks the same. */
export class GuardedRequest {
  /** Null while a rule is only checked: then every `@request` path is null. */
  readonly request: RequestInfo | null;
  readonly #guards: Guard[] = [];

  constructor(request: RequestInfo | null) {
    this.request = request;
  }

  get guards(): readonly Guard[] {
    return this.#guards;
  }

  look(read: (request: RequestInfo | null) => string): string {
    const expected = read(this.request);
    this.#guards.push({ read, expected });
    return expected;
  }
}

export function matchesGuards(guards: readonly Guard[], request: RequestInfo | null): boolean {
  return guards.every((guard) => guard.read(request) === guard.expected);
}
