import { fetchBounded } from "../fetch-bounded.ts";
import type { OAuth2Session, UserInfo } from "./provider.ts";
import { parseJson } from "./read-json.ts";

/** More than any provider has to say of a user. */
const MAX_BYTES = 1024 * 1024;

export interface ProviderRequest {
  readonly method?: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

/** An answer of a provider: `json` is null where it is none. */
export interface ProviderAnswer {
  readonly status: number;
  readonly json: unknown;
  /** "" where the provider names none; without parameters. */
  readonly contentType: string;
  readonly text: string;
}

/** Asks a provider. Rejects when it can't be reached, takes too long or has too much to say. */
export async function ask(url: string, request: ProviderRequest): Promise<ProviderAnswer> {
  const requestHeaders = { accept: "application/json", "user-agent": "baobox", ...request.headers };
  const answer = await fetchBounded(url, { ...request, headers: requestHeaders, maxBytes: MAX_BYTES });
  const text = new TextDecoder().decode(answer.bytes);
  const [contentType = ""] = (answer.headers.get("content-type") ?? "").split(";");
  return { status: answer.status, json: parseJson(text), contentType: contentType.trim().toLowerCase(), text };
}

/** What the provider answers the bearer of the access token. Rejects for anything but an object. */
export async function fetchUserInfo(
  session: OAuth2Session,
  request: Omit<ProviderRequest, "signal"> = {},
): Promise<UserInfo> {
  const { json, status } = await askAsUser(session, session.client.userInfoURL, request);
  if (status >= 400) throw new Error(`the provider answered the request for the user with status ${status}`);
  if (!isObject(json)) throw new Error("the provider did not answer the request for the user with a JSON object");
  return json;
}

/** Asks with the access token of the user. */
export function askAsUser(
  { client, tokens }: OAuth2Session,
  url: string,
  request: Omit<ProviderRequest, "signal"> = {},
): Promise<ProviderAnswer> {
  const headers = { authorization: `Bearer ${tokens.accessToken}`, ...request.headers };
  return ask(url, { ...request, headers, signal: client.signal });
}

export function isObject(value: unknown): value is UserInfo {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
