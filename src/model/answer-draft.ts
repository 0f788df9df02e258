import { detectShownType } from "../lib/mime/detect.ts";

/** An answer of one text whose type is all that is said of it. */
export interface PlainAnswer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** What hooks do to the answer of a request themselves. Whatever they write goes before or after what the operation answers. */
export class AnswerDraft {
  /** Set or added to the answer, whoever writes it. */
  readonly headers: [how: "set" | "add" | "delete", name: string, value: string][] = [];
  /** The status of what was written first; null while nothing was. */
  status: number | null = null;
  /** The operation has answered: what is written from now on goes behind it. */
  isOperationDone = false;
  /** The status that it answers with. */
  operationStatus = 200;
  /** It is that for an account that exists, and there is none. The first hook file that gets back to `next()` hears it. */
  isForNobody = false;
  /** Packed before it is sent. */
  isPacked = false;
  readonly #before: (string | Uint8Array)[] = [];
  readonly #after: (string | Uint8Array)[] = [];
  /** What all else is written behind. */
  #response: Response | null = null;

  get isWritten(): boolean {
    return this.status !== null || this.isOperationDone;
  }

  /** Begins the answer, unless it has begun. */
  begin(status: number): void {
    if (!this.isWritten) this.status = status;
  }

  write(content: string | Uint8Array): void {
    this.begin(200);
    (this.isOperationDone ? this.#after : this.#before).push(content);
  }

  /** Answers with a response as it is; where something was written before, its content follows that. */
  async respond(response: Response): Promise<void> {
    if (this.isWritten) return this.write(await response.bytes());
    this.status = response.status;
    this.#response = response;
  }

  /** What nearly all routes of hooks answer with; null for anything else. */
  get plain(): PlainAnswer | null {
    const { status, isOperationDone, isPacked, headers } = this;
    if (status === null || isOperationDone || isPacked || headers.length !== 1 || this.#response !== null) return null;
    const [[how, name, type] = ["", "", ""]] = headers;
    const [text] = this.#before;
    if (typeof text !== "string" || text === "" || this.#before.length > 1 || isBodiless(status)) return null;
    return how !== "delete" && name.toLowerCase() === "content-type" ? { status, type, text } : null;
  }

  /** The whole answer. `operation` is what the operation answered; null where it has not. */
  async complete(operation: Response | null): Promise<Response> {
    const unpacked =
      this.status === null && operation !== null ? await this.#behind(operation) : await this.#own(operation);
    const answer = this.isPacked ? pack(unpacked) : unpacked;
    for (const [how, name, value] of this.headers) {
      if (how === "delete") answer.headers.delete(name);
      else if (how === "set") answer.headers.set(name, value);
      else if (answer.headers.get(name)?.split(", ").includes(value) !== true || !isList(name)) {
        answer.headers.append(name, value);
      }
    }
    // As in Go: what the client has keeps its own.
    if (answer.status === 304) answer.headers.delete("content-type");
    return answer;
  }

  get #hasType(): boolean {
    return this.headers.some(([how, name]) => how !== "delete" && name.toLowerCase() === "content-type");
  }

  async #behind(operation: Response): Promise<Response> {
    if (this.#after.length === 0) return operation;
    return new Response(new Blob([await operation.bytes(), ...parts(this.#after)]), operation);
  }

  async #own(operation: Response | null): Promise<Response> {
    const status = this.status ?? 200;
    const inner = operation === null || !this.isOperationDone ? [] : [await operation.bytes()];
    const all = [...parts(this.#before), ...inner, ...parts(this.#after)];
    const response = this.#response;
    if (response === null) {
      if (isBodiless(status) || all.length === 0) return new Response(null, { status });
      const body = new Blob(all);
      // As in Go, what nobody named the type of is looked at.
      const headers = this.#hasType ? {} : { "content-type": await detectShownType(body) };
      return new Response(body, { status, headers });
    }
    if (all.length === 0 || isBodiless(status)) return response;
    return new Response(new Blob([await response.bytes(), ...all]), { status, headers: response.headers });
  }
}

function pack(answer: Response): Response {
  const { body, status, headers } = answer;
  if (body === null || headers.has("content-encoding") || headers.has("content-range")) return answer;
  const packed = new Response(body.pipeThrough(new CompressionStream("gzip")), { status, headers });
  packed.headers.delete("content-length");
  packed.headers.set("content-encoding", "gzip");
  return packed;
}

/** Whether a value says nothing more the second time. */
function isList(name: string): boolean {
  return name.toLowerCase() === "vary";
}

function parts(list: readonly (string | Uint8Array)[]): (string | Uint8Array<ArrayBuffer>)[] {
  return list as (string | Uint8Array<ArrayBuffer>)[];
}

/** These have no body, and `Response` refuses one. */
function isBodiless(status: number): boolean {
  return status === 101 || status === 204 || status === 205 || status === 304;
}
