import type { MailMessage } from "./message.ts";

/** RFC 5322, 2.1.1, without the line's end. */
const MAX_LINE_BYTES = 998;

interface WholeParts {
  readonly headers: Record<string, string>;
  readonly html: { readonly raw: string };
  readonly text: { readonly raw: string };
}

/**
 * The two parts of a mail as they are, so that scripts find links in one line: quoted-printable breaks lines after 76 characters. Null
 * where a line is longer than mails may have, and where the mail's structure can't say that its parts are not ASCII.
 */
export function wholeLines({ html, attachments, headers }: MailMessage, text: string): WholeParts | null {
  if (html === "" || text === "") return null;
  const isAscii = /^[\t\r\n -~]*$/.test(html + text);
  if (!isAscii && attachments.length > 0) return null;
  const encoding = isAscii ? "7bit" : "8bit";
  const parts = [part("text/html", html, encoding), part("text/plain", text, encoding)];
  if (parts.some((raw) => raw.split("\r\n").some((line) => Buffer.byteLength(line) > MAX_LINE_BYTES))) return null;
  const [htmlPart = "", textPart = ""] = parts;
  return {
    headers: isAscii ? headers : { ...headers, "Content-Transfer-Encoding": encoding },
    html: { raw: htmlPart },
    text: { raw: textPart },
  };
}

function part(type: string, content: string, encoding: string): string {
  const head = `Content-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n`;
  return head + content.replaceAll(/\r\n|\r|\n/g, "\r\n");
}
