/** What counts as an email address, a URL or a domain follows the Go packages govalidator and ozzo-validation. */

const UNICODE = "\\u00A0-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFEF";
const ATOM = `[a-zA-Z\\d!#$%&'*+\\-/=?^_\`{|}~${UNICODE}]+`;
const QUOTED = `"(?:[\\x01-\\x08\\x0b\\x0c\\x0e-\\x21\\x23-\\x5b\\x5d-\\x7f${UNICODE}]|\\\\[\\x01-\\x09\\x0b-\\x7f${UNICODE}])*"`;
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

const SCHEME = /^(?:ftp|tcp|udp|wss?|https?):\/\//;

/** A URL of a usual scheme, or without one (`example.com/path`). */
export function isUrl(text: string): boolean {
  if (text.length <= 3 || text.length >= 2083 || text.startsWith(".") || /\s/.test(text)) return false;
  const scheme = SCHEME.exec(text)?.[0] ?? "";
  if (scheme === "" && text.includes("://")) return false;
  const rest = text.slice(scheme.length);
  const authority = /^[^/?#]*/.exec(rest)?.[0] ?? "";
  const host = authority.slice(authority.lastIndexOf("@") + 1);
  if (scheme === "" && !rest.includes(":") && !/^[^?#]*/.exec(rest)?.[0].includes(".")) return false;
  return isHost(host);
}

const NAME = /^(?:[a-zA-Z0-9\u00a1-\uffff](?:[a-zA-Z0-9\u00a1-\uffff_.-]*[a-zA-Z0-9\u00a1-\uffff])?)\.?(?::\d{1,5})?$/;
const BRACKETED = /^\[[0-9a-fA-F:.]+\]\.?(?::\d{1,5})?$/;

function isHost(host: string): boolean {
  return NAME.test(host) || BRACKETED.test(host);
}

/** Host and port as they are written; "" where the text has no scheme. */
export function urlHost(text: string): string {
  const authority = /^[a-zA-Z][a-zA-Z0-9+.-]*:\/\/([^/?#]*)/.exec(text)?.[1] ?? "";
  return authority.slice(authority.lastIndexOf("@") + 1);
}
