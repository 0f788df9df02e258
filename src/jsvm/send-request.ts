import { lookup } from "node:dns/promises";
import { fetchBounded, type BoundedAnswer } from "../lib/fetch-bounded.ts";
import { ofUrl, TIMEOUT, withGoFields } from "./go-fields.ts";
import { urlProblem, writtenUrl } from "./go-url.ts";

/** What is larger would have to be held in memory several times. */
const MAX_ANSWER_BYTES = 256 * 1024 * 1024;
const DEFAULT_TIMEOUT_SECONDS = 120;
const METHOD = /^[\w!#$%&'*+.^`|~-]+$/;

export interface SentRequest {
  readonly url: string;
  readonly method: string;
  readonly headers?: Headers;
  readonly body?: BodyInit;
  /** Default: 120. */
  readonly timeoutSeconds: number;
}

/** Asks another server, as `$http.send` does. Rejects with Go's messages, which scripts look for. */
export async function sendRequest(request: SentRequest): Promise<BoundedAnswer> {
  const { headers = new Headers(), body, timeoutSeconds } = request;
  const method = request.method.toUpperCase() || "GET";
  if (!METHOD.test(method)) throw new Error(`net/http: invalid method "${request.method}"`);
  const problem = urlProblem(request.url);
  if (problem !== null) throw urlError(ofUrl("parse", problem.url, problem.reason));
  const url = writtenUrl(request.url);
  const failure = (reason: string, cause?: unknown): Error =>
    urlError(ofUrl(goVerb(method), withoutPassword(url), reason), cause);
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1] ?? "";
  if (!/^https?$/i.test(scheme)) throw failure(`unsupported protocol scheme "${scheme}"`);
  if (!/^\w+:\/\/[^/?#]/.test(url)) throw failure("http: no Host in request URL");
  const seconds = timeoutSeconds > 0 ? timeoutSeconds : DEFAULT_TIMEOUT_SECONDS;
  // As in Go, who asks for a packed answer gets it packed.
  const unpacks = !headers.has("accept-encoding");
  try {
    const signal = AbortSignal.timeout(Math.min(seconds * 1000, 2 ** 31 - 1));
    const answer = await fetchBounded(url, {
      method,
      headers,
      signal,
      maxBytes: MAX_ANSWER_BYTES,
      decompress: unpacks,
      // `fetch` sends none with these.
      ...(body === undefined || method === "GET" || method === "HEAD" ? {} : { body }),
    });
    if (unpacks && answer.headers.has("content-encoding")) {
      answer.headers.delete("content-encoding");
      answer.headers.delete("content-length");
    }
    return answer;
  } catch (cause) {
    throw failure(await goReason(cause, url), cause);
  }
}

function urlError({ text, fields }: ReturnType<typeof ofUrl>, cause?: unknown): Error {
  return withGoFields(new Error(text, { cause }), fields);
}

function withoutPassword(url: string): string {
  return url.replace(/^(\w+:\/\/[^/?#:]*):[^/?#]*@/, "$1:***@");
}

async function goReason(error: unknown, url: string): Promise<string> {
  if (!URL.canParse(url)) return wrongHost(url);
  if (!(error instanceof Error)) return String(error);
  const { code } = error as { code?: string };
  if (error.name === "TimeoutError") return TIMEOUT;
  if (code !== "ConnectionRefused" && code !== "ECONNREFUSED" && code !== "ENOTFOUND") return error.message;
  const { hostname, port, protocol } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, "");
  const found = await lookup(host).catch(() => null);
  if (found === null) return `dial tcp: lookup ${host}: no such host`;
  const address = found.family === 6 ? `[${found.address}]` : found.address;
  return `dial tcp ${address}:${port || (protocol === "https:" ? 443 : 80)}: connect: connection refused`;
}

/** Of an address that is right for Go, which looks for any host. */
function wrongHost(url: string): string {
  const [, host = "", port = ""] = /^\w+:\/\/(?:[^/?#]*@)?([^/?#]*?)(?::(\d*))?(?:[/?#]|$)/.exec(url) ?? [];
  return Number(port) > 65_535 ? `dial tcp: address ${port}: invalid port` : `dial tcp: lookup ${host}: no such host`;
}

function goVerb(method: string): string {
  return method.charAt(0) + method.slice(1).toLowerCase();
}
