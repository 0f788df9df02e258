export interface LoggedFault {
  /** "" where the line names no request. */
  readonly requestId: string;
  readonly text: string;
}

interface Line {
  readonly level?: string;
  readonly message?: string;
  readonly data?: { readonly requestId?: string };
}

/** Errors that requests may bring about rightly. */
const EXPECTED: readonly RegExp[] = [
  // The account was deleted before the password was stored, of which nobody learns.
  /failed to send a one-time password.*validation failed: recordRef/,
  // The collection was deleted or renamed while the record was made.
  /Failed to create record.*no such table/,
  // The record was deleted while it was updated.
  /Failed to update record.*the record no longer exists/,
  // A superuser has set a bucket for backups that can't be reached.
  /backups: Failed to (?:create|delete) backup.*S3: failed to .*ECONNREFUSED/,
];

/** What a server with `--log json` has printed that it should not: errors that are no client's, and whatever is no line of its log. */
export function findLoggedFaults(output: string): LoggedFault[] {
  const faults: LoggedFault[] = [];
  for (const line of output.split("\n")) {
    if (line === "" || line.includes('"message":"request"')) continue;
    const parsed = parse(line);
    if (parsed === null) faults.push({ requestId: "", text: line.slice(0, 1000) });
    else if (parsed.level === "error" && !EXPECTED.some((pattern) => pattern.test(line)))
      faults.push({ requestId: parsed.data?.requestId ?? "", text: line.slice(0, 1000) });
  }
  return faults;
}

function parse(line: string): Line | null {
  try {
    return JSON.parse(line) as Line;
  } catch {
    return null;
  }
}
