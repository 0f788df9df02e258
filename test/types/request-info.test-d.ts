// A copy of a request may not lose its lazy parts: the type check is the test. A line after `@ts-expect-error` must not compile.
import { type RequestInfo, withRequest } from "../../src/model/request-info.ts";

export function copies(request: RequestInfo): RequestInfo[] {
  // @ts-expect-error: its accessors are not its own properties
  // oxlint-disable-next-line typescript/no-misused-spread -- the linter says so too
  const spread: RequestInfo = { ...request, body: {} };
  return [spread, withRequest(request, { body: {} })];
}
