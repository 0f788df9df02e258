import { bytesStep } from "./answer-steps.ts";
import { PanicError } from "./errors.ts";
import type { EventState } from "./event-state.ts";
import { integerArgument } from "./go-arguments.ts";
import { HttpHeader } from "./http-header.ts";
import { Reader } from "./reader.ts";
import { bytesOf } from "./values.ts";

/** Throws for what HTTP has no answer with: PocketBase breaks off such a request. */
export function statusArgument(given: unknown): number {
  const status = integerArgument(given);
  if (status >= 200 && status <= 599) return status;
  throw new PanicError(`the status ${status} can't be answered: use one from 200 to 599`);
}

/** `e.response`: Go's ResponseWriter. */
export class HttpResponse {
  readonly #state: EventState;
  readonly #header: ResponseHeader;

  constructor(state: EventState) {
    this.#state = state;
    this.#header = new ResponseHeader(state);
  }

  static stateOf(response: HttpResponse): EventState {
    return response.#state;
  }

  header(): ResponseHeader {
    return this.#header;
  }

  writeHeader(given: unknown): void {
    const { response } = this.#state;
    const status = statusArgument(given);
    response.push(["begin", status]);
    if (this.#state.isWritten) return;
    this.#state.isWritten = true;
    this.#state.status = status;
  }

  write(content: unknown): number {
    const bytes = bytesOf(content);
    this.#state.response.push(bytesStep(bytes));
    if (!this.#state.isWritten) {
      this.#state.isWritten = true;
      this.#state.status ||= 200;
    }
    return bytes.length;
  }

  /** Writes all that the reader has. */
  readFrom(reader: unknown): number {
    if (!(reader instanceof Reader)) throw new TypeError("could not convert the argument to a reader");
    return this.write(reader.readBytes());
  }

  /** Whether anything was written. */
  written(): boolean {
    return this.#state.isWritten;
  }

  /** Of what was written; 0 before that. */
  status(): number {
    return this.#state.status;
  }

  flush(): void {
    this.#state.exchange("event.flush");
  }

  flushError(): void {
    this.flush();
  }

  /** There is none within it. */
  unwrap(): this {
    return this;
  }
}

/** The header of the answer. What was set here can be read here. */
export class ResponseHeader {
  readonly #state: EventState;
  readonly #own = new Map<string, string[]>();

  constructor(state: EventState) {
    this.#state = state;
  }

  get(name: string): string {
    return this.values(name)[0] ?? "";
  }

  values(name: string): string[] {
    return this.#own.get(name.toLowerCase()) ?? [];
  }

  set(name: string, value: unknown): void {
    this.#own.set(name.toLowerCase(), [String(value)]);
    this.#state.response.push(["header", "set", name, String(value)]);
  }

  add(name: string, value: unknown): void {
    this.#own.set(name.toLowerCase(), [...this.values(name), String(value)]);
    this.#state.response.push(["header", "add", name, String(value)]);
  }

  clone(): HttpHeader {
    const copy = new HttpHeader();
    for (const [name, values] of this.#own) for (const value of values) copy.add(name, value);
    return copy;
  }

  del(name: string): void {
    this.#own.delete(name.toLowerCase());
    this.#state.response.push(["header", "delete", name, ""]);
  }
}
