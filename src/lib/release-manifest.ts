/** One archive of a release. */
export interface ReleaseFile {
  /** What it is for, such as `linux-x64-musl`. */
  readonly target: string;
  /** Beside the manifest. */
  readonly file: string;
  readonly bytes: number;
  /** In hexadecimal digits. */
  readonly sha256: string;
}

/** `release.json`, which lies beside the archives of a release. */
export interface ReleaseManifest {
  readonly name: "baobox";
  readonly version: string;
  readonly files: readonly ReleaseFile[];
}

const VERSION = /^\d{1,9}\.\d{1,9}\.\d{1,9}(?:-[\w.]{1,50})?$/;
const FILE = /^[\w.-]{1,200}$/;
const MAX_FILES = 100;

/** Throws an error that says what is wrong with the text. */
export function parseReleaseManifest(text: string): ReleaseManifest {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new Error("it is no JSON", { cause });
  }
  const { name, version, files } = fieldsOf(parsed);
  if (name !== "baobox") throw new Error('its "name" is not "baobox"');
  if (typeof version !== "string" || !VERSION.test(version)) throw new Error('its "version" is none, such as 1.2.3');
  if (!Array.isArray(files) || files.length > MAX_FILES) throw new Error('its "files" are no list');
  return { name, version, files: files.map(parseFile) };
}

function parseFile(value: unknown): ReleaseFile {
  const { target, file, bytes, sha256 } = fieldsOf(value);
  if (typeof target !== "string" || typeof file !== "string" || !FILE.test(file) || file.startsWith("."))
    throw new Error("one of its files has no name");
  if (typeof bytes !== "number" || !Number.isSafeInteger(bytes) || bytes <= 0)
    throw new Error(`it does not say how large ${file} is`);
  if (!isSha256(sha256)) throw new Error(`it has no SHA-256 of ${file}`);
  return { target, file, bytes, sha256: sha256.toLowerCase() };
}

export function isSha256(value: unknown): value is string {
  return typeof value === "string" && /^[0-9a-f]{64}$/i.test(value);
}

/** Below 0 where `a` is older than `b`. What has a suffix, such as `-beta`, comes before the same without. */
export function compareVersions(a: string, b: string): number {
  return Bun.semver.order(a, b);
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
