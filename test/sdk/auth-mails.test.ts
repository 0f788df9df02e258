// The sign-in flows that go through a mail, with the official SDK, a real SMTP server over TLS and the links in its mails.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type PocketBase from "pocketbase";
import { failure } from "../support/failure.ts";
import { FreshServer, SUPERUSER } from "../support/fresh-server.ts";
import { codeIn, tokenIn } from "../support/mailbox.ts";
import { MailServer } from "../support/mail-server.ts";
import { runProgram } from "../support/server-process.ts";

const CERTIFICATE = join(import.meta.dir, "../support/localhost-certificate.pem");
const KEY = join(import.meta.dir, "../support/localhost-key.pem");
const PASSWORD = "12345678";

describe("sign-in by mail through the SDK", () => {
  const opened = new AsyncDisposableStack();
  const certificate = { cert: readFileSync(CERTIFICATE), key: readFileSync(KEY) };
  const account = { username: "mailer", password: "secret", authMethod: "LOGIN" };
  let mails: MailServer;
  let server: FreshServer;
  let admin: PocketBase;

  beforeAll(async () => {
    mails = opened.use(
      await MailServer.start({ ...certificate, secure: true, authOptional: false, authMethods: ["PLAIN", "LOGIN"] }),
    );
    server = opened.use(await FreshServer.start({ env: { ...process.env, NODE_EXTRA_CA_CERTS: CERTIFICATE } }));
    admin = await server.admin();
    await admin.settings.update({
      meta: { appName: "Notes", appURL: server.process.url, senderName: "Notes", senderAddress: "notes@example.com" },
      smtp: { enabled: true, host: "localhost", port: mails.port, tls: true, ...account },
    });
    await admin.collections.update("users", { otp: { enabled: true } });
  });

  afterAll(async () => {
    await opened.disposeAsync();
  });

  const register = async (name: string): Promise<{ client: PocketBase; email: string; id: string }> => {
    const client = server.client();
    const email = `${name}@example.com`;
    const { id } = await client.collection("users").create({ email, password: PASSWORD, passwordConfirm: PASSWORD });
    return { client, email, id };
  };

  test("verification", async () => {
    const { client, email, id } = await register("verify");
    await client.collection("users").requestVerification(email);
    const mail = await mails.next();
    expect(mail.subject).toBe("Verify your Notes email");
    expect(mail.from?.value).toMatchObject([{ name: "Notes", address: "notes@example.com" }]);
    expect(mails.signIns[0]).toMatchObject({ method: "LOGIN", username: "mailer", isEncrypted: true });
    const link = `${server.process.url}/_/#/auth/confirm-verification/`;
    expect(mail.text).toContain(`[Verify](${link}`);
    expect(mail.html).toContain(`href="${link}`);
    await client.collection("users").confirmVerification(tokenIn(mail.text ?? ""));
    expect((await admin.collection("users").getOne(id))["verified"]).toBe(true);
  });

  test("password reset", async () => {
    const { client, email } = await register("reset");
    await client.collection("users").requestPasswordReset(email);
    const token = tokenIn((await mails.next()).text ?? "");
    await client.collection("users").confirmPasswordReset(token, "new-password", "new-password");
    await client.collection("users").authWithPassword(email, "new-password");
    expect(client.authStore.record?.["verified"]).toBe(true);
    const again = client.collection("users").confirmPasswordReset(token, "other-password", "other-password");
    expect(await failure(again)).toMatchObject({ status: 400 });
  });

  test("email change", async () => {
    const { client, email } = await register("change");
    await client.collection("users").authWithPassword(email, PASSWORD);
    await client.collection("users").requestEmailChange("changed@example.com");
    const mail = await mails.next();
    expect(mail.to).toMatchObject({ value: [{ address: "changed@example.com" }] });
    await client.collection("users").confirmEmailChange(tokenIn(mail.text ?? ""), PASSWORD);
    expect(await failure(client.collection("users").authWithPassword(email, PASSWORD))).toMatchObject({ status: 400 });
    await client.collection("users").authWithPassword("changed@example.com", PASSWORD);
  });

  test("one-time password", async () => {
    const { client, email } = await register("otp");
    const { otpId } = await client.collection("users").requestOTP(email);
    const code = codeIn((await mails.next()).text ?? "");
    await client.collection("users").authWithOTP(otpId, code);
    expect(client.authStore.record).toMatchObject({ email });
    expect(await failure(client.collection("users").authWithOTP(otpId, code))).toMatchObject({ status: 400 });
  });

  test("two factors", async () => {
    await admin.collections.update("users", { mfa: { enabled: true, rule: "name = 'careful'" } });
    const { client, email, id } = await register("mfa");
    await admin.collection("users").update(id, { name: "careful" });
    const first = await failure(client.collection("users").authWithPassword(email, PASSWORD));
    expect(first).toMatchObject({ status: 401 });
    const { mfaId } = (first as { response: { mfaId: string } }).response;
    const { otpId } = await client.collection("users").requestOTP(email);
    await client.collection("users").authWithOTP(otpId, codeIn((await mails.next()).text ?? ""), { mfaId });
    expect(client.authStore.isValid).toBe(true);
  });

  test("an alert about a new place", async () => {
    const { client, email } = await register("alert");
    await client.collection("users").authWithPassword(email, PASSWORD);
    await client.collection("users").authWithPassword(email, PASSWORD, { headers: { "user-agent": "elsewhere" } });
    const mail = await mails.next();
    expect(mail).toMatchObject({ subject: "Login from a new location" });
    expect(mail.text).toContain("127.0.0.1 elsewhere");
  });

  test("impersonation", async () => {
    const { id } = await register("someone");
    const someone = await admin.collection("users").impersonate(id, 60);
    expect((await someone.collection("users").getOne(id)).id).toBe(id);
    const before = someone.authStore.token;
    await someone.collection("users").authRefresh();
    expect(someone.authStore.token).toBe(before);
  });

  test("a superuser's one-time password from the command line, as a second factor", async () => {
    await admin.collections.update("_superusers", { otp: { enabled: true }, mfa: { enabled: true } });
    const client = server.client();
    const { email, password } = SUPERUSER;
    const first = await failure(client.collection("_superusers").authWithPassword(email, password));
    const { mfaId } = (first as { response: { mfaId: string } }).response;
    const { stdout } = await runProgram(["superuser", "otp", email, "--dir", server.dir]);
    const otpId = /Id: +(\w+)/.exec(stdout)?.[1] ?? "";
    await client.collection("_superusers").authWithOTP(otpId, /Pass: +(\d+)/.exec(stdout)?.[1] ?? "", { mfaId });
    expect(client.authStore.isSuperuser).toBe(true);
  });

  test("a server that offers TLS gets the password only through it", async () => {
    const { client, email } = await register("tls");
    await using other = await MailServer.start({ ...certificate, authOptional: false, disabledCommands: [] });
    await admin.settings.update({ smtp: { port: other.port, tls: false, authMethod: "PLAIN" } });
    await client.collection("users").requestVerification(email);
    expect((await other.next()).to).toMatchObject({ value: [{ address: email }] });
    expect(other.signIns).toEqual([{ method: "PLAIN", username: "mailer", password: "secret", isEncrypted: true }]);
  });

  test("a mail server that hangs holds up nothing but the request that waits for its mail", async () => {
    const { client, email, id } = await register("patient");
    await client.collection("users").authWithPassword(email, PASSWORD);
    const connected = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<void>();
    // Takes connections and says nothing.
    const silent = Bun.listen({
      hostname: "127.0.0.1",
      port: 0,
      socket: { open: () => connected.resolve(), close: () => ended.resolve(), data() {} },
    });
    try {
      await admin.settings.update({ smtp: { host: "127.0.0.1", port: silent.port, tls: false } });
      await client.collection("users").requestVerification(email);
      await client.collection("users").requestPasswordReset(email);
      await client.collection("users").requestOTP(email);
      const waiting = failure(client.collection("users").requestEmailChange("nowhere@example.com"));
      await connected.promise;
      expect((await client.collection("users").getOne(id)).id).toBe(id);
      silent.stop(true);
      expect(await waiting).toMatchObject({ status: 400, response: { message: "Failed to request email change." } });
      await ended.promise;
    } finally {
      silent.stop(true);
    }
  });
});
