import { integerArgument } from "./go-arguments.ts";
import { randomText } from "./security.ts";
import { call } from "./server.ts";

const RANDOM_PASSWORD_LENGTH = 30;

/** What records of auth collections can do besides. As in PocketBase all records have these methods. */
export abstract class AuthRecord {
  abstract getString(name: string): string;
  abstract getBool(name: string): boolean;
  abstract set(name: string, value: unknown): void;
  abstract tableName(): string;

  email(): string {
    return this.getString("email");
  }

  setEmail(email: string): void {
    this.set("email", email);
  }

  emailVisibility(): boolean {
    return this.getBool("emailVisibility");
  }

  setEmailVisibility(isVisible: unknown): void {
    this.set("emailVisibility", Boolean(isVisible));
  }

  verified(): boolean {
    return this.getBool("verified");
  }

  setVerified(isVerified: unknown): void {
    this.set("verified", Boolean(isVerified));
  }

  tokenKey(): string {
    return this.getString("tokenKey");
  }

  setTokenKey(key: string): void {
    this.set("tokenKey", key);
  }

  refreshTokenKey(): void {
    this.set("tokenKey:autogenerate", "");
  }

  setPassword(password: string): void {
    this.set("password", password);
  }

  setRandomPassword(): string {
    const password = randomText(RANDOM_PASSWORD_LENGTH);
    this.setPassword(password);
    return password;
  }

  validatePassword(password: string): boolean {
    return call("record.validatePassword", 0, [this, password]) === true;
  }

  isSuperuser(): boolean {
    return this.tableName() === "_superusers";
  }

  newAuthToken(): string {
    return this.#token("auth");
  }

  /** A sign-in that can't be refreshed, for a duration of Go; none is that of the collection. */
  newStaticAuthToken(nanoseconds?: unknown): string {
    const duration = integerArgument(nanoseconds);
    return this.#token("static", duration > 0 ? Math.max(1, Math.floor(duration / 1e9)) : 0);
  }

  newVerificationToken(): string {
    return this.#token("verification");
  }

  newPasswordResetToken(): string {
    return this.#token("passwordReset");
  }

  newEmailChangeToken(email: string): string {
    return this.#token("emailChange", email);
  }

  newFileToken(): string {
    return this.#token("file");
  }

  #token(kind: string, more?: unknown): string {
    return call("record.token", 0, [this, kind, more]) as string;
  }
}
