import { axios } from "acme-client";
import { afterAll, beforeAll, expect, test } from "bun:test";
import { readFileSync, statSync } from "node:fs";
import { Agent } from "node:https";
import { join } from "node:path";
import { CertificateCache } from "../../../src/lib/acme/certificate-cache.ts";
import { CertificateKeeper } from "../../../src/lib/acme/certificate-keeper.ts";
import { parsePemCertificate } from "../../../src/lib/tls/pem-certificate.ts";
import { servePlainHttp } from "../../../src/server/plain-http.ts";
import { AcmeAuthority } from "../../support/acme-authority.ts";
import { TemporaryDirectory } from "../../support/server-process.ts";

const { httpsAgent } = axios.defaults;

// The test's authority has a certificate that nobody else trusts.
beforeAll(() => {
  axios.defaults.httpsAgent = new Agent({ rejectUnauthorized: false });
});

afterAll(() => {
  axios.defaults.httpsAgent = httpsAgent;
});

test("certificates are renewed before they end, and a domain that fails keeps no other waiting", async () => {
  using folder = new TemporaryDirectory();
  const challenges = new Map<string, string>();
  const plain = servePlainHttp({ hostname: "127.0.0.1", port: 0, challenges, httpsPort: () => null });
  await using authority = await AcmeAuthority.start({ httpPort: () => plain.port ?? 0, lifetimeMs: 2_000 });
  const cache = new CertificateCache(join(folder.path, "cache"));
  const file = cache.fileOf("shop.example.com");
  const stored: string[] = [];
  const isRenewed = Promise.withResolvers<void>();
  let failures = 0;
  const log = (message: string): void => {
    if (message.includes("no certificates for blocked.example.com")) failures += 1;
    if (!message.endsWith("shop.example.com is new")) return;
    stored.push(readFileSync(file, "utf8"));
    if (stored.length < 3 || failures < 2) return;
    // Here, so that nothing is under way.
    keeper[Symbol.dispose]();
    isRenewed.resolve();
  };
  const names = ["blocked.example.com", "shop.example.com"];
  using keeper = new CertificateKeeper({
    domains: names.map((name) => ({ name, isImplied: false })),
    cache,
    issuer: { directoryUrl: authority.directoryUrl, email: "", challenges },
    log: { debug: log, info: log, warn: log, error: log },
    retryDelaysMs: [10, 60_000],
  });
  keeper.start();
  await isRenewed.promise;
  expect(new Set(authority.issued)).toEqual(new Set(["shop.example.com"]));
  expect(new Set(stored).size).toBe(authority.issued.length);
  expect(parsePemCertificate(stored.at(-1) ?? "").cert.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(failures).toBe(2);
  expect(challenges.size).toBe(0);
  await plain.stop(true);
});
