import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { fetchBounded } from "../../lib/fetch-bounded.ts";
import { type ReleaseFile, type ReleaseManifest, parseReleaseManifest } from "../../lib/release-manifest.ts";

const MANIFEST = "release.json";
const MAX_MANIFEST_BYTES = 256 * 1024;
const MANIFEST_LIMIT_MS = 30_000;
/** Several times what the largest archive has. */
const MAX_ARCHIVE_BYTES = 1024 ** 3;
/** So long a download may stand still. */
const STALL_LIMIT_MS = 60_000;

/** Where a release is: the address of its manifest, however it was given. */
export function manifestUrl(url: URL): URL {
  if (url.pathname.endsWith(`/${MANIFEST}`)) return url;
  const folder = new URL(url);
  if (!folder.pathname.endsWith("/")) folder.pathname += "/";
  return new URL(MANIFEST, folder);
}

/** Rejects with one line where there is none that can be read. */
export async function fetchManifest(url: URL): Promise<ReleaseManifest> {
  const signal = AbortSignal.timeout(MANIFEST_LIMIT_MS);
  const answer = await failing(url, fetchBounded(url, { signal, maxBytes: MAX_MANIFEST_BYTES }));
  if (answer.status !== 200) throw new Error(`${url.href} answered with ${answer.status}: there is no release`);
  try {
    return parseReleaseManifest(new TextDecoder().decode(answer.bytes));
  } catch (error) {
    throw new Error(`${url.href} is no list of a release: ${messageOf(error)}`, { cause: error });
  }
}

/** Stores the archive as `path`. Rejects where it is not just what the list of the release says; what is stored then is worthless. */
export async function fetchArchive(url: URL, { file, bytes, sha256 }: Omit<ReleaseFile, "target">, path: string) {
  const own = new AbortController();
  const stalled = (): void => own.abort(new Error(`nothing came for ${STALL_LIMIT_MS / 1000} seconds`));
  let timer = setTimeout(stalled, STALL_LIMIT_MS);
  const hash = createHash("sha256");
  let size = 0;
  try {
    const response = await failing(url, fetch(url, { signal: own.signal }));
    if (response.status !== 200) throw new Error(`${url.href} answered with ${response.status}`);
    await using handle = await open(path, "wx", 0o600);
    for await (const chunk of response.body ?? []) {
      clearTimeout(timer);
      timer = setTimeout(stalled, STALL_LIMIT_MS);
      size += chunk.byteLength;
      if (size > Math.min(bytes, MAX_ARCHIVE_BYTES)) throw new Error(`${file} is larger than its ${bytes} bytes`);
      hash.update(chunk);
      await handle.appendFile(chunk);
    }
    await handle.sync();
  } finally {
    clearTimeout(timer);
    own.abort();
  }
  const actual = hash.digest("hex");
  if (actual !== sha256) {
    throw new Error(`${file} is not what was released, nothing was changed: its SHA-256 is ${actual}, not ${sha256}`);
  }
}

async function failing<T>(url: URL, asking: Promise<T>): Promise<T> {
  try {
    return await asking;
  } catch (error) {
    throw new Error(`${url.host} can't be reached: ${messageOf(error)}`, { cause: error });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
