import type { MailMessage } from "../../src/lib/mail/message.ts";
import type { TestApp } from "./test-app.ts";

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
    return this.messages.splice(0);
  }

  /** The only mail. */
  async takeOne(): Promise<MailMessage> {
    const [message, ...more] = await this.take();
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
