import "reflect-metadata";
import { createPrivateKey } from "node:crypto";
import { type TLSSocket, connect } from "node:tls";
import * as x509 from "@peculiar/x509";

const KEYS = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

/** Key and certificate in one text, as the cache has them. */
export async function selfSigned(name: string): Promise<string> {
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

/** The name in the certificate that the server shows for a name. */
export async function shownName(port: number, servername: string): Promise<unknown> {
  const connected = Promise.withResolvers<TLSSocket>();
  const options = { host: "127.0.0.1", port, servername, rejectUnauthorized: false };
  const socket = connect(options, () => connected.resolve(socket));
  socket.on("error", connected.reject);
  await connected.promise;
  const { CN } = socket.getPeerCertificate().subject;
  socket.destroy();
  return CN;
}
