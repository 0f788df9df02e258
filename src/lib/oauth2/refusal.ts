import { onlyTextAt } from "./read-json.ts";

const MAX_LENGTH = 300;

/** What to correct where a provider refuses with one of the codes of RFC 6749 (4.1.2.1, 5.2), or with what some send in their place. */
const REMEDIES: Readonly<Record<string, string>> = {
  access_denied: "the user or the provider did not allow the sign-in",
  invalid_client: "check the client ID and the client secret in the options of the collection",
  invalid_grant:
    "the code was used before or is too old, or the redirect URL is not the one that the code was given for: it must be the same, letter for letter, in the app and at the provider",
  invalid_request: "check the client ID and the redirect URL, which must be the same in the app and at the provider",
  invalid_scope: "the provider doesn't allow this client one of the scopes: allow it there, or take it out of the app",
  redirect_uri_mismatch: "enter the redirect URL of the app at the provider, letter for letter",
  unauthorized_client: "allow this client the authorization code flow at the provider",
  unsupported_response_type: "allow this client the authorization code flow at the provider",
};

/** Why the token endpoint refused: the provider's own words without the secrets of the request, and what to correct. */
export function refusalText(status: number, data: unknown, secrets: readonly string[]): string {
  const code = onlyTextAt(data, "error") || onlyTextAt(data, "error", "type");
  const description =
    onlyTextAt(data, "error_description") || onlyTextAt(data, "error", "message") || onlyTextAt(data, "message");
  const words = providerWords({ code, description }, secrets);
  const refusal = `the provider refused the code with ${status}`;
  return words === "" ? refusal : `${refusal}: ${words}`;
}

/** The code and the description of an error of a provider on one line of limited length, with what to correct where that is known. */
export function providerWords(
  { code, description }: { readonly code: string; readonly description: string },
  secrets: readonly string[] = [],
): string {
  const said = [code, description].filter((text) => text !== "").join(", ");
  const remedy = Object.hasOwn(REMEDIES, code) ? ` (${REMEDIES[code]})` : "";
  return oneLine(withoutSecrets(said, secrets)) + remedy;
}

function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.filter((secret) => secret !== "").reduce((shown, secret) => shown.replaceAll(secret, "******"), text);
}

function oneLine(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\s]+/gu, " ")
    .trim()
    .slice(0, MAX_LENGTH);
}
