import { authorizationUrl, codeChallenge } from "../../lib/oauth2/authorization-url.ts";
import { findOAuth2Provider } from "../../lib/oauth2/registry.ts";
import { randomText } from "../../lib/random-text.ts";
import type { OAuth2ProviderOptions } from "../../model/collections/collection.ts";
import { providerLogo } from "../../model/collections/oauth2-logo.ts";
import type { Call } from "../../model/route.ts";
import { authCollection } from "./auth-collection.ts";

/** What a client needs to offer the ways to sign in. */
export function listAuthMethods(call: Call): Response {
  const { passwordAuth, oauth2, mfa, otp } = authCollection(call).options;
  const providers = oauth2.enabled ? (oauth2.providers ?? []).flatMap(describeProvider) : [];
  return call.json({
    password: {
      identityFields: passwordAuth.enabled ? passwordAuth.identityFields : [],
      enabled: passwordAuth.enabled,
    },
    oauth2: { providers, enabled: oauth2.enabled },
    mfa: { enabled: mfa.enabled, duration: mfa.enabled ? mfa.duration : 0 },
    otp: { enabled: otp.enabled, duration: otp.enabled ? otp.duration : 0 },
    // What clients of before v0.23 read.
    authProviders: oauth2.enabled ? providers : null,
    usernamePassword: passwordAuth.enabled && passwordAuth.identityFields.includes("username"),
    emailPassword: passwordAuth.enabled && passwordAuth.identityFields.includes("email"),
  });
}

/** None for a provider that isn't known. Each answer has secrets of its own: the client keeps them and sends the verifier later. */
function describeProvider(options: OAuth2ProviderOptions): object[] {
  const provider = findOAuth2Provider(options.name);
  if (provider === undefined) return [];
  const state = randomText(30);
  const codeVerifier = (options.pkce ?? provider.pkce) ? randomText(43) : "";
  const method = provider.pkceMethod ?? "S256";
  const challenge = method === "plain" || codeVerifier === "" ? codeVerifier : codeChallenge(codeVerifier);
  const authURL = authorizationUrl({
    url: options.authURL || provider.authURL,
    clientId: options.clientId,
    clientIdParameter: provider.clientIdParameter ?? "client_id",
    scopes: provider.scopes,
    scopeSeparator: provider.scopeSeparator ?? " ",
    state,
    codeChallenge: challenge,
    codeChallengeMethod: method,
    parameters: provider.parameters ?? {},
  });
  return [
    {
      name: options.name,
      displayName: options.displayName || provider.displayName,
      logo: provider.isSelfHosted === true ? "" : providerLogo(provider.displayName),
      state,
      authURL,
      authUrl: authURL,
      codeVerifier,
      codeChallenge: challenge,
      codeChallengeMethod: challenge === "" ? "" : method,
    },
  ];
}
