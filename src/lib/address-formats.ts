/** What counts as an email address, a URL or a domain follows the Go packages govalidator and ozzo-validation. */

import { lazy } from "./lazy.ts";
import { compilePattern } from "./regexp/compile-pattern.ts";

const UNICODE = "\\u00A0-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFEF";
const ATOM = `[a-zA-Z\\d!#$%&'*+\\-/=?^_\`{|}~${UNICODE}]+`;
/** Govalidator's pattern repeats the opening quote with each character, so it takes `"a"` but not `"ab"`. */
const FOLD = "(?:(?:[ \\t]*\\r\\n)?[ \\t]+)?";
const QUOTABLE = `(?:[\\x01-\\x08\\x0b\\x0c\\x0e-\\x1f!\\x23-\\x5b\\x5d-\\x7f${UNICODE}]|\\([\\x01-\\x09\\x0b-\\x7f])`;
const QUOTED = `(?:"${FOLD}${QUOTABLE})*${FOLD}"`;
const LETTER = `[a-zA-Z${UNICODE}]`;
const EDGE = `[a-zA-Z\\d${UNICODE}]`;
const HOST = `${EDGE}(?:[a-zA-Z\\d\\-._~${UNICODE}]*${EDGE})?`;
const TOP = `${LETTER}(?:[a-zA-Z\\d\\-_~${UNICODE}]*${LETTER})?`;
const EMAIL = new RegExp(`^(?:${ATOM}(?:\\.${ATOM})*|${QUOTED})@${HOST}\\.${TOP}\\.?$`);

/** No mail server takes longer ones, and the pattern costs the square of the length in the worst case. */
const MAX_EMAIL_LENGTH = 2000;

export function isEmail(text: string): boolean {
  return text.length <= MAX_EMAIL_LENGTH && EMAIL.test(text);
}

const DOMAIN = /^(?:[_a-z0-9](?:[_a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?)?$/;
const MAX_DOMAIN_LENGTH = 255;

export function isDomain(text: string): boolean {
  return text.length <= MAX_DOMAIN_LENGTH && DOMAIN.test(text.toLowerCase());
}

const LETTERS = "a-zA-Z\\x{a1}-\\x{ffff}";
const ALPHANUMERIC = "a-zA-Z0-9";
/** The parts of the pattern that govalidator checks URLs with. */
const URL_PARTS = {
  scheme: "(?:(?:ftp|tcp|udp|wss?|https?)://)?",
  user: "(?:\\S+(?::\\S*)?@)?",
  ipv4: "(?:[1-9]\\d?|1\\d\\d|2[01]\\d|22[0-3]|24\\d|25[0-5])(?:\\.(?:\\d{1,2}|1\\d\\d|2[0-4]\\d|25[0-5])){3}",
  ipv6: "\\[[0-9a-fA-F:.]+\\]",
  plain: `[${ALPHANUMERIC}](?:[${ALPHANUMERIC}_-]+)?[${ALPHANUMERIC}](?:[-.][${ALPHANUMERIC}]+)*`,
  sub: `www\\.|[${ALPHANUMERIC}]+(?:[-_.]?[${ALPHANUMERIC}])*[${ALPHANUMERIC}]\\.[${ALPHANUMERIC}]+`,
  name: `(?:[${LETTERS}0-9]+-?-?)*[${LETTERS}0-9]+(?:\\.[${LETTERS}]+)?`,
  rest: "\\.?(?::\\d{1,5})?(?:[/?#]\\S*)?",
};
const { scheme, user, ipv4, ipv6, plain, sub, name, rest } = URL_PARTS;
/** Compiled to a matcher of linear time: backtracking over this pattern would never end for some texts. */
const urlPattern = lazy(() =>
  compilePattern(`^${scheme}${user}(?:${ipv4}|${ipv6}|(?:${plain}|${sub})?${name})${rest}$`),
);

/** A URL of a usual scheme, or without one (`example.com/path`). */
export function isUrl(text: string): boolean {
  if (Buffer.byteLength(text) <= 3 || text.length >= 2083 || text.startsWith(".")) return false;
  if (!text.includes(":") && !(/^[^?#]*/.exec(text)?.[0] ?? "").includes(".")) return false;
  return isParsable(text) && urlPattern().test(text);
}

/** What Go's URL parser refuses: control characters, and `%` that begins no escape, except in a query. */
function isParsable(text: string): boolean {
  // oxlint-disable-next-line no-control-regex
  if (/[\x00-\x1f\x7f]/.test(text)) return false;
  const withoutQuery = text.replace(/\?[^#]*/, "");
  return !/%(?![0-9a-fA-F]{2})/.test(withoutQuery);
}

/** Host and port as they are written; "" where the text has no scheme. */
export function urlHost(text: string): string {
  const authority = /^[a-zA-Z][a-zA-Z0-9+.-]*:\/\/([^/?#]*)/.exec(text)?.[1] ?? "";
  return authority.slice(authority.lastIndexOf("@") + 1);
}
