import "reflect-metadata";
import { createPrivateKey } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TLSSocket, connect } from "node:tls";
import * as x509 from "@peculiar/x509";
import { expect, test } from "bun:test";
import { type ServerCertificate, readCertificates, watchCertificates } from "../../src/lib/tls/certificate-files.ts";
import { TemporaryDirectory } from "../support/server-process.ts";
import { testApp } from "../support/test-app.ts";

const KEYS = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

/** Key and certificate in one text, as the cache has them. */
async function selfSigned(name: string): Promise<string> {
  const keys = await crypto.subtle.generateKey(KEYS, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    notAfter: new Date(Date.now() + 86_400_000),
    signingAlgorithm: KEYS,
    keys,
  });
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey("pkcs8", keys.privateKey));
  const key = createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" }).export({ format: "pem", type: "pkcs8" });
  return `${key.toString()}${certificate.toString("pem")}\n`;
}

async function shownName(port: number, servername: string): Promise<unknown> {
  const connected = Promise.withResolvers<TLSSocket>();
  const options = { host: "127.0.0.1", port, servername, rejectUnauthorized: false };
  const socket = connect(options, () => connected.resolve(socket));
  socket.on("error", connected.reject);
  await connected.promise;
  const { CN } = socket.getPeerCertificate().subject;
  socket.destroy();
  return CN;
}

test("new certificates are taken from their files while requests and a stream go on", async () => {
  using folder = new TemporaryDirectory();
  const names = ["one.example.com", "two.example.com"];
  const files = names.map((name) => ({ serverName: name, paths: [join(folder.path, name)] }));
  const write = async (suffix: string): Promise<void> => {
    for (const name of names) writeFileSync(join(folder.path, name), await selfSigned(name + suffix));
  };
  const read = (): Promise<ServerCertificate[]> => readCertificates(files, (line) => expect(line).toBe(""));
  await write("");
  await using app = await testApp();
  const { server } = app;
  const https = { certificates: await read(), redirects: new Map(), hstsSeconds: null, offersHttp2: false };
  const { port } = server.listen({ hostname: "127.0.0.1", port: 0 }, { https });
  const insecure = (path: string): Promise<Response> =>
    fetch(`https://127.0.0.1:${port}${path}`, { tls: { rejectUnauthorized: false } });
  expect(await shownName(port, "one.example.com")).toBe("one.example.com");
  expect(await shownName(port, "two.example.com")).toBe("two.example.com");
  expect(await shownName(port, "other.example.com")).toBe("one.example.com");

  const stream = await insecure("/api/realtime");
  const reader = stream.body?.getReader();
  expect((await reader?.read())?.done).toBe(false);
  const renewed = Promise.withResolvers<void>();
  const renew = async (): Promise<void> => {
    server.renewCertificates(await read());
    renewed.resolve();
  };
  using _watch = watchCertificates(files, renew, 5);
  let isRenewed = false;
  const asked = (async () => {
    const answers: number[] = [];
    while (!isRenewed) answers.push((await insecure("/api/health")).status);
    return answers;
  })();
  await write(" anew");
  await renewed.promise;
  // Both listen for a while.
  const shown = new Set<unknown>();
  while (!shown.has("two.example.com anew")) shown.add(await shownName(port, "two.example.com"));
  isRenewed = true;
  expect(new Set(await asked)).toEqual(new Set([200]));
  await reader?.cancel();
  await server.stop(0);
});
