import { createTransport } from "nodemailer";
import { htmlToText } from "./html-to-text.ts";
import type { MailAddress, MailMessage, Mailer } from "./message.ts";

export interface SmtpOptions {
  readonly host: string;
  readonly port: number;
  /** "" with an empty password: the server asks for none. */
  readonly username: string;
  readonly password: string;
  /** "" is PLAIN. */
  readonly authMethod: string;
  /** TLS from the start; otherwise it is STARTTLS where the server offers it. */
  readonly tls: boolean;
  /** How this machine calls itself; "" is localhost. */
  readonly localName: string;
}

/** A server that does not answer is given up after that; the whole of a mail may take no longer than the last one. */
const CONNECT_LIMIT_MS = 10_000;
const SILENCE_LIMIT_MS = 20_000;
const SEND_LIMIT_MS = 60_000;

const LOCAL_HOSTS = new Set(["localhost", "127.0.0.1", "::1"]);
const SENDMAIL_PATHS = ["/usr/sbin/sendmail", "/usr/bin/sendmail", "sendmail"];

/** Sends each mail on a connection of its own. */
export function createSmtpMailer(options: SmtpOptions): Mailer {
  const { host, port, username, password, tls } = options;
  const signsIn = username !== "" || password !== "";
  const transport = (): ReturnType<typeof createTransport> =>
    createTransport({
      host,
      port,
      secure: tls,
      // A password never leaves the machine in the clear, whatever the server says that it offers.
      requireTLS: signsIn && !tls && !LOCAL_HOSTS.has(host),
      name: options.localName || "localhost",
      ...(signsIn ? { auth: { user: username, pass: password, method: options.authMethod || "PLAIN" } } : {}),
      connectionTimeout: CONNECT_LIMIT_MS,
      greetingTimeout: CONNECT_LIMIT_MS,
      dnsTimeout: CONNECT_LIMIT_MS,
      socketTimeout: SILENCE_LIMIT_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  return { send: (message) => deliver(transport(), message) };
}

/** Hands mails to the machine's `sendmail` command, as development machines and old servers have it. */
export function createSendmailMailer(paths: readonly string[] = SENDMAIL_PATHS): Mailer {
  return {
    async send(message) {
      const path = paths.map((name) => Bun.which(name)).find((found) => found !== null);
      if (path === undefined) throw new Error("failed to locate a sendmail executable path");
      await deliver(createTransport({ sendmail: true, path, newline: "unix" }), message);
    },
  };
}

async function deliver(transport: ReturnType<typeof createTransport>, message: MailMessage): Promise<void> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error("the mail server took too long")), SEND_LIMIT_MS);
  try {
    await Promise.race([transport.sendMail(toMail(message)), tooLate]);
  } finally {
    clearTimeout(timer);
    transport.close();
  }
}

function toMail(message: MailMessage): Parameters<ReturnType<typeof createTransport>["sendMail"]>[0] {
  const { from, to, cc, bcc, subject, html, headers, attachments } = message;
  const text = message.text === "" && html !== "" ? htmlToText(html) : message.text;
  return {
    from: addressee(from),
    to: to.map(addressee),
    cc: cc.map(addressee),
    bcc: bcc.map(addressee),
    subject,
    text,
    ...(html === "" ? {} : { html }),
    headers,
    attachments: attachments.map(({ name, content, isInline }) => ({
      filename: name,
      content: Buffer.from(content),
      ...(isInline ? { cid: name } : {}),
    })),
  };
}

/** As an object: names and addresses are never parsed, so none of them can add another recipient. */
function addressee({ name, address }: MailAddress): { name: string; address: string } {
  return { name, address };
}
