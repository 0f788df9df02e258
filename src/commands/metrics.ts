import type { Context } from "../model/context.ts";
import { type Address, checkPortIsFree, listenOnAll } from "../workers/shared-port.ts";
import { type Input, UsageError } from "./command-line.ts";
import type { Environment } from "./environment-flags.ts";
import { explainListenFailure, parseAddress, urlOf } from "./listen.ts";
import { type Output, announce } from "./output.ts";
import { readVariable } from "./read-variable.ts";

export const METRICS_TOKEN_VARIABLE = "BAOBOX_METRICS_TOKEN";
const MIN_TOKEN_LENGTH = 16;
const MAX_TOKEN_LENGTH = 1024;

/** What reads the metrics without being a superuser; null for none. Throws a `UsageError` for one that could be guessed. */
export function metricsToken(environment: Environment): string | null {
  const token = readVariable(METRICS_TOKEN_VARIABLE, environment);
  if (token === null) return null;
  if (token.length < MIN_TOKEN_LENGTH || token.length > MAX_TOKEN_LENGTH || !/^[\x21-\x7e]+$/.test(token)) {
    throw new UsageError(
      `${METRICS_TOKEN_VARIABLE} must have ${MIN_TOKEN_LENGTH} to ${MAX_TOKEN_LENGTH} printable ASCII characters without spaces`,
    );
  }
  return token;
}

/** Where `--metrics` has the metrics listen; null for nowhere. Throws a `UsageError` for a value that is no address. */
export function metricsAddress({ flags }: Input, processCount: number): Address | null {
  const text = flags["metrics"] ?? "";
  if (text === "") return null;
  const address = parseAddress("metrics", text);
  if (address.port === 0 && processCount > 1)
    throw new UsageError("--metrics needs a port that all --workers can listen on, not 0");
  return address;
}

interface MetricsListener {
  readonly input: Input;
  readonly context: Context;
  readonly output: Output;
  /** How many processes listen, and whether this is the first of them. */
  readonly processCount: number;
  readonly isFirst: boolean;
}

/** Listens where `--metrics` says, until it is disposed of. Null without the flag. Rejects where the address can't be had. */
export async function listenForMetrics(options: MetricsListener): Promise<Disposable | null> {
  const { input, context, output, processCount, isFirst } = options;
  const address = metricsAddress(input, processCount);
  if (address === null) return null;
  const { serveMetrics } = await import("../server/metrics-listener.ts");
  const token = metricsToken(process.env);
  const isShared = processCount > 1;
  const bind = () => {
    if (isShared && isFirst) checkPortIsFree(address);
    return listenOnAll(address, ({ hostname, port }) => serveMetrics({ context, hostname, port, isShared, token }));
  };
  const server = await explainListenFailure(address, bind, "metrics");
  if (isFirst) {
    const url = urlOf({ ...address, port: server.port ?? address.port });
    announce(`Metrics: ${url}/metrics`, output, output.log);
    if (token === null && !isLoopback(address.hostname)) {
      output.log.warn(
        `whoever reaches ${url} may read the metrics: set ${METRICS_TOKEN_VARIABLE}, or let a private network alone reach it`,
      );
    }
  }
  return { [Symbol.dispose]: () => void server.stop(true) };
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "::1" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
