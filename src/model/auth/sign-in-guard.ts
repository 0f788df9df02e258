// Limits on guessing codes and on mails, which must not tell who has an account.
//
// Called by sign-ins with one-time codes and by all requests that mail something. Accounts that don't exist are counted like
// those that do. Must stay true: for a guest the two can't be told apart, neither by an answer nor by its time, and the
// instances of a server count together (`sign-in-counts.ts`, which has one owner).
import type { Bus } from "../../lib/bus.ts";
import { services, type AddressedMail, type CodeTry, type IssuedCode } from "../protocol/bus-topics.ts";

/** An instance's way to what is counted. */
export class SignInGuard {
  readonly #bus: Bus;

  constructor(bus: Bus) {
    this.#bus = bus;
  }

  /** Whether the address may try another code of the accounts, which are names for the same one; it is counted. */
  async allowTry(request: CodeTry): Promise<boolean> {
    return this.#bus.call(services.tryCode, request);
  }

  /** Whether a mail of that kind may be sent to the account now; if so, no other may for two minutes. */
  async claimMail(key: string): Promise<boolean> {
    return this.#bus.call(services.claimMail, key);
  }

  /** The mail was not sent after all, or has served its purpose. */
  async releaseMail(key: string): Promise<void> {
    await this.#bus.call(services.releaseMail, key);
  }

  /** Whether another mail of the kind may go to the address now; it is counted. */
  async allowMailTo(kind: AddressedMail["kind"], email: string): Promise<boolean> {
    return this.#bus.call(services.countMailTo, { kind, address: email.toLowerCase() });
  }

  /** The id of a new code for the account, or that of its last one again where too many could be used. */
  async issueCode(account: string, lifetimeMs: number): Promise<IssuedCode> {
    return this.#bus.call(services.issueCode, { account, lifetimeMs });
  }

  /** The account that the code was asked for; null where that is not known any more. */
  async accountOf(codeId: string): Promise<string | null> {
    return this.#bus.call(services.accountOfCode, codeId);
  }

  /** Makes room for another code of the account. */
  async noteUse(codeId: string): Promise<void> {
    await this.#bus.call(services.useCode, codeId);
  }
}
