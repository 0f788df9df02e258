import { call } from "./server.ts";
import { canonical } from "./http-request.ts";
import { Cookie } from "./cookie.ts";

interface SendOptions extends Record<string, unknown> {
  readonly url?: unknown;
  readonly method?: unknown;
  readonly headers?: unknown;
  readonly body?: unknown;
  readonly timeout?: unknown;
  /** The older way to send JSON. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** `$http` */
export const http = {
  send(options: SendOptions) {
    const { url, method, headers, timeout, data } = options;
    const hasData = typeof data === "object" && data !== null && Object.keys(data).length > 0;
    const body = hasData ? JSON.stringify(sorted(data)) : typeof options.body === "string" ? options.body : "";
    const answer = call("http.send", 0, [{ url, method, headers, timeout, body }]) as {
      status: number;
      headers: [string, string][];
      body: string;
    };
    const bytes = Uint8Array.fromBase64(answer.body);
    const raw = new TextDecoder().decode(bytes);
    const received: Record<string, string[]> = {};
    for (const [name, value] of answer.headers) (received[canonical(name)] ??= []).push(value);
    return {
      statusCode: answer.status,
      headers: received,
      cookies: cookiesOf(received),
      raw,
      body: [...bytes],
      json: parsed(raw),
    };
  },
};

function sorted(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function parsed(raw: string): unknown {
  try {
    const value: unknown = JSON.parse(raw);
    return typeof value === "object" ? value : null;
  } catch {
    return null;
  }
}

function cookiesOf(headers: Readonly<Record<string, string[]>>): Record<string, Cookie> {
  const cookies: Record<string, Cookie> = {};
  for (const line of headers["Set-Cookie"] ?? []) {
    const [pair = "", ...attributes] = line.split(";").map((part) => part.trim());
    const separator = pair.indexOf("=");
    const name = pair.slice(0, separator);
    const flags = new Map(
      attributes.map((attribute) => [attribute.split("=")[0]?.toLowerCase(), attribute.split("=")[1] ?? ""]),
    );
    cookies[name] = new Cookie({
      name,
      value: pair.slice(separator + 1),
      path: flags.get("path") ?? "",
      httpOnly: flags.has("httponly"),
      secure: flags.has("secure"),
    });
  }
  return cookies;
}
