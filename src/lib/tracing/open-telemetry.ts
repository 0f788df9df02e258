// Traces in OpenTelemetry's form, by its own packages: what they send is OTLP over HTTP, as JSON.
//
// Loaded when OTEL_EXPORTER_OTLP_ENDPOINT is set, and then only. The packages read the variables of headers, certificates, compression,
// timeout and resource themselves. Must stay true: a receiver that does not answer is told of once, and while it does not nothing
// is recorded; what waits to be sent has a limit; no value of a request is recorded.
import { AsyncLocalStorage } from "node:async_hooks";
import { type Context, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, TraceFlags, trace } from "@opentelemetry/api";
import { ExportResultCode, W3CTraceContextPropagator } from "@opentelemetry/core";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from "@opentelemetry/resources";
import {
  BatchSpanProcessor,
  type ReadableSpan,
  type Sampler as SpanSampler,
  SamplingDecision,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import { ApiError } from "../api-error.ts";
import type { Logger } from "../log.ts";
import type { OpenSpan, SpanStart, SpanValues, Tracing } from "../tracing.ts";
import type { Sampler, TracingOptions } from "./tracing-options.ts";

export interface OpenTelemetryOptions extends TracingOptions {
  /** Asked for when something is to be logged: the stored log opens later. */
  readonly log: () => Logger;
  /** What is said of this process with each trace; OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES go first. */
  readonly resource: SpanValues;
}

/** A request that reads a thousand records says enough with its first parts. */
const MAX_SPANS = 256;
/** What goes on for longer after its part of the trace has ended, such as a timer, is no part of it any more. */
const MAX_LATE_MS = 60_000;
const PAUSE_MS = 60_000;
const CLOSE_LIMIT_MS = 2_000;
const KINDS = { internal: SpanKind.INTERNAL, server: SpanKind.SERVER, client: SpanKind.CLIENT };
const propagator = new W3CTraceContextPropagator();

/** What the running call chain is a part of. */
interface Part {
  readonly context: Context;
  /** Of the whole trace here. */
  readonly budget: { left: number };
  endedMs: number;
}

export class OpenTelemetryTracing implements Tracing {
  readonly #parts = new AsyncLocalStorage<Part>();
  readonly #provider: TracerProvider;
  readonly #tracer;
  readonly #exporter: WatchedExporter;
  readonly #takesOverTraces: boolean;
  readonly #ratio: number;

  constructor({ log, resource, endpoint, sampler, batch, takesOverTraces }: OpenTelemetryOptions) {
    this.#takesOverTraces = takesOverTraces;
    this.#ratio = sampler.ratio;
    this.#exporter = new WatchedExporter(new OTLPTraceExporter(), { log, endpoint });
    this.#provider = new TracerProvider({
      resource: defaultResource()
        .merge(resourceFromAttributes(resource))
        .merge(detectResources({ detectors: [envDetector] })),
      sampler: samplerOf(sampler),
      spanProcessors: [
        new BatchSpanProcessor({
          exporter: this.#exporter,
          scheduledDelayMillis: batch.delayMs,
          maxQueueSize: batch.maxQueue,
          maxExportBatchSize: batch.maxBatch,
        }),
      ],
    });
    this.#tracer = this.#provider.getTracer("baobox", String(resource["service.version"] ?? ""));
  }

  get isRecording(): boolean {
    return this.#openPart() !== null;
  }

  begin<T>(start: SpanStart & { readonly headers?: Headers }, work: (span: OpenSpan | null) => T): T {
    if (this.#exporter.isPaused) return work(null);
    const { headers } = start;
    const hasCaller = this.#takesOverTraces && headers?.has("traceparent") === true;
    const outer = hasCaller ? propagator.extract(ROOT_CONTEXT, headers, GETTER) : ROOT_CONTEXT;
    // Drawn before anything is made: most requests are not recorded where few are. A malformed header names no caller.
    if (trace.getSpanContext(outer) === undefined && Math.random() >= this.#ratio) return work(null);
    return this.#run({ start, context: outer, budget: { left: MAX_SPANS } }, work);
  }

  span<T>(start: SpanStart, work: (span: OpenSpan | null) => T): T {
    const part = this.#openPart();
    if (part === null) return work(null);
    return this.#run({ start, context: part.context, budget: part.budget }, work);
  }

  #openPart(): Part | null {
    const part = this.#parts.getStore();
    if (part === undefined || part.budget.left <= 0) return null;
    return part.endedMs < performance.now() - MAX_LATE_MS ? null : part;
  }

  #run<T>({ start, context, budget }: Begun, work: (span: OpenSpan | null) => T): T {
    const { name, kind = "internal", values = {} } = start;
    const span = this.#tracer.startSpan(name, { kind: KINDS[kind], attributes: values }, context);
    if (!span.isRecording()) return work(null);
    budget.left -= 1;
    // Infinite as long as it goes on: it is late by less than nothing.
    const part: Part = { context: trace.setSpan(context, span), budget, endedMs: Number.POSITIVE_INFINITY };
    const end = (error: unknown): void => {
      if (error !== null) markFailed(span, error);
      part.endedMs = performance.now();
      span.end();
    };
    return this.#parts.run(part, () => watched(() => work(openSpan(span)), end));
  }

  /** Sends what is left, within a limit. */
  async [Symbol.asyncDispose](): Promise<void> {
    const { promise: tooLong, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, CLOSE_LIMIT_MS);
    await Promise.race([this.#provider.shutdown().catch(() => undefined), tooLong]);
    clearTimeout(timer);
  }
}

interface Begun {
  readonly start: SpanStart;
  readonly context: Context;
  readonly budget: Part["budget"];
}

const GETTER = {
  keys: (headers: Headers) => [...headers.keys()],
  get: (headers: Headers, name: string) => headers.get(name) ?? undefined,
};

/** Calls `end` when the work is done, with what it threw; null for nothing. */
function watched<T>(work: () => T, end: (error: unknown) => void): T {
  let result: T;
  try {
    result = work();
  } catch (error) {
    end(error);
    throw error;
  }
  if (!(result instanceof Promise)) {
    end(null);
    return result;
  }
  return result.then(
    (value: unknown) => {
      end(null);
      return value;
    },
    (error: unknown) => {
      end(error);
      throw error;
    },
  ) as T;
}

function openSpan(span: Span): OpenSpan {
  return {
    set: (values) => void span.setAttributes(values),
    fail(kind) {
      span.setAttribute("error.type", kind);
      span.setStatus({ code: SpanStatusCode.ERROR });
    },
  };
}

/** By the kind of the error alone: its message may hold what a client sent. A refusal is no failure. */
function markFailed(span: Span, error: unknown): void {
  const isRefusal = error instanceof ApiError && error.status < 500;
  const kind = error instanceof ApiError ? String(error.status) : error instanceof Error ? error.name : "unknown";
  span.setAttribute("error.type", kind);
  if (!isRefusal) span.setStatus({ code: SpanStatusCode.ERROR });
}

/** What has no caller was drawn before. Of callers' traces it is known by the number of the trace, as everywhere. */
function samplerOf({ ratio, isParentBased }: Sampler): SpanSampler {
  const byTrace = new TraceIdRatioBasedSampler(ratio);
  return {
    shouldSample(context, traceId) {
      const parent = trace.getSpanContext(context);
      if (parent?.isRemote === true && !isParentBased) return byTrace.shouldSample(context, traceId);
      const isSampled = parent === undefined || (parent.traceFlags & TraceFlags.SAMPLED) !== 0;
      return { decision: isSampled ? SamplingDecision.RECORD_AND_SAMPLED : SamplingDecision.NOT_RECORD };
    },
  };
}

/** Says once that traces are not taken, and then that they are again. For a while after a failure nothing is tried. */
class WatchedExporter implements SpanExporter {
  readonly #exporter: SpanExporter;
  readonly #log: () => Logger;
  readonly #endpoint: string;
  #pausedUntilMs = 0;
  #hasFailed = false;

  constructor(exporter: SpanExporter, { log, endpoint }: { readonly log: () => Logger; readonly endpoint: string }) {
    this.#exporter = exporter;
    this.#log = log;
    this.#endpoint = endpoint;
  }

  get isPaused(): boolean {
    return this.#hasFailed && performance.now() < this.#pausedUntilMs;
  }

  export(spans: ReadableSpan[], done: Parameters<SpanExporter["export"]>[1]): void {
    // The processor would only print the failure.
    if (this.isPaused) return done({ code: ExportResultCode.SUCCESS });
    this.#exporter.export(spans, ({ code, error }) => {
      if (code === ExportResultCode.SUCCESS) this.#succeeded();
      else this.#failed(error);
      done({ code: ExportResultCode.SUCCESS });
    });
  }

  shutdown(): Promise<void> {
    return this.#exporter.shutdown();
  }

  #succeeded(): void {
    if (this.#hasFailed) this.#log().info("traces are taken again", { endpoint: this.#endpoint });
    this.#hasFailed = false;
  }

  #failed(error: Error | undefined): void {
    this.#pausedUntilMs = performance.now() + PAUSE_MS;
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    this.#log().warn(
      "traces can't be sent: nothing is recorded until the receiver takes them; is the endpoint right?",
      {
        endpoint: this.#endpoint,
        error: reasonOf(error),
        triesAgainAfterSeconds: PAUSE_MS / 1000,
      },
    );
  }
}

/** Without the body of an answer, which may be long. */
function reasonOf(error: Error | undefined): string {
  if (error === undefined) return "no answer";
  const code = "code" in error ? error.code : null;
  const known = typeof code === "string" || typeof code === "number" ? `${code} ` : "";
  return `${known}${error.message}`.slice(0, 200);
}
