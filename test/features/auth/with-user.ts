import { Mailbox } from "../../support/mailbox.ts";
import { testApp, type TestApp, type TestRequest, type TestResponse } from "../../support/test-app.ts";
import type { RecordModel } from "../../../src/model/records/record.ts";

export const EMAIL = "me@example.com";
export const PASSWORD = "1234567890";

/** An app with one user, whose mails go to a mailbox. `options` change the collection. */
export class AppWithUser implements AsyncDisposable {
  readonly app: TestApp;
  readonly mailbox: Mailbox;
  readonly user: RecordModel;

  private constructor(app: TestApp, user: RecordModel) {
    this.app = app;
    this.user = user;
    this.mailbox = new Mailbox(app);
  }

  static async open(options: object = {}): Promise<AppWithUser> {
    const app = await testApp();
    const user = await app.create("users", { email: EMAIL, password: PASSWORD, name: "Me" });
    const opened = new AppWithUser(app, user);
    await opened.change(options);
    return opened;
  }

  async change(options: object): Promise<void> {
    if (Object.keys(options).length === 0) return;
    const token = await this.app.superuserToken();
    const { status, text } = await this.app.request("PATCH", "/api/collections/users", { token, body: options });
    if (status !== 200) throw new Error(text);
  }

  /** Calls an operation of the users' collection, such as `request-otp`. */
  post(operation: string, body: object = {}, request: TestRequest = {}): Promise<TestResponse> {
    return this.app.request("POST", `/api/collections/users/${operation}`, { body, ...request });
  }

  signIn(body: object = {}, request: TestRequest = {}): Promise<TestResponse> {
    return this.post("auth-with-password", { identity: EMAIL, password: PASSWORD, ...body }, request);
  }

  /** A value of the user as stored. */
  async stored(column: string): Promise<unknown> {
    const row = await this.app.context.database.get(`SELECT "${column}" AS value FROM users WHERE id = ?`, [
      this.user.id,
    ]);
    return row?.["value"];
  }

  async count(table: string): Promise<number> {
    return (await this.app.context.database.all(`SELECT id FROM "${table}"`)).length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.app[Symbol.asyncDispose]();
  }
}
