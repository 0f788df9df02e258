import { Context } from "./context.ts";
import { HostDateTime } from "./date-time.ts";
import { GoTime, ZERO_MS } from "./go-time.ts";
import { call } from "./server.ts";
import { jsonRaw } from "./values.ts";

/** An installation's settings of a provider, with the provider's own where it has none. */
export interface ProviderData {
  readonly name: string;
  readonly order: number;
  readonly logo: string;
  displayName: string;
  clientId: string;
  clientSecret: string;
  authURL: string;
  tokenURL: string;
  userInfoURL: string;
  redirectURL: string;
  scopes: string[];
  readonly scopeSeparator: string;
  readonly clientIdParameter: string;
  pkce: boolean;
  extra: Record<string, unknown> | null;
}

export interface SentToken {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly tokenType: string;
  readonly expiry: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What a provider gives for a code. */
class OAuth2Token {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly tokenType: string;
  readonly expiry: GoTime;
  readonly #data: Readonly<Record<string, unknown>>;

  constructor({ accessToken, refreshToken, tokenType, expiry, data }: SentToken) {
    this.accessToken = accessToken;
    this.refreshToken = refreshToken;
    this.tokenType = tokenType;
    this.expiry = new GoTime(expiry === "" ? ZERO_MS : Date.parse(expiry));
    this.#data = data;
  }

  static wireOf(token: unknown): unknown {
    if (token instanceof OAuth2Token) {
      const { accessToken, refreshToken, expiry } = token;
      return { accessToken, refreshToken, expiry: expiry.isZero() ? "" : expiry.toJSON(), data: token.#data };
    }
    return token;
  }

  /** Anything else that the provider answered. */
  extra(name: string): unknown {
    return this.#data[name] ?? null;
  }

  type(): string {
    return this.tokenType.toLowerCase() === "bearer" ? "Bearer" : this.tokenType || "Bearer";
  }

  valid(): boolean {
    return this.accessToken !== "" && (this.expiry.isZero() || this.expiry.valueOf() > Date.now());
  }
}

/** `e.providerClient`: asks the provider of a sign-in. Changes are its own: the sign-in has asked by then. */
export class ProviderClient {
  readonly #data: ProviderData;
  #context = new Context();

  constructor(data: ProviderData) {
    this.#data = data;
  }

  context(): Context {
    return this.#context;
  }

  setContext(context: unknown): void {
    if (context instanceof Context) this.#context = context;
  }

  order(): number {
    return this.#data.order;
  }

  logo(): string {
    return this.#data.logo;
  }

  displayName(): string {
    return this.#data.displayName;
  }

  setDisplayName(name: string): void {
    this.#data.displayName = name;
  }

  clientId(): string {
    return this.#data.clientId;
  }

  setClientId(id: string): void {
    this.#data.clientId = id;
  }

  clientSecret(): string {
    return this.#data.clientSecret;
  }

  setClientSecret(secret: string): void {
    this.#data.clientSecret = secret;
  }

  authURL(): string {
    return this.#data.authURL;
  }

  setAuthURL(url: string): void {
    this.#data.authURL = url;
  }

  tokenURL(): string {
    return this.#data.tokenURL;
  }

  setTokenURL(url: string): void {
    this.#data.tokenURL = url;
  }

  userInfoURL(): string {
    return this.#data.userInfoURL;
  }

  setUserInfoURL(url: string): void {
    this.#data.userInfoURL = url;
  }

  redirectURL(): string {
    return this.#data.redirectURL;
  }

  setRedirectURL(url: string): void {
    this.#data.redirectURL = url;
  }

  scopes(): string[] {
    return this.#data.scopes;
  }

  setScopes(scopes: string[]): void {
    this.#data.scopes = [...scopes];
  }

  pkce(): boolean {
    return this.#data.pkce;
  }

  setPKCE(isWanted: boolean): void {
    this.#data.pkce = isWanted;
  }

  extra(): Record<string, unknown> | null {
    return this.#data.extra === null ? null : { ...this.#data.extra };
  }

  setExtra(extra: Record<string, unknown>): void {
    this.#data.extra = { ...extra };
  }

  /** Where a user is sent to. */
  buildAuthURL(state: string): string {
    const { authURL, clientId, clientIdParameter, redirectURL, scopes, scopeSeparator } = this.#data;
    const query = new URLSearchParams({ response_type: "code", [clientIdParameter]: clientId });
    if (redirectURL !== "") query.set("redirect_uri", redirectURL);
    if (scopes.length > 0) query.set("scope", scopes.join(scopeSeparator));
    if (state !== "") query.set("state", state);
    query.sort();
    return `${authURL}${authURL.includes("?") ? "&" : "?"}${query.toString()}`;
  }

  fetchToken(code: string): OAuth2Token {
    return new OAuth2Token(call("oauth2.fetchToken", 0, [this.#data, code]) as SentToken);
  }

  fetchRawUserInfo(token: unknown): number[] {
    return jsonRaw(JSON.stringify(call("oauth2.fetchRawUserInfo", 0, [this.#data, OAuth2Token.wireOf(token)])));
  }

  fetchAuthUser(token: unknown): object {
    return authUser(call("oauth2.fetchUser", 0, [this.#data, OAuth2Token.wireOf(token)]) as object);
  }
}

/** A user of a provider, as scripts see it. */
export function authUser(sent: object): object {
  const { expiry } = sent as { expiry?: unknown };
  const user: Record<string, unknown> = { ...sent, expiry: new HostDateTime(expiry) };
  // PocketBase's old name of the avatar's address, which it fills in its JSON only.
  Object.defineProperty(user, "avatarUrl", { value: "", writable: true });
  return user;
}
