import { X509Certificate, createPrivateKey } from "node:crypto";

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]+?-----END \1-----/g;

export interface PemCertificate {
  /** The private key in PEM form. */
  readonly key: string;
  /** The certificate and those of its issuers in PEM form. */
  readonly cert: string;
  readonly validFrom: Date;
  readonly validTo: Date;
}

/**
 * Reads a private key and a chain from texts in PEM form, in any order. Throws an error that says what is missing, and where the key
 * does not belong to the certificate.
 */
export function parsePemCertificate(...texts: readonly string[]): PemCertificate {
  const blocks = texts.flatMap((text) => [...text.matchAll(BLOCK)]);
  const key = blocks.find(([, kind = ""]) => kind.endsWith("PRIVATE KEY"))?.[0];
  const chain = blocks.filter(([, kind]) => kind === "CERTIFICATE").map(([block]) => block);
  const [first] = chain;
  if (first === undefined) throw new Error("it holds no certificate in PEM form");
  if (key === undefined) throw new Error("it holds no private key in PEM form");
  const certificate = new X509Certificate(first);
  if (!belongs(certificate, key)) throw new Error("the private key does not belong to the certificate");
  const { validFrom, validTo } = certificate;
  return { key: `${key}\n`, cert: `${chain.join("\n")}\n`, validFrom: new Date(validFrom), validTo: new Date(validTo) };
}

function belongs(certificate: X509Certificate, key: string): boolean {
  return certificate.checkPrivateKey(createPrivateKey(key));
}
