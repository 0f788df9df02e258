import { ApiError, badRequest, type FieldError, type FieldErrors, notFound } from "../../lib/api-error.ts";
import type { Call } from "../../model/route.ts";
import { limitBody } from "./limit-body.ts";
import type { PluginRoutes } from "./elysia.ts";
import { messageOf, numberProblems, type Problem, type RouteInput } from "./number-problems.ts";

interface Answering {
  readonly routes: PluginRoutes;
  readonly callsOf: WeakMap<Request, Call>;
}

/** Has the plugin's own Elysia app answer. What goes wrong in it is thrown, for the server to answer as all its errors. */
export async function answerRequest({ routes, callsOf }: Answering, call: Call): Promise<Response> {
  const whole = call.wholeRequest();
  // In the same turn where it can be: what stalls the server then is known to be this route.
  const request = limitBody(withLongHost(whole instanceof Promise ? await whole : whole));
  callsOf.set(request, call);
  const response = await routes.handle(request);
  const failure = failures.get(request);
  if (failure !== undefined) throw translate(failure, routes);
  return response;
}

/** Elysia looks for the path behind the eleventh character, which a host of one to three letters would put in front of it. */
function withLongHost(request: Request): Request {
  const start = request.url.indexOf("/", "https://".length);
  return start >= 11 ? request : new Request(`http://localhost${request.url.slice(start)}`, request);
}

/** What Elysia caught while it answered a request; its own way to an answer would lose the error. */
const failures = new WeakMap<Request, Failure>();

interface Failure extends RouteInput {
  readonly request: Request;
  readonly code: string | number;
  readonly error: unknown;
}

/** Keeps the error of a request, for the server to answer. */
export function keepFailure({ request, code, error, route, params, query, body }: Failure): Response {
  failures.set(request, { request, code, error, route, params, query, body });
  return new Response(null, { status: 500 });
}

function translate({ request, code, error, ...input }: Failure, { routes }: PluginRoutes): unknown {
  if (error instanceof Error && error.cause instanceof ApiError) return error.cause;
  switch (code) {
    case "VALIDATION": {
      const told = fieldErrors(problemsOf(error));
      const route = routes.find(({ method, path }) => method === request.method && path === input.route);
      const data = Object.keys(told).length > 0 ? told : fieldErrors(numberProblems(route?.hooks, input));
      return badRequest("An error occurred while validating the submitted data.", { data, cause: error });
    }
    case "PARSE":
      return badRequest("An error occurred while loading the submitted data.", { cause: error });
    case "NOT_FOUND":
      return notFound();
    default:
      return error;
  }
}

const REQUIRED: FieldError = { code: "validation_required", message: "Cannot be blank." };

/** By field, nested as the data is; the first problem of a field is told. */
function fieldErrors(problems: readonly Problem[]): FieldErrors {
  const data: Record<string, FieldError | FieldErrors> = {};
  for (const problem of problems) {
    const names = (problem.path ?? "").split("/").filter((name) => name !== "");
    const last = names.pop();
    if (last === undefined) continue;
    let place = data;
    for (const name of names) place = (place[name] ??= {}) as Record<string, FieldError | FieldErrors>;
    place[last] ??=
      problem.value === undefined ? REQUIRED : { code: "validation_invalid_value", message: messageOf(problem) };
  }
  return data;
}

function problemsOf(error: unknown): Problem[] {
  const all: unknown = typeof error === "object" && error !== null && "all" in error ? error.all : [];
  return Array.isArray(all) ? (all as Problem[]) : [];
}
