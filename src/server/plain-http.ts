import { pathOf } from "../lib/path-of.ts";

/** Nothing is read: a client that sends a small one is told what to do. */
const MAX_BODY_BYTES = 1024 * 1024;

const CHALLENGES = "/.well-known/acme-challenge/";

export interface PlainHttpOptions {
  readonly hostname: string;
  readonly port: number;
  /** Answers for the certificate authority, by token. */
  readonly challenges: ReadonlyMap<string, string>;
  /** The port of HTTPS. Asked for each request, as it is known late; null while there is no certificate yet. */
  readonly httpsPort: () => number | null;
}

/**
 * What listens on port 80 beside HTTPS: answers the challenges of the certificate authority, and sends everything else to HTTPS, as
 * Go's autocert does.
 */
export function servePlainHttp({ hostname, port, challenges, httpsPort }: PlainHttpOptions): Bun.Server<undefined> {
  return Bun.serve({
    hostname,
    port,
    development: false,
    maxRequestBodySize: MAX_BODY_BYTES,
    fetch(request) {
      const path = pathOf(request.url);
      if (path.startsWith(CHALLENGES)) return challengeAnswer(challenges.get(path.slice(CHALLENGES.length)));
      const target = httpsPort();
      if (target === null) {
        const text = "There is no certificate yet. The server's log says why.\n";
        return new Response(text, { status: 503, headers: { "retry-after": "10" } });
      }
      if (request.method !== "GET" && request.method !== "HEAD") return new Response("Use HTTPS\n", { status: 400 });
      return Response.redirect(httpsUrl(request.url, target), 302);
    },
  });
}

function challengeAnswer(answer: string | undefined): Response {
  if (answer === undefined) return new Response("There is no such challenge.\n", { status: 404 });
  return new Response(answer, { headers: { "content-type": "text/plain" } });
}

function httpsUrl(url: string, port: number): string {
  const target = new URL(url);
  target.protocol = "https:";
  target.port = port === 443 ? "" : String(port);
  return target.href;
}
