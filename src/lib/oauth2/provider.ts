/** A service that vouches for users by OAuth2: where it is asked, and how its answers are read. */
export interface OAuth2Provider {
  /** What the options of collections and clients call it. */
  readonly name: string;
  readonly displayName: string;
  /** Addresses that an installation may replace by its own; empty where it has to name them. */
  readonly authURL: string;
  readonly tokenURL: string;
  readonly userInfoURL: string;
  readonly scopes: readonly string[];
  /** Between the scopes of a request; a blank, as RFC 6749 has it, where absent. */
  readonly scopeSeparator?: string;
  /** Whether it knows PKCE (RFC 7636). */
  readonly pkce: boolean;
  /** How the verifier is challenged; S256 where absent. */
  readonly pkceMethod?: "plain";
  /** What the client id is called in the authorization request; `client_id` where absent. */
  readonly clientIdParameter?: string;
  /** Further parameters of the authorization request. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** How clients prove who they are when they exchange a code; `either` tries the header first, `none` relies on PKCE. */
  readonly credentials: "header" | "body" | "either" | "none";
  /** Run by each installation itself, and so without a mark of its own. */
  readonly isSelfHosted?: boolean;
  /** Where the request of RFC 6749 (4.1.3) is not what the provider wants. */
  exchangeCode?(client: OAuth2Client, grant: CodeGrant): Promise<OAuth2Tokens>;
  /** Where it takes more than a GET of `userInfoURL`. */
  fetchUserInfo?(session: OAuth2Session): Promise<UserInfo>;
  /** Throws for users whose account is closed. */
  toProfile(info: UserInfo, session: OAuth2Session): OAuth2Profile | Promise<OAuth2Profile>;
}

/** An installation as a client of a provider. */
export interface OAuth2Client {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly tokenURL: string;
  readonly userInfoURL: string;
  /** Settings that only some providers have. */
  readonly extra: Readonly<Record<string, unknown>>;
  /** Ends requests that take too long. */
  readonly signal: AbortSignal;
}

/** What a user's browser brought back from a provider, and the address it was sent to. */
export interface CodeGrant {
  readonly code: string;
  /** Empty where PKCE was not used. */
  readonly codeVerifier: string;
  readonly redirectURL: string;
}

export interface OAuth2Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Null where the provider doesn't say. */
  readonly expires: Date | null;
  /** Everything that the provider answered. */
  readonly data: UserInfo;
}

export interface OAuth2Session {
  readonly client: OAuth2Client;
  readonly tokens: OAuth2Tokens;
}

export type UserInfo = Readonly<Record<string, unknown>>;

/** What a provider says of a user; what it doesn't know is absent or empty. */
export interface OAuth2Profile {
  readonly id: string;
  readonly name?: string;
  readonly username?: string;
  /** Only where the provider made sure that it is the user's. */
  readonly email?: string;
  readonly avatarURL?: string;
}
