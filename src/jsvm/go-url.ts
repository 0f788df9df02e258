import { quoteText } from "../lib/quote-text.ts";

/** What is wrong with a part of an address that Go's `url.Parse` refuses; null where it takes it. */
export function urlProblem(text: string): { readonly url: string; readonly reason: string } | null {
  const [url = ""] = text.split("#", 1);
  const reason = urlReason(url);
  if (reason !== null) return { url, reason };
  const wrongFragment = escapeReason(text.slice(url.length));
  return wrongFragment === null ? null : { url: text, reason: wrongFragment };
}

function urlReason(url: string): string | null {
  // oxlint-disable-next-line no-control-regex
  if (/[\0-\x1f\x7f]/.test(url)) return "net/url: invalid control character in URL";
  if (url.startsWith(":")) return "missing protocol scheme";
  const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(url)?.[0] ?? "";
  const [rest = ""] = url.slice(scheme.length).split("?", 1);
  if (!rest.startsWith("/")) {
    if (scheme !== "") return null;
    if (/^[^/]*:/.test(rest)) return "first path segment in URL cannot contain colon";
  }
  const hasAuthority = rest.startsWith("//") && (scheme !== "" || !rest.startsWith("///"));
  const authority = hasAuthority ? (/^\/\/([^/]*)/.exec(rest)?.[1] ?? "") : "";
  const path = hasAuthority ? rest.slice(2 + authority.length) : rest;
  return authorityReason(authority) ?? escapeReason(path);
}

function authorityReason(authority: string): string | null {
  const at = authority.lastIndexOf("@");
  const reason = hostReason(authority.slice(at + 1));
  if (reason !== null || at < 0) return reason;
  const user = authority.slice(0, at);
  return /^[\w.:~!$&'()*+,;=%@-]*$/.test(user) ? escapeReason(user) : "net/url: invalid userinfo";
}

function hostReason(host: string): string | null {
  const open = host.lastIndexOf("[");
  if (open > 0) return "invalid IP-literal";
  if (open === 0 && !host.includes("]")) return "missing ']' in host";
  const colon = open === 0 ? host.lastIndexOf("]") + 1 : host.lastIndexOf(":");
  const port = colon < 0 ? "" : host.slice(colon);
  if (!/^(?::\d*)?$/.test(port)) return `invalid port ${quoteText(port)} after host`;
  const reason = escapeReason(host) ?? asciiEscapeReason(host);
  if (reason !== null) return reason;
  const [wrong] = /[\0-\x7f](?<![\w.~!$&'()*+,;=:[\]<>"%-])/.exec(host) ?? [];
  return wrong === undefined ? null : `invalid character ${quoteText(wrong)} in host name`;
}

function escapeReason(text: string): string | null {
  const at = text.search(/%(?![0-9a-f]{2})/i);
  return at < 0 ? null : wrongEscape(text.slice(at, at + 3));
}

/** In the name of a host only other characters are escaped, and the sign itself. */
function asciiEscapeReason(host: string): string | null {
  const [wrong] = /%(?!25)[0-7][0-9a-f]/i.exec(host) ?? [];
  return wrong === undefined ? null : wrongEscape(wrong);
}

function wrongEscape(text: string): string {
  return `invalid URL escape ${quoteText(text)}`;
}

const PATH = /^([a-z][a-z0-9+.-]*:|)(\/\/[^/?#]*|)([^?#]*)/i;

/** What the path of an address can't have. */
const ESCAPED = /[ "<>\\^`{|}]|[^\0-\x7f]+/g;

/** An address as Go writes it. */
export function writtenUrl(url: string): string {
  const [all = "", scheme = "", authority = "", path = ""] = PATH.exec(url.toWellFormed()) ?? [];
  const host = path === "" && authority === "//" ? "" : authority;
  return scheme.toLowerCase() + host + path.replace(ESCAPED, encodeURIComponent) + url.slice(all.length);
}
