import { isEqualText } from "../../lib/equal-text.ts";

/** Whether a request has the metrics' own token, as `Authorization: Bearer TOKEN`. Null: there is none. */
export function hasMetricsToken({ headers }: Request, token: string | null): boolean {
  if (token === null) return false;
  const [, given = ""] = /^Bearer +(\S+)$/i.exec(headers.get("authorization") ?? "") ?? [];
  return isEqualText(given, token);
}
