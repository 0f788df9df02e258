import { goBytes } from "./bytes.ts";
import { toText } from "../../lib/convert.ts";
import { type Cookie, parseSetCookie } from "./cookie.ts";
import { FormData } from "./form-data.ts";
import { wrongArgument } from "./go-arguments.ts";
import { goJson } from "./go-json.ts";
import { canonical } from "./http-header.ts";
import { Reader } from "./reader.ts";
import { call, giveBytes, takeBytes } from "./server.ts";

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
  send(given: SendOptions | null = {}) {
    if (typeof given !== "object") throw wrongArgument(given, "map[string]interface {}");
    const options = given ?? {};
    const { url, method, headers, timeout } = options;
    const answer = call("http.send", 0, [{ url, method, headers, timeout, body: bodyOf(options) }]) as {
      status: number;
      headers: [string, string][];
      body: number;
    };
    const bytes = takeBytes(answer.body);
    const raw = new TextDecoder().decode(bytes);
    const received: Record<string, string[]> = {};
    let list: number[] | undefined;
    for (const [name, value] of answer.headers) (received[canonical(name)] ??= []).push(value);
    return {
      statusCode: answer.status,
      headers: received,
      cookies: cookiesOf(received),
      raw,
      /** Made when it is asked for: a list takes eight times the memory of its bytes. */
      get body(): number[] {
        return (list ??= goBytes(bytes));
      },
      set body(value: number[]) {
        list = value;
      },
      json: parsed(raw),
    };
  },
};

function bodyOf({ data, body }: SendOptions): object {
  if (typeof data === "object" && data !== null && Object.keys(data).length > 0) return { text: goJson(data) };
  if (body instanceof FormData) return { form: FormData.toWire(body) };
  if (body instanceof Reader) return { bytes: giveBytes(body.readBytes()) };
  if (body instanceof Uint8Array) return { bytes: giveBytes(body) };
  if (Array.isArray(body) && body.every(isByte)) return { bytes: giveBytes(Uint8Array.from(body)) };
  // As Go's casts, which make nothing of what is no plain value.
  return { text: typeof body === "object" ? "" : toText(body) };
}

function isByte(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 255;
}

function parsed(raw: string): unknown {
  try {
    return JSON.parse(raw) as unknown;
  } catch {
    return null;
  }
}

function cookiesOf(headers: Readonly<Record<string, string[]>>): Record<string, Cookie> {
  const cookies = (headers["Set-Cookie"] ?? []).flatMap(parseSetCookie);
  return Object.fromEntries(cookies.map((cookie) => [cookie.name, cookie]));
}
