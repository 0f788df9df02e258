import { LimitError, countText } from "./limit-error.ts";
import type { Turns } from "./time-slicer.ts";

/** The head of one part of a multipart/form-data body (RFC 7578). `fileName` is null for plain values. */
export interface PartHead {
  readonly name: string;
  readonly fileName: string | null;
  readonly contentType: string;
}

/** Gets the parts of a body one after another; the next chunk is read when what it returned has resolved. */
export interface PartSink {
  begin(head: PartHead): void;
  data(bytes: Uint8Array): Promise<void> | void;
  end(): Promise<void> | void;
}

/** The body is not what its content type says. */
export class MultipartError extends SyntaxError {}

const MAX_HEAD_BYTES = 16 * 1024;
const MAX_PARTS = 1000;
const CRLF = Buffer.from("\r\n");
/** Parts and what looks like a delimiter; few enough for some microseconds of work. */
const STEPS_A_PAUSE = 64;
const [TAB, LF, CR, SPACE, DASH] = [9, 10, 13, 32, 45];
const HEAD_END = Buffer.from("\r\n\r\n");

/** Null where the content type names no usable boundary. */
export function multipartBoundary(contentType: string): string | null {
  const match = /;\s*boundary=(?:"([^"]{1,200})"|([^\s";]{1,200}))/i.exec(contentType);
  return match?.[1] ?? match?.[2] ?? null;
}

interface MultipartOptions {
  readonly boundary: string;
  readonly sink: PartSink;
  /** For bodies full of what only looks like a delimiter. */
  readonly turns: Turns;
}

/** Splits a body into its parts while it arrives, so that no part has to fit into memory. */
export async function parseMultipart(chunks: AsyncIterable<Uint8Array>, options: MultipartOptions): Promise<void> {
  const parser = new Parser(options);
  for await (const chunk of chunks) await parser.write(chunk);
  parser.finish();
}

/** What follows a delimiter: the end of its line, the two dashes that end the body, something else, or not here yet. */
type Ending = "line" | "last" | "none" | "unknown";

class Parser {
  readonly #delimiter: Buffer;
  readonly #sink: PartSink;
  readonly #turns: Turns;
  // The first delimiter has no line break before it, all others have one.
  #buffer: Buffer = CRLF;
  #state: "preamble" | "head" | "body" | "skipped" | "end" = "preamble";
  #parts = 0;
  #steps = 0;

  constructor({ boundary, sink, turns }: MultipartOptions) {
    this.#delimiter = Buffer.from(`\r\n--${boundary}`);
    this.#sink = sink;
    this.#turns = turns;
  }

  async write(chunk: Uint8Array): Promise<void> {
    if (this.#state === "end") return;
    this.#buffer = this.#buffer.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#buffer, chunk]);
    while (await this.#step()) {
      // Each step takes something from the buffer.
    }
  }

  finish(): void {
    if (this.#state !== "end") throw new MultipartError("the multipart body ends early");
  }

  /** False when more input is needed. */
  async #step(): Promise<boolean> {
    if (this.#state === "end") return false;
    await this.#countStep();
    return this.#state === "head" ? this.#readHead() : this.#readBody();
  }

  /** Takes the body's bytes up to the next delimiter in one piece, or all that is here. */
  async #readBody(): Promise<boolean> {
    let at = this.#buffer.indexOf(this.#delimiter);
    let ending = this.#endingAt(at);
    while (ending === "none") {
      at = this.#buffer.indexOf(this.#delimiter, at + this.#delimiter.length);
      ending = this.#endingAt(at);
      const pause = this.#countStep();
      if (pause !== null) await pause;
    }
    if (at < 0) {
      // The end of what is here may be the beginning of a delimiter.
      await this.#take(Math.max(0, this.#buffer.length - this.#delimiter.length + 1));
      return false;
    }
    await this.#take(at);
    if (ending === "unknown") return false;
    if (this.#state === "body") await this.#sink.end();
    // The line break stays: it is the end of an empty head.
    const lineEnd = this.#buffer.indexOf(CRLF, this.#delimiter.length);
    this.#buffer = ending === "last" ? Buffer.alloc(0) : this.#buffer.subarray(lineEnd);
    this.#state = ending === "last" ? "end" : "head";
    return ending === "line";
  }

  #countStep(): Promise<void> | null {
    this.#steps += 1;
    return this.#steps % STEPS_A_PAUSE === 0 ? this.#turns.pause() : null;
  }

  #endingAt(at: number): Ending {
    if (at < 0) return "unknown";
    const buffer = this.#buffer;
    let index = at + this.#delimiter.length;
    if (buffer[index] === DASH)
      return index + 1 >= buffer.length ? "unknown" : buffer[index + 1] === DASH ? "last" : "none";
    while (buffer[index] === SPACE || buffer[index] === TAB) index += 1;
    if (index - at > MAX_HEAD_BYTES) throw new MultipartError("malformed multipart boundary");
    if (index >= buffer.length || (buffer[index] === CR && index + 1 >= buffer.length)) return "unknown";
    return buffer[index] === CR && buffer[index + 1] === LF ? "line" : "none";
  }

  /** Hands on the first `length` bytes. */
  async #take(length: number): Promise<void> {
    if (length === 0) return;
    const bytes = this.#buffer.subarray(0, length);
    this.#buffer = this.#buffer.subarray(length);
    if (this.#state === "body") await this.#sink.data(bytes);
  }

  #readHead(): boolean {
    const at = this.#buffer.indexOf(HEAD_END);
    if (at > MAX_HEAD_BYTES || (at < 0 && this.#buffer.length > MAX_HEAD_BYTES)) {
      throw new MultipartError("the head of a multipart part is too long");
    }
    if (at < 0) return false;
    this.#parts += 1;
    if (this.#parts > MAX_PARTS) {
      throw new LimitError(`a multipart body must not have more than ${countText(MAX_PARTS)} parts`);
    }
    const head = parseHead(this.#buffer.toString("utf8", 0, at));
    this.#buffer = this.#buffer.subarray(at + HEAD_END.length);
    if (head === null) this.#state = "skipped";
    else {
      this.#state = "body";
      this.#sink.begin(head);
    }
    return true;
  }
}

/** Null for a part without a name, which is left out as Go does. */
function parseHead(text: string): PartHead | null {
  const headers = new Map<string, string>();
  for (const line of text.split("\r\n")) {
    if (line === "") continue;
    const colon = line.indexOf(":");
    if (colon <= 0) throw new MultipartError("malformed header of a multipart part");
    headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  const disposition = headers.get("content-disposition") ?? "";
  if (!/^form-data\s*(;|$)/i.test(disposition)) return null;
  const name = parameter(disposition, "name");
  if (name === null || name === "") return null;
  const fileName = extendedParameter(disposition, "filename") ?? parameter(disposition, "filename");
  return {
    name,
    // Browsers send an empty file name where no file was chosen: that is a plain empty value.
    fileName: fileName === null || fileName === "" ? null : fileName.replace(/^.*\//s, ""),
    contentType: headers.get("content-type") ?? "",
  };
}

function parameter(header: string, name: string): string | null {
  const match = new RegExp(`;\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s;]*))`, "i").exec(header);
  if (match === null) return null;
  return match[1] === undefined ? (match[2] ?? "") : match[1].replace(/\\(["\\])/g, "$1").replaceAll("%22", '"');
}

/** RFC 5987: `filename*=UTF-8''na%C3%AFve.txt`. */
function extendedParameter(header: string, name: string): string | null {
  const match = new RegExp(`;\\s*${name}\\*=utf-8'[^']*'([^\\s;]*)`, "i").exec(header);
  if (match === null) return null;
  try {
    return decodeURIComponent(match[1] ?? "");
  } catch {
    return null;
  }
}
