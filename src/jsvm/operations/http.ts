import { toText } from "../../lib/convert.ts";
import type { Operations } from "../operation.ts";

const DEFAULT_TIMEOUT_SECONDS = 120;

export const httpOperations: Operations = {
  /** `$http.send`, on the server's thread, which waits for others meanwhile. */
  async "http.send"(call) {
    const { url, method, headers, body, timeout } = call.object(0);
    const seconds = Number(timeout) > 0 ? Math.trunc(Number(timeout)) : DEFAULT_TIMEOUT_SECONDS;
    const verb = (toText(method) || "GET").toUpperCase();
    try {
      const response = await fetch(addressOf(toText(url), verb), {
        method: verb,
        headers: Object.entries((headers ?? {}) as Record<string, unknown>).map(([name, value]) => [
          name,
          toText(value),
        ]),
        signal: AbortSignal.timeout(seconds * 1000),
        ...(verb === "GET" || verb === "HEAD" || toText(body) === "" ? {} : { body: toText(body) }),
      });
      const bytes = await response.bytes();
      return { status: response.status, headers: [...response.headers], body: bytes.toBase64() };
    } catch (error) {
      throw goError(error, toText(url), verb);
    }
  },
};

function addressOf(url: string, verb: string): string {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1] ?? "";
  if (!/^https?$/i.test(scheme)) throw new Error(`${goVerb(verb)} "${url}": unsupported protocol scheme "${scheme}"`);
  return url;
}

/** As Go tells of it, which scripts look for. */
function goError(error: unknown, url: string, verb: string): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  if (error.message.includes("unsupported protocol scheme")) return error;
  const { code } = error as { code?: string };
  const reason =
    error.name === "TimeoutError"
      ? "context deadline exceeded"
      : code === "ConnectionRefused"
        ? `dial tcp ${new URL(url).host}: connect: connection refused`
        : error.message;
  return new Error(`${goVerb(verb)} "${url}": ${reason}`, { cause: error });
}

function goVerb(verb: string): string {
  return verb.charAt(0) + verb.slice(1).toLowerCase();
}
