import { expect, test } from "bun:test";
import { saveSettings } from "../../../src/model/settings/save-settings.ts";
import { insideTest } from "../../support/inside-test.ts";
import { MailServer } from "../../support/mail-server.ts";
import { testApp } from "../../support/test-app.ts";
import type { TestApp } from "../../support/test-app.ts";

async function useMailServer(app: TestApp, { port }: { port: number }): Promise<void> {
  const settings = app.context.settings.current();
  const smtp = { ...settings.smtp, enabled: true, host: "127.0.0.1", port, tls: false };
  await saveSettings(app.context, { ...settings, smtp, backups: { ...settings.backups, cron: "0 3 * * *" } });
}

insideTest("each template is sent as a real mail", async () => {
  await using mails = await MailServer.start();
  await using app = await testApp();
  await useMailServer(app, mails);
  const token = await app.superuserToken();
  const send = async (template: string, collection: string): Promise<string> => {
    const body = { email: "to@example.com", template, collection };
    expect((await app.request("POST", "/api/settings/test/email", { token, body })).status).toBe(204);
    const mail = await mails.next();
    expect(mail.to).toMatchObject({ text: "to@example.com" });
    return `${mail.subject} ${mail.html === false ? "" : mail.html}`;
  };
  expect(await send("verification", "users")).toContain("/_/#/auth/confirm-verification/ey");
  expect(await send("password-reset", "")).toContain("/_/#/auth/confirm-password-reset/ey");
  expect(await send("email-change", "users")).toContain("/_/#/auth/confirm-email-change/ey");
  expect(await send("otp", "users")).toContain("123456");
  expect(await send("login-alert", "users")).toContain("127.0.0.1 TEST_USER_AGENT");
});

insideTest("what is wrong is told, also what the mail server says", async () => {
  await using app = await testApp();
  await useMailServer(app, { port: 1 });
  const token = await app.superuserToken();
  const send = (body: object) => app.request("POST", "/api/settings/test/email", { token, body });
  expect((await send({ email: "x", template: "y", collection: "z" })).json).toMatchObject({
    status: 400,
    data: {
      email: { code: "validation_is_email" },
      template: { code: "validation_in_invalid" },
      collection: { code: "validation_invalid_auth_collection" },
    },
  });
  expect((await send({ email: "a@example.com", template: "otp" })).json).toMatchObject({
    status: 400,
    message: expect.stringContaining("Raw error"),
  });
});

test("superusers get a real mail when the automatic backup fails", async () => {
  await using mails = await MailServer.start();
  await using app = await testApp();
  await useMailServer(app, mails);
  await app.create("_superusers", { email: "root@example.com", password: "1234567890" });
  app.context.hooks.onBackupCreate.bind({
    run() {
      throw new Error("the <disk> is gone");
    },
  });
  await app.context.crons.run("__pbAutoBackup__");
  const mail = await mails.next();
  expect(mail.subject).toBe("Acme: the automatic backup failed");
  expect(mail.text).toContain("the <disk> is gone");
});
