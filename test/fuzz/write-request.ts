import type { Draft } from "./drafts.ts";
import type { Random } from "./random.ts";
import { FormFile, RawJson } from "./values.ts";

/** How the end of the body is told, and whether the client stays for the answer. */
export type Framing = "length" | "chunked" | "wrong" | "leaves";

export interface WrittenRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly bytes: Uint8Array;
  readonly framing: Framing;
  /** Whether HTTP asks for an answer: what is broken on the way may end the connection without one. */
  readonly mustBeAnswered: boolean;
}

const BOUNDARY = "fuzz";

/** The request as it goes over the socket. */
export function writeRequest(draft: Draft, random: Random): WrittenRequest {
  const target = draft.path + queryText(draft, random);
  const headers = [...draft.headers];
  const body = draft.body === undefined ? null : writeBody(draft, headers, random);
  const framing = chooseFraming(body, random);
  if (body !== null && framing === "chunked") headers.push(["Transfer-Encoding", "chunked"]);
  else if (body !== null) headers.push(["Content-Length", String(declaredLength(body, framing, random))]);
  else if (draft.method !== "GET") headers.push(["Content-Length", "0"]);
  if (!headers.some(([name]) => name === "Host")) headers.unshift(["Host", "127.0.0.1"]);
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  // Latin-1 would lose what the texts hold beyond it.
  const head = Buffer.from(`${draft.method} ${target} HTTP/1.1\r\n${lines}\r\n`);
  const content = body === null ? [] : framing === "chunked" ? chunks(body, random) : [body];
  const bytes = Buffer.concat([head, ...content]);
  const mustBeAnswered = (framing === "length" || framing === "chunked") && isRegular(draft, target);
  return { method: draft.method, target, bytes, framing, mustBeAnswered };
}

function queryText({ query }: Draft, random: Random): string {
  if (query.length === 0) return "";
  const encode = (text: string): string =>
    random.chance(0.01) ? text.replaceAll(/[\s#]/g, "+") : encodeURIComponent(text.toWellFormed());
  return `?${query.map(([name, value]) => `${encode(name)}=${encode(value)}`).join("&")}`;
}

function writeBody({ body, form }: Draft, headers: [string, string][], random: Random): Buffer {
  const setType = (type: string): void => {
    if (!headers.some(([name]) => name === "Content-Type")) headers.push(["Content-Type", type]);
  };
  if (form === "json" || typeof body !== "object" || body === null || body instanceof RawJson) {
    setType("application/json");
    return Buffer.from(writeJson(body));
  }
  const entries = Object.entries(body).flatMap(([name, value]) =>
    Array.isArray(value) ? value.map((one: unknown) => [name, one] as const) : [[name, value as unknown] as const],
  );
  if (form === "form") {
    setType("application/x-www-form-urlencoded");
    const pairs = entries.map(([name, value]) => [name.toWellFormed(), textOf(value).toWellFormed()]);
    return Buffer.from(pairs.map((pair) => pair.map(encodeURIComponent).join("=")).join("&"));
  }
  setType(`multipart/form-data; boundary=${BOUNDARY}`);
  return writeMultipart(entries, random);
}

function writeMultipart(entries: readonly (readonly [string, unknown])[], random: Random): Buffer {
  const parts = entries.flatMap(([name, value]) => {
    const isFile = value instanceof FormFile;
    const file = isFile ? `; filename="${value.name}"\r\nContent-Type: ${value.type}` : "";
    const odd = random.chance(0.02)
      ? random.pick(["\r\nX: y", "; filename*=UTF-8''a%2fb", "\r\nContent-Transfer-Encoding: base64"])
      : "";
    const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${file}${odd}\r\n\r\n`;
    return [Buffer.from(head), isFile ? value.bytes : Buffer.from(textOf(value)), Buffer.from("\r\n")];
  });
  const end = random.chance(0.98) ? `--${BOUNDARY}--\r\n` : random.pick(["", `--${BOUNDARY}`, "\r\n"]);
  return Buffer.concat([...parts, Buffer.from(end)]);
}

/** As `JSON.stringify`, with what that can't write. */
export function writeJson(value: unknown): string {
  if (value instanceof RawJson) return value.text;
  if (value instanceof FormFile) return JSON.stringify(value.name);
  if (Array.isArray(value)) return `[${value.map(writeJson).join()}]`;
  if (typeof value === "object" && value !== null) {
    return `{${Object.entries(value)
      .map(([name, inner]) => `${JSON.stringify(name)}:${writeJson(inner)}`)
      .join()}}`;
  }
  return JSON.stringify(value) ?? "null";
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : writeJson(value);
}

function chooseFraming(body: Buffer | null, random: Random): Framing {
  if (random.chance(0.005)) return "leaves";
  if (body === null || random.chance(0.95)) return "length";
  return random.chance(0.9) ? "chunked" : "wrong";
}

function declaredLength(body: Buffer, framing: Framing, random: Random): number | string {
  if (framing === "length") return body.length;
  if (framing === "leaves") return body.length + 1 + random.int(100);
  return random.pick([body.length + 10, Math.max(0, body.length - 5), -1, "x", "1e3", 99_999_999_999]);
}

function chunks(body: Buffer, random: Random): Buffer[] {
  const written: Buffer[] = [];
  for (let at = 0; at < body.length;) {
    const chunk = body.subarray(at, at + 1 + random.int(body.length));
    written.push(Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from("\r\n"));
    at += chunk.length;
  }
  return [...written, Buffer.from("0\r\n\r\n")];
}

/** Whether nothing in the head gives a server the right to hang up. */
function isRegular({ method, headers }: Draft, target: string): boolean {
  const unsafe = /[^\x20-\x7e]/;
  const isPlain = headers.every(([name, value]) => /^[\w-]+$/.test(name) && !unsafe.test(value));
  const names = headers.map(([name]) => name.toLowerCase());
  const touchesFraming = ["host", "connection", "upgrade", "expect", "content-encoding"].some((name) =>
    names.includes(name),
  );
  return /^[A-Z]+$/.test(method) && /^\/[\x21-\x7e]*$/.test(target) && isPlain && !touchesFraming;
}
