import { AUTHORIZATION_ENDPOINTS } from "../../lib/oauth2/authorization-endpoints.ts";
import { authorizationUrl, codeChallenge } from "../../lib/oauth2/authorization-url.ts";
import { randomText } from "../../lib/random-text.ts";
import type { OAuth2ProviderOptions } from "../../model/collections/collection.ts";
import { providerLogo } from "../../model/collections/oauth2-logo.ts";
import { oauth2Providers } from "../../model/collections/oauth2-providers.ts";
import type { Call } from "../../model/route.ts";
import { authCollection } from "./auth-collection.ts";

/** Providers that installations run themselves: they look as each installation wants. */
const SELF_HOSTED = new Set(["gitea", "gitlab", "mailcow", "oidc", "oidc2", "oidc3"]);

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
  const endpoint = AUTHORIZATION_ENDPOINTS.get(options.name);
  const info = oauth2Providers.find(({ name }) => name === options.name);
  if (endpoint === undefined || info === undefined) return [];
  const state = randomText(30);
  const codeVerifier = (options.pkce ?? endpoint.pkce) ? randomText(43) : "";
  const challenge = codeVerifier === "" ? "" : codeChallenge(codeVerifier);
  const authURL = authorizationUrl({
    url: options.authURL || endpoint.url,
    clientId: options.clientId,
    scopes: endpoint.scopes,
    state,
    codeChallenge: challenge,
    parameters: endpoint.parameters ?? {},
  });
  return [
    {
      name: options.name,
      displayName: options.displayName || info.displayName,
      logo: SELF_HOSTED.has(options.name) ? "" : providerLogo(info.displayName),
      state,
      authURL,
      authUrl: authURL,
      codeVerifier,
      codeChallenge: challenge,
      codeChallengeMethod: challenge === "" ? "" : "S256",
    },
  ];
}
