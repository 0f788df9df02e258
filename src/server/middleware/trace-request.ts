import { pathOf } from "../../lib/path-of.ts";
import type { OpenSpan, Tracing } from "../../lib/tracing.ts";
import type { Route } from "../../model/route.ts";

type Answer = Response | Promise<Response>;

/**
 * Answers a request as a trace, or as a part of that of its caller. Addresses are recorded without their query, which may hold a
 * token; clients are not.
 */
export function traceRequest(
  tracing: Tracing,
  { route, request }: { readonly route: Route | null; readonly request: Request },
  answer: () => Answer,
): Answer {
  const { method, headers, url } = request;
  const name = route === null ? method : `${method} ${route.path}`;
  return tracing.begin({ name, kind: "server", headers }, (span): Answer => {
    if (span === null) return answer();
    span.set({
      "http.request.method": method,
      "url.path": pathOf(url),
      "url.scheme": url.startsWith("https") ? "https" : "http",
      ...(route === null ? {} : { "http.route": route.path }),
    });
    const answered = answer();
    return answered instanceof Promise ? answered.then((response) => noted(span, response)) : noted(span, answered);
  });
}

function noted(span: OpenSpan, response: Response): Response {
  const { status } = response;
  span.set({ "http.response.status_code": status });
  if (status >= 500) span.fail(String(status));
  return response;
}
