import type { Route } from "../../state/route.ts";

/** By the second part of their addresses, below `#/auth`. */
const MAIL_PAGES = [
  "confirm-verification",
  "confirm-password-reset",
  "confirm-email-change",
  "oauth2-redirect-success",
  "oauth2-redirect-failure",
] as const;

export type MailPage = (typeof MAIL_PAGES)[number];

/** The page that a mail or an OAuth2 provider leads to; undefined for all others. */
export function mailPageOf({ parts }: Route): MailPage | undefined {
  return parts[0] === "auth" ? MAIL_PAGES.find((page) => page === parts[1]) : undefined;
}

/** Whether the address is one of the pages for everyone, by the addresses that PocketBase's mails and its installer use. */
export function isOpenPage(where: Route): boolean {
  const [first, second] = where.parts;
  if (first === "pbinstal") return second !== undefined;
  return first === "request-password-reset" || mailPageOf(where) !== undefined;
}
