import { CertificateCache } from "../lib/acme/certificate-cache.ts";
import { CertificateKeeper } from "../lib/acme/certificate-keeper.ts";
import type { Logger } from "../lib/log.ts";
import {
  type ServerCertificate,
  readCertificates,
  versionOfFiles,
  watchCertificates,
} from "../lib/tls/certificate-files.ts";
import type { HttpServer } from "../server/http-server.ts";
import { servePlainHttp } from "../server/plain-http.ts";
import { listenOnAll } from "../workers/shared-port.ts";
import type { HttpsPlan } from "./https-flags.ts";
import { explainListenFailure, type Port } from "./listen.ts";

/** How often it is looked for the first certificate. */
const WAIT_MS = 250;

/** What runs once beside all that listen with HTTPS. */
export interface RunningHttps extends Disposable {
  /** To be called when the port of HTTPS is known: from then on requests are sent there. */
  redirectTo(port: number): void;
  /**
   * Resolves once there is a certificate to listen with; with false where `stop` resolved before. `tell` gets a line where that takes
   * time.
   */
  ready(stop: Promise<unknown>, tell: (line: string) => void): Promise<boolean>;
}

/** Listens without encryption and gets certificates. Rejects where the port can't be had, or a certificate of one's own is bad. */
export async function startHttps(plan: HttpsPlan, log: Logger): Promise<RunningHttps> {
  const { acme, plain, domains, files } = plan;
  if (acme === null) await certificatesOrFail(plan);
  const challenges = new Map<string, string>();
  let httpsPort: number | null = null;
  const server = await explainListenFailure(plain, () =>
    listenOnAll(plain, (address) => servePlainHttp({ ...address, challenges, httpsPort: () => httpsPort })),
  );
  const keeper =
    acme === null
      ? null
      : new CertificateKeeper({
          domains,
          cache: new CertificateCache(acme.folder),
          issuer: { directoryUrl: acme.directoryUrl, email: acme.email, challenges },
          log,
        });
  keeper?.start();
  return {
    redirectTo(port) {
      httpsPort = port;
    },
    async ready(stop, tell) {
      let isStopped = false;
      void stop.then(() => (isStopped = true));
      for (let isFirst = true; !isStopped; isFirst = false) {
        if ((await readCertificates(files, () => undefined)).length > 0) return true;
        if (isFirst && acme !== null) tell(waitingLine(plan, acme.directoryUrl));
        await Bun.sleep(WAIT_MS);
      }
      return false;
    },
    [Symbol.dispose]() {
      keeper?.[Symbol.dispose]();
      void server.stop(true);
    },
  };
}

function waitingLine({ domains }: HttpsPlan, directoryUrl: string): string {
  const names = domains.filter(({ isImplied }) => !isImplied).map(({ name }) => name);
  return `Getting a certificate for ${names.join(", ")} from ${new URL(directoryUrl).host}. The server starts once it is there.`;
}

/** What to listen with. Rejects with one line where there is no certificate that can be used. */
export async function httpsOf(plan: HttpsPlan | null): Promise<Pick<Port, "https">> {
  if (plan === null) return {};
  const { redirects, hstsSeconds, offersHttp2 } = plan;
  return { https: { certificates: await certificatesOrFail(plan), redirects, hstsSeconds, offersHttp2 } };
}

/** The certificates to listen with. Rejects with one line where there is none that can be used. */
async function certificatesOrFail({ files }: HttpsPlan): Promise<ServerCertificate[]> {
  const problems: string[] = [];
  const found = await readCertificates(files, (line) => problems.push(line));
  if (found.length > 0) return found;
  throw new Error(problems[0] ?? "there is no certificate to listen with");
}

/** Has the server listen with new certificates when their files change. What they replace goes on until its connections end. */
export function followCertificates({ plan, since }: FollowedPlan, server: HttpServer, log: Logger): Disposable {
  const onChange = async (): Promise<void> => {
    const found = await readCertificates(plan.files, (line) => log.error(line));
    if (found.length === 0) return;
    try {
      server.renewCertificates(found);
      log.info("the server uses new certificates", { names: found.map(({ serverName }) => serverName).join(", ") });
    } catch (error) {
      log.error("the new certificates can't be used: the ones before stay", { error: String(error) });
    }
  };
  return watchCertificates(plan.files, { onChange, since });
}

interface FollowedPlan {
  readonly plan: HttpsPlan;
  /** The version of its files before they were read. */
  readonly since: string;
}

/** To be asked before the certificates are read; null without HTTPS. */
export async function followedPlan(plan: HttpsPlan | null): Promise<FollowedPlan | null> {
  return plan === null ? null : { plan, since: await versionOfFiles(plan.files) };
}

/** The certificates as they are, for a process that listens now and then. */
export async function currentCertificates(
  plan: HttpsPlan,
): Promise<Disposable & { readonly current: ServerCertificate[] }> {
  const since = await versionOfFiles(plan.files);
  let current = await certificatesOrFail(plan);
  const onChange = async (): Promise<void> => {
    const found = await readCertificates(plan.files, () => undefined);
    if (found.length > 0) current = found;
  };
  const watch = watchCertificates(plan.files, { onChange, since });
  return {
    get current() {
      return current;
    },
    [Symbol.dispose]: () => watch[Symbol.dispose](),
  };
}
