import type { ServerCertificate } from "../lib/tls/certificate-files.ts";
import { tlsOf } from "../lib/tls/tls-of.ts";

export interface Address {
  readonly hostname: string;
  readonly port: number;
}

/** As Go does: all addresses of IPv4 are those of IPv6, too, on a machine that has it. Throws what `listen` throws. */
export function listenOnAll<T>(address: Address, listen: (address: Address) => T): T {
  if (address.hostname !== "0.0.0.0") return listen(address);
  try {
    return listen({ ...address, hostname: "::" });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") throw error;
    return listen(address);
  }
}

/** Throws what Bun throws where something listens on the address, also where that would share it. */
export function checkPortIsFree(address: Address): void {
  if (address.port === 0) return;
  const socket = { data: () => undefined };
  listenOnAll(address, ({ hostname, port }) => Bun.listen({ hostname, port, exclusive: true, socket })).stop(true);
}

const RESTARTING = JSON.stringify({
  data: {},
  message: "The server is restarting. Try again in a second.",
  status: 503,
});
const RESTARTING_HEADERS = {
  "Access-Control-Allow-Origin": "*",
  "Cache-Control": "no-store",
  Connection: "close",
  "Content-Type": "application/json",
  "Retry-After": "1",
};

/**
 * Answers on the port while no worker listens, so that clients get a reason in place of a refused connection. Connections are
 * closed after each answer, because the next request should reach a worker.
 */
export function startStandIn(address: Address, certificates?: readonly ServerCertificate[]): Disposable {
  const fetch = (): Response => new Response(RESTARTING, { status: 503, headers: RESTARTING_HEADERS });
  const tls = certificates === undefined ? {} : { tls: tlsOf(certificates) };
  const options = { reusePort: true, fetch, ...tls };
  const server = listenOnAll(address, ({ hostname, port }) => Bun.serve({ hostname, port, ...options }));
  return {
    [Symbol.dispose]() {
      void server.stop();
    },
  };
}
