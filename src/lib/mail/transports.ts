import type { createTransport as CreateTransport } from "nodemailer";
import { htmlToText } from "./html-to-text.ts";
import type { MailAddress, MailMessage, Mailer } from "./message.ts";
import { wholeLines } from "./whole-lines.ts";

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

/** How long a mail server may take. */
interface MailLimits {
  /** Until it is connected and has greeted. */
  readonly connectMs: number;
  /** Without a sign of life. */
  readonly silenceMs: number;
  /** For the whole of a mail; less than a client waits for an answer. */
  readonly sendMs: number;
}

const LIMITS: MailLimits = { connectMs: 10_000, silenceMs: 20_000, sendMs: 45_000 };

const LOCAL_HOSTS = new Set(["localhost", "127.0.0.1", "::1"]);
const SENDMAIL_PATHS = ["/usr/sbin/sendmail", "/usr/bin/sendmail", "sendmail"];

/** Connects and signs in, without sending anything. Rejects where that fails. */
export async function verifySmtp(options: SmtpOptions, limits: MailLimits = LIMITS): Promise<void> {
  const { createTransport } = await import("nodemailer");
  const opened = createTransport(smtpTransport(options, limits));
  try {
    await opened.verify();
  } finally {
    opened.close();
  }
}

function smtpTransport(options: SmtpOptions, limits: MailLimits) {
  const { host, port, username, password, tls } = options;
  const signsIn = username !== "" || password !== "";
  return {
    host,
    port,
    secure: tls,
    // A password never leaves the machine in the clear, whatever the server says that it offers.
    requireTLS: signsIn && !tls && !LOCAL_HOSTS.has(host),
    name: options.localName || "localhost",
    ...(signsIn ? { auth: { user: username, pass: password, method: options.authMethod || "PLAIN" } } : {}),
    connectionTimeout: limits.connectMs,
    greetingTimeout: limits.connectMs,
    dnsTimeout: limits.connectMs,
    socketTimeout: limits.silenceMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** Sends each mail on a connection of its own. */
export function createSmtpMailer(options: SmtpOptions, limits: MailLimits = LIMITS): Mailer {
  const transport: TransportOptions = smtpTransport(options, limits);
  return {
    send(message) {
      const refusal = Promise.withResolvers<never>();
      const logger = { debug: refusalWatch(refusal.reject) };
      const watched = { ...transport, logger, transactionLog: true };
      return deliver({ transport: watched, mail: toMail(message), failed: refusal, limitMs: limits.sendMs });
    },
  };
}

/**
 * A server that offers PIPELINING gets all commands at once. One that refuses all recipients and takes DATA nevertheless is sent an
 * empty mail, for whose answer nodemailer would wait: the refusal is known by then. Only this sends a dot as a command.
 */
function refusalWatch(refuse: (reason: Error) => void) {
  let refusal = "";
  return ({ tnx }: { readonly tnx?: string }, line: unknown): void => {
    if (typeof line !== "string") return;
    if (tnx === "server" && /^[45]\d\d/.test(line)) refusal = line;
    if (tnx === "client" && line === ".") refuse(new Error(`all recipients were refused: ${refusal}`));
  };
}

/** Null where this machine has none. */
export function findSendmail(paths: readonly string[] = SENDMAIL_PATHS): string | null {
  return paths.map((name) => Bun.which(name)).find((found) => found !== null) ?? null;
}

/** Hands mails to the machine's `sendmail` command, as development machines and old servers have it. */
export function createSendmailMailer(paths: readonly string[] = SENDMAIL_PATHS): Mailer {
  return {
    async send(message) {
      const path = findSendmail(paths);
      if (path === null)
        throw new Error("failed to locate a sendmail executable path; set an SMTP server in the settings");
      const mail = toMail(message);
      const whole = wholeLines(message, mail.text);
      await deliver({
        transport: { sendmail: true, path, newline: "unix" },
        mail: { ...mail, ...whole },
        failed: Promise.withResolvers<never>(),
        limitMs: LIMITS.sendMs,
      });
    },
  };
}

type Transport = ReturnType<typeof CreateTransport>;
type TransportOptions = Parameters<typeof CreateTransport>[0];

interface Delivery {
  readonly transport: TransportOptions;
  readonly mail: Parameters<Transport["sendMail"]>[0];
  /** Rejects as soon as the mail is known to fail. */
  readonly failed: PromiseWithResolvers<never>;
  readonly limitMs: number;
}

async function deliver({ transport, mail, failed, limitMs }: Delivery): Promise<void> {
  // Loaded with the first mail: the package would take a good part of the time that the program needs to start.
  const { createTransport } = await import("nodemailer");
  const opened = createTransport(transport);
  const ending = new AbortController();
  const timer = setTimeout(
    () => failed.reject(new Error(`the mail server took longer than ${limitMs / 1000} s`)),
    limitMs,
  );
  try {
    await Promise.race([opened.sendMail({ ...mail, signal: ending.signal }), failed.promise]);
  } finally {
    clearTimeout(timer);
    ending.abort();
    opened.close();
  }
}

function toMail(message: MailMessage) {
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
