import { ApiError } from "../../lib/api-error.ts";
import { stringifyJson } from "../../lib/json-text.ts";
import { providerWords } from "../../lib/oauth2/refusal.ts";
import { keepAppleName } from "../../model/auth/apple-names.ts";
import { sendToRealtimeClient } from "../../model/realtime/direct-message.ts";
import { textFields } from "../../model/request-body.ts";
import type { Call } from "../../model/route.ts";

const TOPIC = "@oauth2";
const PAGE = "../_/#/auth/oauth2-redirect-";

interface Redirect {
  /** The id of the realtime client that waits for the code. */
  readonly state: string;
  readonly code: string;
  readonly error: string;
  readonly error_description: string;
  /** JSON, from Apple only. */
  readonly user: string;
}

/**
 * Where providers send a user's browser back to: passes the code on to the client that opened the window, over its realtime
 * connection. The client's subscription ends with the first message, so a state is good for one code.
 */
export async function oauth2Redirect(call: Call): Promise<Response> {
  const redirect = await readRedirect(call);
  if (redirect === null || redirect.state === "") return answer(call, "failure?reason=no_state");
  const { state, code, error, user } = redirect;
  if (error !== "") logRefusal(call, redirect);
  const isSuccess = error === "" && code !== "";
  // Before the message, after which the client signs in at once.
  if (isSuccess && user !== "") await keepAppleName(call.context, code, user);
  const data = stringifyJson({ state, code, ...(error === "" ? {} : { error }) });
  const message = { clientId: state, topic: TOPIC, data, unsubscribe: true };
  const isSent = await sendToRealtimeClient(call.context, message);
  if (isSent && isSuccess) return answer(call, "success");
  return answer(call, `failure?reason=${error !== "" ? reasonOf(error) : isSuccess ? "nobody_waits" : "no_code"}`);
}

/** What to correct stands there too, for whoever set the provider up. */
function logRefusal({ context }: Call, { state, code, error, error_description: description }: Redirect): void {
  const answered = providerWords({ code: error, description }, [state, code]);
  context.log.warn("an OAuth2 provider refused a sign-in", { answered });
}

/** The page shows codes alone, as anybody may write a link to it. */
function reasonOf(error: string): string {
  return /^[a-z_]{1,60}$/.test(error) ? error : "other";
}

async function readRedirect(call: Call): Promise<Redirect | null> {
  if (call.request.method === "GET") {
    const { query } = call;
    const text = (name: string): string => query.get(name) ?? "";
    const [state, code, error] = [text("state"), text("code"), text("error")];
    return { state, code, error, error_description: text("error_description"), user: "" };
  }
  try {
    return textFields(await call.readInfo(), ["state", "code", "error", "error_description", "user"]);
  } catch (error) {
    if (error instanceof ApiError) return null;
    throw error;
  }
}

/** A page of the dashboard that says how it went, and why. After a POST the browser has to ask for it by GET. */
function answer({ request }: Call, outcome: "success" | `failure?reason=${string}`): Response {
  const status = request.method === "GET" ? 307 : 303;
  return new Response(null, { status, headers: { location: PAGE + outcome } });
}
