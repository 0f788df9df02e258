import type { MailMessage } from "../../src/lib/mail/message.ts";
import type { TestApp } from "./test-app.ts";

/** With workers nobody knows of mails under way: one that comes later than that is missed by tests that expect none. */
const UNDER_WAY_MS = 500;
const LIMIT_MS = 20_000;

/** Takes the mails that an app sends instead of a mail server. */
export class Mailbox {
  readonly messages: MailMessage[] = [];
  /** What sending fails with. */
  failure: Error | null = null;
  readonly #app: TestApp;

  constructor(app: TestApp) {
    this.#app = app;
    app.context.hooks.onMailerSend.bind({
      run: ({ message }) => {
        if (this.failure !== null) throw this.failure;
        this.messages.push(message);
      },
    });
  }

  /** All mails once those under way are done, and forgets them. */
  async take(): Promise<MailMessage[]> {
    await this.#app.context.background.idle();
    const { program } = this.#app;
    if (program === null) return this.messages.splice(0);
    await Bun.sleep(UNDER_WAY_MS);
    return program.takeMails();
  }

  async #takeSome(): Promise<MailMessage[]> {
    const until = performance.now() + LIMIT_MS;
    let found = await this.take();
    while (found.length === 0 && this.#app.program !== null && performance.now() < until) found = await this.take();
    return found;
  }

  /** The only mail. */
  async takeOne(): Promise<MailMessage> {
    const [message, ...more] = await this.#takeSome();
    if (message === undefined || more.length > 0) throw new Error(`expected one mail, got ${more.length}`);
    return message;
  }
}

/** The token of a link such as `…/confirm-verification/TOKEN`. */
export function tokenIn(text: string): string {
  const token = /\/confirm-[a-z-]+\/([\w.-]+)/.exec(text)?.[1];
  if (token === undefined) throw new Error(`no link with a token in ${text}`);
  return token;
}

/** The one-time password of the default template. */
export function codeIn(text: string): string {
  const code = /\b(\d{6,})\b/.exec(text)?.[1];
  if (code === undefined) throw new Error(`no code in ${text}`);
  return code;
}
