// Loads the package acme-client and replaces its answer to an authority that can't be reached.
//
// The package tries each request six times, which takes a minute. Without any response it then loses the reason: its last step reads the
// response that is not there. Here a request fails by its second failure, or by one that took the whole time, and the keeper of
// certificates tries again later.
import type * as acmeClient from "acme-client";

/** For a request and its answer. */
const TIMEOUT_MS = 10_000;
/** A connection that was just lost, or an authority that is busy for a moment. */
const SECOND_TRY_MS = 2_000;

type AcmeClient = typeof acmeClient;
export type Client = acmeClient.Client;

/** There was no answer. The message names the host, the reason and the remedy. */
export class UnreachableError extends Error {}

let loaded: Promise<AcmeClient> | null = null;

/** The package is large: it is loaded when a certificate is needed. */
export function loadAcmeClient(): Promise<AcmeClient> {
  loaded ??= import("acme-client").then(withReasons);
  return loaded;
}

/** The part of an error of axios that counts here. */
interface Failure {
  readonly code?: string;
  readonly message: string;
  readonly config?: { url?: string; timeout?: number; isSecondTry?: boolean };
  readonly response?: { readonly status: number };
}

function withReasons(acme: AcmeClient): AcmeClient {
  const { axios } = acme;
  axios.defaults.timeout = TIMEOUT_MS;
  const { response } = axios.interceptors;
  response.clear();
  // Every response comes here, as the package has the others rejected as well and looks at the status itself.
  response.use(null, async (failure: Failure) => {
    const { config } = failure;
    if (failure.response !== undefined && failure.response.status < 500) return failure.response;
    if (config !== undefined && config.isSecondTry !== true && !isTimeout(failure)) {
      await Bun.sleep(SECOND_TRY_MS);
      return axios.request(Object.assign(config, { isSecondTry: true }));
    }
    if (failure.response !== undefined) return failure.response;
    throw new UnreachableError(describe(failure), { cause: failure });
  });
  return acme;
}

function isTimeout({ code }: Pick<Failure, "code">): boolean {
  return code === "ECONNABORTED" || code === "ETIMEDOUT";
}

function describe({ code = "", message, config }: Failure): string {
  const { host, hostname } = new URL(config?.url ?? "https://unknown");
  const reach = `let this machine connect to ${host} (firewall, proxy), and check --acmeDirectory`;
  if (code === "ECONNREFUSED") return `${host} refused the connection: ${reach}`;
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") {
    return `the host ${hostname} was not found: check this machine's DNS, and --acmeDirectory`;
  }
  if (isTimeout({ code })) {
    return `${host} did not answer within ${(config?.timeout ?? TIMEOUT_MS) / 1000} s: ${reach}`;
  }
  if (/CERT|ISSUER|SIGNATURE/.test(code)) {
    return `the certificate of ${host} is not trusted (${message}): NODE_EXTRA_CA_CERTS=FILE trusts an authority of your own`;
  }
  return `${host} can't be reached (${message}): ${reach}`;
}
