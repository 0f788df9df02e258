export interface BoundedRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>> | Headers;
  readonly body?: BodyInit;
  readonly signal: AbortSignal;
  /** The request is aborted as soon as its answer has more. */
  readonly maxBytes: number;
  readonly redirect?: "follow" | "manual";
  readonly keepalive?: boolean;
  /** The name that the certificate of a server that is asked by its address must have. */
  readonly serverName?: string;
  /** Whether a packed answer is unpacked. Default: true. */
  readonly decompress?: boolean;
}

export interface BoundedAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Asks a server that is not this installation's own. However it answers, the request ends at the signal or at the limit of bytes:
 * nothing goes on downloading after this function has returned or thrown.
 */
export async function fetchBounded(url: string | URL, request: BoundedRequest): Promise<BoundedAnswer> {
  const { method = "GET", headers = {}, body = null, redirect = "follow", keepalive = true, serverName } = request;
  const { decompress = true } = request;
  const own = new AbortController();
  const signal = AbortSignal.any([request.signal, own.signal]);
  const tls = serverName === undefined ? {} : { tls: { serverName } };
  try {
    const response = await fetch(url, { method, headers, body, signal, redirect, keepalive, decompress, ...tls });
    return { status: response.status, headers: response.headers, bytes: await readBytes(response, request.maxBytes) };
  } catch (error) {
    own.abort();
    throw error;
  }
}

async function readBytes(response: Response, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new Error(`the response has more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}
