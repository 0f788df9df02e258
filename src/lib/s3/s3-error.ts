/** What went wrong with the bucket, in one line for whoever runs the server. The secret is in none of them. */
export class S3Error extends Error {
  override readonly name = "S3Error";

  constructor(doing: string, cause: unknown) {
    super(`S3: failed to ${doing}: ${reasonOf(cause)}`, { cause });
  }
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const code = "code" in cause && typeof cause.code === "string" ? cause.code : cause.name;
  const message = cause.message === "" || cause.message === "UnknownError" ? "no further reason given" : cause.message;
  return code === "Error" || message.includes(code) ? message : `${code}: ${message}`;
}
