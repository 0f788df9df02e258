import { version } from "../../package.json";
import type { Logger } from "../lib/log.ts";
import type { Tracing } from "../lib/tracing.ts";
import { type TracingOptions, tracingOptions } from "../lib/tracing/tracing-options.ts";
import { UsageError } from "./command-line.ts";
import type { Environment } from "./environment-flags.ts";

interface TracedProcess {
  readonly log: () => Logger;
  readonly processNumber: number;
}

/**
 * Traces as the variables of OpenTelemetry say; null where they name no receiver. Then nothing of it is loaded. Throws a `UsageError` for
 * a value that can't be.
 */
export async function openTracing(environment: Environment, about: TracedProcess): Promise<Tracing | null> {
  const options = readOptions(environment);
  if (options === null) return null;
  const { OpenTelemetryTracing } = await import("../lib/tracing/open-telemetry.ts");
  const { log, processNumber } = about;
  const resource = {
    "service.name": "baobox",
    "service.version": version,
    "service.instance.id": crypto.randomUUID(),
    "baobox.worker": processNumber,
  };
  return new OpenTelemetryTracing({ ...options, log, resource });
}

function readOptions(environment: Environment): TracingOptions | null {
  try {
    return tracingOptions(environment);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
