import { JWKStore, OAuth2Server } from "oauth2-mock-server";
import type {
  MutableRedirectUri,
  MutableResponse,
  MutableToken,
  TokenRequestIncomingMessage,
} from "oauth2-mock-server";

export const CLIENT = { clientId: "baobox", clientSecret: "a secret" };

/** What the provider says of its user. */
type Claims = Record<string, unknown>;

/** Making one takes longer than a whole sign-in. */
const sharedKey = new JWKStore().generate("RS256");

/** An OpenID Connect provider on a port. Codes are good once and for one redirect URL, as RFC 6749 (4.1.2) has it. */
export class TestProvider implements AsyncDisposable {
  /** The user who signs in next. */
  claims: Claims = { sub: "u1", name: "Ann", email: "ann@example.com", email_verified: true };
  /** The redirect URLs that codes were given for. */
  readonly #codes = new Map<string, string>();
  readonly #server = new OAuth2Server();
  /** The Authorization headers of the token requests. */
  readonly credentials: string[] = [];

  static async start(): Promise<TestProvider> {
    const provider = new TestProvider();
    await provider.#start();
    return provider;
  }

  get url(): string {
    return this.#server.issuer.url ?? "";
  }

  /** Its options in a collection; without `userInfoURL` the ID token tells who it is. */
  options(changes: object = {}): object {
    return {
      name: "oidc",
      ...CLIENT,
      authURL: `${this.url}/authorize`,
      tokenURL: `${this.url}/token`,
      userInfoURL: `${this.url}/userinfo`,
      ...changes,
    };
  }

  /** The options of a provider that answers by ID tokens alone, checked with its keys. */
  idTokenOptions(changes: object = {}): object {
    return this.options({
      userInfoURL: "",
      extra: { jwksURL: `${this.url}/jwks`, issuers: [this.url] },
      ...changes,
    });
  }

  /** Serves a file beside the provider. */
  serve(path: string, type: string, content: Uint8Array): void {
    this.#server.service.addRoute("GET", path, (_request, response) => {
      response.setHeader("content-type", type);
      response.end(content);
    });
  }

  /** Changes the next ID token after its claims are set, before it is signed or after. */
  onIdToken(change: { claims?: Claims; replace?: (token: string) => string }): void {
    this.#idToken = change;
  }

  /** Does what a browser does at the address that a client sends its user to: gives the address it comes back to. */
  async signIn(authURL: string): Promise<URL> {
    const response = await fetch(authURL, { redirect: "manual" });
    const location = response.headers.get("location");
    if (location === null) throw new Error(`the provider answered ${response.status}: ${await response.text()}`);
    return new URL(location);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.stop();
  }

  #idToken: { claims?: Claims; replace?: (token: string) => string } = {};

  async #start(): Promise<void> {
    await this.#server.issuer.keys.add(await sharedKey);
    await this.#server.start(0, "127.0.0.1");
    this.#server.issuer.url = `http://127.0.0.1:${this.#server.address().port}`;
    const { service } = this.#server;
    service.on("beforeAuthorizeRedirect", ({ url }: MutableRedirectUri) => {
      this.#codes.set(url.searchParams.get("code") ?? "", `${url.origin}${url.pathname}`);
    });
    service.on("beforeTokenSigning", ({ payload }: MutableToken) => {
      Object.assign(payload, this.claims, this.#idToken.claims);
    });
    service.on("beforeUserinfo", (response: MutableResponse) => {
      response.body = { ...this.claims };
    });
    service.on("beforeResponse", (response: MutableResponse, request: TokenRequestIncomingMessage) => {
      this.credentials.push(request.headers.authorization ?? "");
      const { code = "", redirect_uri: redirectURL } = { ...request.body } as Record<string, string>;
      if (!this.#codes.has(code) || this.#codes.get(code) !== redirectURL) {
        response.statusCode = 400;
        response.body = { error: "invalid_grant" };
        return;
      }
      this.#codes.delete(code);
      const body = { ...(response.body as Record<string, unknown>) };
      if (this.#idToken.replace !== undefined) body["id_token"] = this.#idToken.replace(String(body["id_token"]));
      response.body = body;
    });
  }
}
