import { readFile, stat } from "node:fs/promises";
import { type PemCertificate, parsePemCertificate } from "./pem-certificate.ts";

const LOOK_INTERVAL_MS = 10_000;

/** A certificate and where it lies: one file with key and chain, or a file each. */
export interface CertificateFile {
  /** The name that it is for; "" for all names that no other has. */
  readonly serverName: string;
  readonly paths: readonly string[];
}

export interface ServerCertificate {
  readonly serverName: string;
  readonly key: string;
  readonly cert: string;
}

/** Reads those that are there and hold. `onProblem` gets a line for each that can't be used but for those that are missing. */
export async function readCertificates(
  files: readonly CertificateFile[],
  onProblem: (line: string) => void,
): Promise<ServerCertificate[]> {
  const read = await Promise.all(files.map((file) => readCertificate(file, onProblem)));
  return read.filter((certificate) => certificate !== null);
}

async function readCertificate(
  { serverName, paths }: CertificateFile,
  onProblem: (line: string) => void,
): Promise<ServerCertificate | null> {
  const place = paths.join(" and ");
  let parsed: PemCertificate;
  try {
    parsed = parsePemCertificate(...(await Promise.all(paths.map((path) => readFile(path, "utf8")))));
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
    if (!isMissing || serverName === "") onProblem(`can't use the certificate ${place}: ${(error as Error).message}`);
    return null;
  }
  if (parsed.validTo.getTime() < Date.now())
    onProblem(`the certificate ${place} has expired on ${parsed.validTo.toISOString().slice(0, 10)}`);
  return { serverName, key: parsed.key, cert: parsed.cert };
}

/** Which versions of the files there are; to be asked before they are read. */
export async function versionOfFiles(files: readonly CertificateFile[]): Promise<string> {
  return (await Promise.all(files.flatMap((file) => file.paths).map(stateOf))).join("\n");
}

interface Watch {
  readonly onChange: () => Promise<void> | void;
  /** The version that was read: what has changed since is noticed, too. */
  readonly since: string;
  readonly intervalMs?: number;
}

/** Calls `onChange` once any of the files has changed, and is quiet. The same files must be looked at by each process. */
export function watchCertificates(
  files: readonly CertificateFile[],
  { onChange, since, intervalMs = LOOK_INTERVAL_MS }: Watch,
): Disposable {
  let [known, seen]: [string, string | null] = [since, null];
  let isLooking = false;
  const look = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    try {
      const state = await versionOfFiles(files);
      // Key and chain of one's own are two files: both should be new.
      const isQuiet = state === seen;
      seen = state;
      if (state === known || !isQuiet) return;
      known = state;
      await onChange();
    } finally {
      isLooking = false;
    }
  };
  void look();
  const timer = setInterval(() => void look(), intervalMs);
  timer.unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

async function stateOf(path: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(path);
    return `${mtimeMs} ${size} ${ino}`;
  } catch {
    return "";
  }
}
