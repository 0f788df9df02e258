import type { ServerCertificate } from "./certificate-files.ts";

/** As `Bun.serve` takes them: the first is for all names that no other has. */
export function tlsOf(certificates: readonly ServerCertificate[]): Bun.TLSOptions[] {
  return certificates.map(({ serverName, key, cert }, index) => ({
    key,
    cert,
    ...(index === 0 ? {} : { serverName }),
  }));
}
