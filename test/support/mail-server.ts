import { simpleParser, type ParsedMail } from "mailparser";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

/** A real SMTP server that keeps what it is sent. */
export class MailServer implements AsyncDisposable {
  readonly port: number;
  /** User names and passwords of those who signed in. */
  readonly signIns: { method: string; username: string; password: string; isEncrypted: boolean }[];
  readonly #server: SMTPServer;
  readonly #received: ParsedMail[];
  readonly #readers: ((mail: ParsedMail) => void)[];

  private constructor(parts: Pick<MailServer, "port" | "signIns"> & Inner) {
    this.port = parts.port;
    this.signIns = parts.signIns;
    this.#server = parts.server;
    this.#received = parts.received;
    this.#readers = parts.readers;
  }

  static async start(options: SMTPServerOptions = {}): Promise<MailServer> {
    const received: ParsedMail[] = [];
    const readers: ((mail: ParsedMail) => void)[] = [];
    const signIns: MailServer["signIns"] = [];
    const server = new SMTPServer({
      authOptional: true,
      disableReverseLookup: true,
      disabledCommands: ["STARTTLS"],
      allowInsecureAuth: true,
      onAuth({ method, username = "", password }, session, done) {
        signIns.push({ method, username, password: password ?? "", isEncrypted: session.secure });
        done(null, { user: username });
      },
      onData(stream, _session, done) {
        simpleParser(stream).then(
          (mail) => {
            const reader = readers.shift();
            if (reader === undefined) received.push(mail);
            else reader(mail);
            done();
          },
          (error: unknown) => done(error instanceof Error ? error : new Error("unreadable mail")),
        );
      },
      ...options,
    });
    server.on("error", () => undefined);
    const listening = Promise.withResolvers<void>();
    server.listen(0, "0.0.0.0", listening.resolve);
    await listening.promise;
    const address = server.server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    return new MailServer({ port, signIns, server, received, readers });
  }

  /** The next mail, which may still be under way. */
  next(): Promise<ParsedMail> {
    const mail = this.#received.shift();
    if (mail !== undefined) return Promise.resolve(mail);
    const { promise, resolve } = Promise.withResolvers<ParsedMail>();
    this.#readers.push(resolve);
    return promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => resolve());
    await promise;
  }
}

interface Inner {
  readonly server: SMTPServer;
  readonly received: ParsedMail[];
  readonly readers: ((mail: ParsedMail) => void)[];
}
