import type { OAuth2Session, UserInfo } from "./provider.ts";

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
}

/** Asks a provider. Rejects when it can't be reached, takes too long or has too much to say. */
export async function ask(url: string, request: ProviderRequest): Promise<ProviderAnswer> {
  const headers = { accept: "application/json", "user-agent": "baobox", ...request.headers };
  const { method = "GET", body = null, signal } = request;
  const response = await fetch(url, { method, headers, body, signal });
  return { status: response.status, json: parse(await readText(response)) };
}

/** What the provider answers the bearer of the access token. Rejects for anything but an object. */
export async function fetchUserInfo(
  session: OAuth2Session,
  request: Omit<ProviderRequest, "signal"> = {},
): Promise<UserInfo> {
  const { json, status } = await askAsUser(session, session.client.userInfoURL, request);
  if (status >= 400) throw new Error(`the provider answered the question for the user with ${status}`);
  if (!isObject(json)) throw new Error("the provider answered the question for the user without a JSON object");
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

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_BYTES) throw new Error(`the provider's answer has more than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
