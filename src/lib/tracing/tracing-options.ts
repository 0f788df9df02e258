/** What the variables of OpenTelemetry ask for, beside those that its own packages read. */
export interface TracingOptions {
  /** Where traces go, without secrets: for messages. */
  readonly endpoint: string;
  readonly sampler: Sampler;
  /** Whether the trace of a caller (`traceparent`) is gone on with. */
  readonly takesOverTraces: boolean;
  readonly batch: { readonly delayMs: number; readonly maxQueue: number; readonly maxBatch: number };
}

export interface Sampler {
  /** The share of traces that are recorded, 0 to 1. */
  readonly ratio: number;
  /** Whether a caller's decision goes first. */
  readonly isParentBased: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** By the name of the sampler: whether it is based on the parent, and its ratio; null: that of the argument. */
const SAMPLERS: Readonly<Record<string, readonly [isParentBased: boolean, ratio: number | null]>> = {
  always_on: [false, 1],
  always_off: [false, 0],
  traceidratio: [false, null],
  parentbased_always_on: [true, 1],
  parentbased_always_off: [true, 0],
  parentbased_traceidratio: [true, null],
};

/** Above it, what waits would be a good part of the memory. */
const MAX_QUEUE = 65_536;

/** Null where no endpoint is named, or traces are switched off. Throws an error that names the variable and what it may be. */
export function tracingOptions(environment: Environment): TracingOptions | null {
  const own = environment["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] ?? "";
  const name = own === "" ? "OTEL_EXPORTER_OTLP_ENDPOINT" : "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
  const url = environment[name] ?? "";
  if (url === "" || isOff(environment)) return null;
  const parsed = URL.parse(url);
  if (parsed === null || !/^https?:$/.test(parsed.protocol))
    throw new Error(`${name} must be an http:// or https:// URL, such as http://127.0.0.1:4318`);
  checkProtocol(environment);
  const maxQueue = count(environment, "OTEL_BSP_MAX_QUEUE_SIZE", { standard: 2048, max: MAX_QUEUE });
  return {
    endpoint: parsed.origin + parsed.pathname,
    sampler: samplerOf(environment),
    takesOverTraces: (environment["OTEL_PROPAGATORS"] || "tracecontext").split(",").includes("tracecontext"),
    batch: {
      delayMs: count(environment, "OTEL_BSP_SCHEDULE_DELAY", { standard: 5000, max: 600_000 }),
      maxQueue,
      maxBatch: count(environment, "OTEL_BSP_MAX_EXPORT_BATCH_SIZE", {
        standard: Math.min(512, maxQueue),
        max: maxQueue,
      }),
    },
  };
}

function isOff(environment: Environment): boolean {
  const exporter = environment["OTEL_TRACES_EXPORTER"];
  return environment["OTEL_SDK_DISABLED"]?.toLowerCase() === "true" || exporter === "none";
}

/** Every receiver of OTLP over HTTP takes JSON. */
function checkProtocol(environment: Environment): void {
  const name = "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL";
  const given = [name, "OTEL_EXPORTER_OTLP_PROTOCOL"].find((variable) => (environment[variable] ?? "") !== "");
  const protocol = given === undefined ? "http/json" : environment[given];
  if (protocol === "grpc")
    throw new Error(`${given} can't be grpc: traces are sent over HTTP, to port 4318 as a rule; remove the variable`);
}

function samplerOf(environment: Environment): Sampler {
  const name = environment["OTEL_TRACES_SAMPLER"] || "parentbased_always_on";
  const known = SAMPLERS[name];
  if (known === undefined)
    throw new Error(`OTEL_TRACES_SAMPLER must be one of ${Object.keys(SAMPLERS).join(", ")}, not "${name}"`);
  const [isParentBased, fixed] = known;
  if (fixed !== null) return { ratio: fixed, isParentBased };
  const text = environment["OTEL_TRACES_SAMPLER_ARG"] || "1";
  const ratio = Number(text);
  if (!(ratio >= 0 && ratio <= 1))
    throw new Error(`OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1, not "${text}"`);
  return { ratio, isParentBased };
}

function count(environment: Environment, name: string, { standard, max }: { standard: number; max: number }): number {
  const text = environment[name] ?? "";
  if (text === "") return standard;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > max)
    throw new Error(`${name} must be a whole number from 1 to ${max}, not "${text}"`);
  return value;
}
