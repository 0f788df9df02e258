import { expect, test } from "bun:test";
import { decodeJwt } from "../../../src/lib/jwt.ts";
import {
  sendAuthAlert,
  sendEmailChange,
  sendOtp,
  sendPasswordReset,
  sendVerification,
} from "../../../src/model/mails/record-mails.ts";
import type { RecordModel } from "../../../src/model/records/record.ts";
import { failure } from "../../support/failure.ts";
import { Mailbox, tokenIn } from "../../support/mailbox.ts";
import { testApp, type TestApp } from "../../support/test-app.ts";

async function open(): Promise<{ app: TestApp; user: RecordModel; mailbox: Mailbox }> {
  const app = await testApp();
  const user = await app.create("users", { email: "me@example.com", password: "1234567890", name: "Me" });
  return { app, user, mailbox: new Mailbox(app) };
}

test("each mail has its subject, its link and a token of its type", async () => {
  const { app, user, mailbox } = await open();
  await using _ = app;
  await sendVerification(app.context, user);
  await sendPasswordReset(app.context, user);
  await sendEmailChange(app.context, user, "new@example.com");
  const mails = await mailbox.take();
  expect(mails.map(({ subject }) => subject)).toEqual([
    "Verify your Acme email",
    "Reset your Acme password",
    "Confirm your Acme new email address",
  ]);
  expect(mails.map(({ to }) => to[0]?.address)).toEqual(["me@example.com", "me@example.com", "new@example.com"]);
  const claims = mails.map(({ html }) => decodeJwt(tokenIn(html)));
  const own = { id: user.id, collectionId: user.collection.id, email: "me@example.com" };
  expect(claims).toMatchObject([
    { ...own, type: "verification" },
    { ...own, type: "passwordReset" },
    { ...own, type: "emailChange", newEmail: "new@example.com" },
  ]);
  const { meta } = app.context.settings.current();
  expect(mails[0]?.from).toEqual({ name: meta.senderName, address: meta.senderAddress });
});

test("codes and alerts tell what they are for, and no one's HTML", async () => {
  const { app, user, mailbox } = await open();
  await using _ = app;
  expect(await sendOtp(app.context, user, { id: "id", password: "12345678" })).toBe("me@example.com");
  await sendAuthAlert(app.context, user, "today - 127.0.0.1 <script>");
  const [otp, alert] = await mailbox.take();
  expect(otp?.html).toContain("<strong>12345678</strong>");
  expect(alert?.html).toContain("<em>today - 127.0.0.1 &lt;script&gt;</em>");
});

test("hooks see what the mail is about, change it, replace the mailer and keep mails back", async () => {
  const { app, user, mailbox } = await open();
  await using _ = app;
  const { hooks } = app.context;
  const seen: unknown[] = [];
  const unbind = hooks.onMailerRecordVerificationSend.bind({
    tags: ["users"],
    async run(event) {
      seen.push([event.record.id, Object.keys(event.meta)]);
      event.message.subject = "Changed";
      await event.next();
    },
  });
  await sendVerification(app.context, user);
  expect((await mailbox.takeOne()).subject).toBe("Changed");
  unbind();

  const own: string[] = [];
  hooks.onMailerRecordVerificationSend.bind({
    async run(event) {
      event.mailer = { send: async (message) => void own.push(message.subject) };
      await event.next();
    },
  });
  await sendVerification(app.context, user);
  hooks.onMailerRecordOTPSend.bind({ run() {} });
  expect(await sendOtp(app.context, user, { id: "id", password: "1" })).toBe("");
  expect(await mailbox.take()).toEqual([]);
  expect(seen).toEqual([[user.id, ["token"]]]);
  expect(own).toEqual(["Verify your Acme email"]);
});

test("a mail that can't be sent is an error", async () => {
  const { app, user, mailbox } = await open();
  await using _ = app;
  mailbox.failure = new Error("no server");
  expect(String(await failure(sendVerification(app.context, user)))).toContain("no server");
});
