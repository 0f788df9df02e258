const SQLITE_ERROR = 1;
const SQLITE_CONSTRAINT = 19;

/** The error as PocketBase's driver words it: kind, reason and number. */
export function sqliteErrorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = "errno" in error || !(error.cause instanceof Error) ? error : error.cause;
  // Its text is in that of the error already.
  if (cause !== error && error.message.includes(cause.message)) return error.message;
  const number = "errno" in cause && typeof cause.errno === "number" ? cause.errno : null;
  if (number === null) return error.message;
  const kind = kinds.get(number & 0xff);
  return `${kind === undefined ? "" : `${kind}: `}${cause.message} (${number})`;
}

const kinds: ReadonlyMap<number, string> = new Map([
  [SQLITE_ERROR, "SQL logic error"],
  [SQLITE_CONSTRAINT, "constraint failed"],
]);
