export type SpanValues = Readonly<Record<string, string | number | boolean>>;

export interface SpanStart {
  /** Of few different ones: never with values of a request. */
  readonly name: string;
  /** `server` answers a request, `client` asks another system. Default: `internal`. */
  readonly kind?: "internal" | "server" | "client";
  readonly values?: SpanValues;
}

/** A piece of work that is being traced. */
export interface OpenSpan {
  set(values: SpanValues): void;
  /** Marks it as failed; `kind` is of few different ones. What its work throws does so, too. */
  fail(kind: string): void;
}

/**
 * Records what a request is made of: pieces of work within pieces of work. The running asynchronous call chain knows what it is a part
 * of, so nothing is passed on. Where there is no `Tracing` nothing is recorded, and nothing costs anything but a look at a field.
 */
export interface Tracing extends AsyncDisposable {
  /** Whether what the running call chain does is recorded, for callers to which saying what they do costs something. */
  readonly isRecording: boolean;
  /**
   * Begins a trace, or a part of the trace that `headers` name (`traceparent`). `work` gets null where it is not recorded, because it
   * was not chosen or nobody takes it.
   */
  begin<T>(start: SpanStart & { readonly headers?: Headers }, work: (span: OpenSpan | null) => T): T;
  /** Records work as a part of what the call chain is a part of; if that is nothing, the work is just done. */
  span<T>(start: SpanStart, work: (span: OpenSpan | null) => T): T;
}

/** Work as a part of a trace, where there is tracing. */
export function traced<T>(tracing: Tracing | null, start: SpanStart, work: () => T): T {
  return tracing === null ? work() : tracing.span(start, work);
}
