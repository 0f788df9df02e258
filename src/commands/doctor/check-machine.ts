import { X509Certificate } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { type Finding, ok, problem, reasonOf, skipped, warning } from "./finding.ts";

/** Each connection takes a file, and so does each open database and upload. */
const FEW_FILES = 4096;
const DAY_MS = 24 * 60 * 60 * 1000;
const SOON_DAYS = 14;
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/;

/** How many files, and so connections, the process may have open. Linux says so in /proc. */
export async function checkFileLimit(): Promise<Finding> {
  const name = "open files";
  const limits = await readFile("/proc/self/limits", "utf8").catch(() => "");
  const [, soft = ""] = /^Max open files\s+(\S+)/m.exec(limits) ?? [];
  if (soft === "") return skipped(name, "the limit is not known on this system");
  if (soft === "unlimited" || Number(soft) >= FEW_FILES) return ok(name, `at most ${soft}`);
  return warning(
    name,
    `at most ${soft}, so there can be no more connections than that`,
    "Raise the limit of the server: LimitNOFILE=65536 in its systemd unit, or ulimit -n 65536 before it starts.",
  );
}

/** The certificates in `.autocert_cache` and the given file. */
export async function checkCertificates(dataDir: string, file: string | undefined, now: Date): Promise<Finding[]> {
  const folder = join(dataDir, ".autocert_cache");
  const cached = (await readdir(folder).catch((): string[] => [])).toSorted().map((entry) => join(folder, entry));
  const findings: Finding[] = [];
  for (const path of cached) {
    const text = await readFile(path, "utf8").catch(() => "");
    // Others are keys, which the cache holds too.
    if (CERTIFICATE.test(text)) findings.push(checkCertificate(path, text, now));
  }
  if (file !== undefined) {
    const text = await readFile(file, "utf8").catch((error: unknown) => error);
    findings.push(
      typeof text === "string"
        ? checkCertificate(file, text, now)
        : problem(
            "certificate",
            `${file} can't be read: ${reasonOf(text)}`,
            "Check --tlsCert and the rights of the file.",
          ),
    );
  }
  return findings;
}

function checkCertificate(path: string, text: string, now: Date): Finding {
  const name = "certificate";
  const [first] = CERTIFICATE.exec(text) ?? [];
  try {
    if (first === undefined) throw new Error("it has no certificate in PEM form");
    const { subjectAltName = "", validFrom, validTo } = new X509Certificate(first);
    const names = subjectAltName.replaceAll("DNS:", "") || path;
    const end = new Date(validTo);
    const days = Math.floor((end.getTime() - now.getTime()) / DAY_MS);
    if (end < now) return problem(name, `${names}: expired on ${end.toISOString().slice(0, 10)}`, RENEWAL);
    if (new Date(validFrom) > now)
      return problem(name, `${names}: valid only from ${validFrom}`, "Check the clock of this machine.");
    if (days < SOON_DAYS) return warning(name, `${names}: expires in ${days} days`, RENEWAL);
    return ok(name, `${names}: valid for ${days} days`);
  } catch (error) {
    return problem(name, `${path}: ${reasonOf(error)}`, "Replace the file by a certificate in PEM form.");
  }
}

const RENEWAL =
  "Look for the reason in the log: the domain must point to this machine and port 80 be open. A certificate of your own must be replaced.";
