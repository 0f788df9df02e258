import { toText } from "../../lib/convert.ts";
import { exchangeCode } from "../../lib/oauth2/exchange-code.ts";
import { fetchUser } from "../../lib/oauth2/fetch-user.ts";
import type { OAuth2Client, OAuth2Provider, OAuth2Tokens } from "../../lib/oauth2/provider.ts";
import { fetchUserInfo } from "../../lib/oauth2/fetch-json.ts";
import { findOAuth2Provider, oauth2Providers } from "../../lib/oauth2/registry.ts";
import { providerLogo } from "../../model/collections/oauth2-logo.ts";
import type { OperationCall, Operations } from "../operation.ts";
import type { ProviderData, SentToken } from "../runtime/oauth2-provider.ts";

/** For all that a provider is asked at once. */
const TIMEOUT_MS = 30_000;

/** `e.providerClient`: the first argument is what the realm has of it, as it may have changed it. */
export const oauth2Operations: Operations = {
  /** Of a collection by the provider's name. */
  "oauth2.provider"(call): ProviderData {
    const collection = call.collection(0);
    const name = call.text(1);
    const provider = providerOf(name);
    const all = collection.type === "auth" ? (collection.options.oauth2.providers ?? []) : [];
    const body = call.frame.event?.request?.body ?? {};
    const options = all.find((one) => one.name === name);
    return {
      name,
      order: oauth2Providers.indexOf(provider) + 1,
      logo: provider.isSelfHosted === true ? "" : providerLogo(provider.displayName),
      displayName: options?.displayName || provider.displayName,
      clientId: options?.clientId ?? "",
      clientSecret: options?.clientSecret ?? "",
      authURL: options?.authURL || provider.authURL,
      tokenURL: options?.tokenURL || provider.tokenURL,
      userInfoURL: options?.userInfoURL || provider.userInfoURL,
      redirectURL: toText(body["redirectURL"] || body["redirectUrl"]),
      scopes: [...provider.scopes],
      scopeSeparator: provider.scopeSeparator ?? " ",
      clientIdParameter: provider.clientIdParameter ?? "client_id",
      pkce: options?.pkce ?? provider.pkce,
      extra: options?.extra ?? null,
    };
  },

  async "oauth2.fetchToken"(call): Promise<SentToken> {
    const { provider, client, data } = partsOf(call);
    const grant = { code: call.text(1), codeVerifier: "", redirectURL: data.redirectURL };
    const { accessToken, refreshToken, expires, data: all } = await exchangeCode(provider, client, grant);
    const tokenType = typeof all["token_type"] === "string" ? all["token_type"] : "";
    return { accessToken, refreshToken, tokenType, expiry: expires?.toISOString() ?? "", data: all };
  },

  "oauth2.fetchUser"(call) {
    const { provider, client } = partsOf(call);
    return fetchUser(provider, client, tokensOf(call));
  },

  "oauth2.fetchRawUserInfo"(call) {
    const { provider, client } = partsOf(call);
    const session = { client, tokens: tokensOf(call) };
    return provider.fetchUserInfo?.(session) ?? fetchUserInfo(session);
  },
};

function providerOf(name: string): OAuth2Provider {
  const provider = findOAuth2Provider(name);
  if (provider === undefined) throw new Error(`missing provider ${name}`);
  return provider;
}

function partsOf(call: OperationCall): { provider: OAuth2Provider; client: OAuth2Client; data: ProviderData } {
  const data = call.object(0) as unknown as ProviderData;
  return {
    provider: providerOf(data.name),
    client: { ...data, extra: data.extra ?? {}, signal: AbortSignal.timeout(TIMEOUT_MS) },
    data,
  };
}

function tokensOf(call: OperationCall): OAuth2Tokens {
  const { accessToken = "", refreshToken = "", expiry = "", data = {} } = call.object(1) as Partial<SentToken>;
  return { accessToken, refreshToken, expires: expiry === "" ? null : new Date(expiry), data };
}
