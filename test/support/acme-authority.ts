import "reflect-metadata";
import { createHash, randomUUID } from "node:crypto";
import { join } from "node:path";
import * as x509 from "@peculiar/x509";
import { calculateJwkThumbprint, type FlattenedJWSInput, flattenedVerify, importJWK, type JWK } from "jose";

const KEYS = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const ALGORITHM = "ES256";
const ALTERNATIVE_NAMES = "2.5.29.17";

interface Order {
  readonly domain: string;
  readonly token: string;
  status: "pending" | "ready" | "valid" | "invalid";
  error: { type: string; detail: string } | null;
  certificate: string;
}

interface AuthorityOptions {
  /** Where it looks for the answers of challenges, in place of port 80 of the domain. */
  readonly httpPort: () => number;
  /** How long its certificates hold. */
  readonly lifetimeMs?: number;
}

/**
 * A certificate authority that speaks ACME (RFC 8555) as far as http-01 needs it. It takes nothing for granted: each request must be
 * signed by the account's key for that very URL, with a nonce of its own that was not used before, and each challenge must be answered.
 */
export class AcmeAuthority implements AsyncDisposable {
  /** Domains in the order in which they got a certificate. */
  readonly issued: string[] = [];
  /** Mail addresses of accounts. */
  readonly contacts: string[] = [];
  readonly #options: AuthorityOptions;
  readonly #server: Bun.Server<undefined>;
  readonly #nonces = new Set<string>();
  readonly #accounts = new Map<string, JWK>();
  readonly #orders = new Map<string, Order>();
  readonly #root: { readonly keys: CryptoKeyPair; readonly certificate: x509.X509Certificate };

  private constructor(options: AuthorityOptions, root: { keys: CryptoKeyPair; certificate: x509.X509Certificate }) {
    this.#options = options;
    this.#root = root;
    this.#server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      tls: {
        cert: Bun.file(join(import.meta.dir, "localhost-certificate.pem")),
        key: Bun.file(join(import.meta.dir, "localhost-key.pem")),
      },
      fetch: (request) => this.#answer(request),
    });
  }

  static async start(options: AuthorityOptions): Promise<AcmeAuthority> {
    const keys = await crypto.subtle.generateKey(KEYS, true, ["sign", "verify"]);
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
      serialNumber: "01",
      name: "CN=Test authority",
      notAfter: new Date(Date.now() + 86_400_000),
      signingAlgorithm: KEYS,
      keys,
      extensions: [new x509.BasicConstraintsExtension(true, 0, true)],
    });
    return new AcmeAuthority(options, { keys, certificate });
  }

  /** The variables of a program that trusts its HTTPS. */
  static readonly environment = { NODE_EXTRA_CA_CERTS: join(import.meta.dir, "localhost-certificate.pem") };

  get directoryUrl(): string {
    return `https://localhost:${this.#server.port}/directory`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.stop(true);
  }

  #url(path: string): string {
    return `https://localhost:${this.#server.port}${path}`;
  }

  async #answer(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === "/directory") {
      const [newNonce, newAccount, newOrder] = ["/nonce", "/account", "/order"].map((path) => this.#url(path));
      return this.#json({ newNonce, newAccount, newOrder });
    }
    if (pathname === "/nonce") return this.#json(null);
    try {
      return await this.#signedAnswer(pathname, request);
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      return this.#json({ type: "urn:ietf:params:acme:error:malformed", detail }, { status: 400 });
    }
  }

  async #signedAnswer(path: string, request: Request): Promise<Response> {
    const { payload, jwk, account } = await this.#verify(request);
    if (path === "/account") return this.#newAccount(payload, jwk);
    if (path === "/order") return this.#newOrder(payload);
    const [, kind = "", id = ""] = path.split("/");
    const order = this.#orders.get(id);
    if (order === undefined) throw new Error("there is no such order");
    if (kind === "challenge") await this.#validate(order, account);
    if (kind === "finalize") await this.#finalize(order, payload);
    if (kind === "certificate") return new Response(order.certificate, { headers: this.#headers() });
    if (kind === "authorization") return this.#json(this.#authorization(id, order));
    return this.#json(kind === "challenge" ? this.#challenge(id, order) : this.#orderJson(id, order));
  }

  /** Throws where anything of the signature is not as it must be. */
  async #verify(request: Request) {
    const body = (await request.json()) as FlattenedJWSInput & { protected: string };
    const header = JSON.parse(Buffer.from(body.protected, "base64url").toString()) as Record<string, unknown>;
    if (!this.#nonces.delete(String(header["nonce"]))) throw new Error("the nonce is unknown or was used before");
    if (header["url"] !== request.url) throw new Error("the signature is for another URL");
    const account = typeof header["kid"] === "string" ? header["kid"] : "";
    const jwk = (header["jwk"] as JWK | undefined) ?? this.#accounts.get(account);
    if (jwk === undefined) throw new Error("there is no such account");
    const key = await importJWK(jwk, ALGORITHM);
    const { payload } = await flattenedVerify(body, key, { algorithms: [ALGORITHM] });
    const text = Buffer.from(payload).toString();
    return { payload: (text === "" ? {} : JSON.parse(text)) as Record<string, unknown>, jwk, account };
  }

  async #newAccount({ termsOfServiceAgreed, contact }: Record<string, unknown>, jwk: JWK): Promise<Response> {
    if (termsOfServiceAgreed !== true) throw new Error("the terms must be agreed to");
    const location = this.#url(`/account/${await calculateJwkThumbprint(jwk)}`);
    this.#accounts.set(location, jwk);
    this.contacts.push(...((contact as string[] | undefined) ?? []));
    return this.#json({ status: "valid" }, { status: 201, headers: { location } });
  }

  #newOrder({ identifiers }: Record<string, unknown>): Response {
    const [{ value: domain = "" } = {}] = identifiers as { value?: string }[];
    if (domain.startsWith("blocked.")) throw new Error(`no certificates for ${domain}`);
    const id = randomUUID();
    const order: Order = { domain, token: randomUUID(), status: "pending", error: null, certificate: "" };
    this.#orders.set(id, order);
    return this.#json(this.#orderJson(id, order), { status: 201, headers: { location: this.#url(`/orders/${id}`) } });
  }

  /** Asks the domain's server, as the authorities do. */
  async #validate(order: Order, account: string): Promise<void> {
    const jwk = this.#accounts.get(account);
    const expected = `${order.token}.${jwk === undefined ? "" : await calculateJwkThumbprint(jwk)}`;
    const fail = (type: string, detail: string): void => {
      order.status = "invalid";
      order.error = { type: `urn:ietf:params:acme:error:${type}`, detail };
    };
    try {
      const url = `http://127.0.0.1:${this.#options.httpPort()}/.well-known/acme-challenge/${order.token}`;
      const answer = await fetch(url, { headers: { host: order.domain } });
      const text = await answer.text();
      if (answer.status === 200 && text.trim() === expected) order.status = "ready";
      else fail("unauthorized", `the answer was ${answer.status}`);
    } catch {
      fail("connection", "connection refused");
    }
  }

  async #finalize(order: Order, { csr }: Record<string, unknown>): Promise<void> {
    if (order.status !== "ready") throw new Error("the order is not ready");
    const request = new x509.Pkcs10CertificateRequest(Buffer.from(String(csr), "base64url"));
    if (!(await request.verify())) throw new Error("the signing request is not signed by its key");
    const extension = request.getExtension(ALTERNATIVE_NAMES);
    const names = extension === null ? [] : new x509.SubjectAlternativeNameExtension(extension.rawData).names.toJSON();
    if (names.map(({ value }) => value).join(",") !== order.domain)
      throw new Error("the signing request is for other names");
    const now = Date.now();
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: createHash("sha256").update(randomUUID()).digest("hex").slice(0, 16),
      subject: `CN=${order.domain}`,
      issuer: this.#root.certificate.subject,
      notBefore: new Date(now - 1000),
      notAfter: new Date(now + (this.#options.lifetimeMs ?? 90 * 86_400_000)),
      signingAlgorithm: KEYS,
      publicKey: request.publicKey,
      signingKey: this.#root.keys.privateKey,
      extensions: [new x509.SubjectAlternativeNameExtension([{ type: "dns", value: order.domain }])],
    });
    order.certificate = `${certificate.toString("pem")}\n${this.#root.certificate.toString("pem")}\n`;
    order.status = "valid";
    this.issued.push(order.domain);
  }

  #orderJson(id: string, { domain, status }: Order) {
    return {
      status,
      identifiers: [{ type: "dns", value: domain }],
      authorizations: [this.#url(`/authorization/${id}`)],
      finalize: this.#url(`/finalize/${id}`),
      ...(status === "valid" ? { certificate: this.#url(`/certificate/${id}`) } : {}),
    };
  }

  #authorization(id: string, order: Order) {
    const status = order.status === "ready" ? "valid" : order.status;
    const identifier = { type: "dns", value: order.domain };
    return { status, identifier, challenges: [this.#challenge(id, order)] };
  }

  #challenge(id: string, { token, status, error }: Order) {
    const state = status === "ready" ? "valid" : status;
    return { type: "http-01", url: this.#url(`/challenge/${id}`), token, status: state, ...(error && { error }) };
  }

  #headers(): Record<string, string> {
    const nonce = randomUUID();
    this.#nonces.add(nonce);
    return { "replay-nonce": nonce, "cache-control": "no-store" };
  }

  #json(value: unknown, { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {}) {
    return Response.json(value, { status, headers: { ...this.#headers(), ...headers } });
  }
}
