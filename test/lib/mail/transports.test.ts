import { expect, test } from "bun:test";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { simpleParser } from "mailparser";
import { newMessage, type MailMessage } from "../../../src/lib/mail/message.ts";
import { createSendmailMailer, createSmtpMailer, type SmtpOptions } from "../../../src/lib/mail/transports.ts";
import { failure } from "../../support/failure.ts";
import { MailServer } from "../../support/mail-server.ts";
import { TemporaryDirectory } from "../../support/server-process.ts";

const OPTIONS: SmtpOptions = {
  host: "127.0.0.1",
  port: 0,
  username: "",
  password: "",
  authMethod: "",
  tls: false,
  localName: "",
};

function message(parts: Partial<MailMessage> = {}): MailMessage {
  return newMessage({
    from: { name: "Baobox, Ltd.", address: "from@example.com" },
    to: [{ name: "", address: "to@example.com" }],
    subject: "Grüße",
    html: "<p>Hello <b>you</b></p>",
    ...parts,
  });
}

test("a mail arrives with both parts, names, copies, headers and attachments", async () => {
  await using server = await MailServer.start();
  const mailer = createSmtpMailer({ ...OPTIONS, port: server.port });
  const content = new TextEncoder().encode("data");
  await mailer.send(
    message({
      cc: [{ name: "Copy", address: "cc@example.com" }],
      headers: { "X-Test": "1" },
      attachments: [{ name: "a.txt", content, isInline: false }],
    }),
  );
  const mail = await server.next();
  expect(mail.from?.value).toMatchObject([{ name: "Baobox, Ltd.", address: "from@example.com" }]);
  expect(mail).toMatchObject({ subject: "Grüße", html: "<p>Hello <b>you</b></p>" });
  expect(mail.text?.trim()).toBe("Hello you");
  expect(mail.headers.get("x-test")).toBe("1");
  expect(mail.cc).toMatchObject({ value: [{ name: "Copy", address: "cc@example.com" }] });
  expect(mail.attachments.map(({ filename, content: data }) => [filename, String(data)])).toEqual([["a.txt", "data"]]);
});

test("texts of a mail can't add headers or recipients", async () => {
  await using server = await MailServer.start();
  const mailer = createSmtpMailer({ ...OPTIONS, port: server.port });
  const name = "x\r\nBcc: spy@example.com";
  await mailer.send(message({ subject: `Hi\r\nBcc: spy@example.com`, from: { name, address: "from@example.com" } }));
  const mail = await server.next();
  expect(mail.headers.has("bcc")).toBe(false);
  expect(mail.to).toMatchObject({ value: [{ address: "to@example.com" }] });
  const refused = message({ to: [{ name: "", address: "to@example.com, spy@example.com" }] });
  expect(await failure(mailer.send(refused))).toBeInstanceOf(Error);
});

test.each(["PLAIN", "LOGIN"])("signs in by %s", async (authMethod) => {
  await using server = await MailServer.start({ authMethods: ["LOGIN", "PLAIN"] });
  const account = { username: "me", password: "secret" };
  await createSmtpMailer({ ...OPTIONS, ...account, authMethod, port: server.port }).send(message());
  expect(server.signIns).toEqual([{ method: authMethod, ...account, isEncrypted: false }]);
});

test("no password is sent to another machine without TLS", async () => {
  await using server = await MailServer.start();
  // The same machine, but not one of the names that are known to be.
  const options = { ...OPTIONS, host: "127.0.0.2", port: server.port };
  await createSmtpMailer(options).send(message());
  const signed = createSmtpMailer({ ...options, username: "me", password: "secret" });
  expect(await failure(signed.send(message()))).toBeInstanceOf(Error);
  expect(server.signIns).toEqual([]);
});

test("a certificate that nobody vouches for is refused", async () => {
  await using server = await MailServer.start({ secure: true, disabledCommands: [] });
  const mailer = createSmtpMailer({ ...OPTIONS, port: server.port, tls: true });
  expect(String(await failure(mailer.send(message())))).toMatch(/certificate/i);
});

test("a server that is not there is an error", async () => {
  const server = await MailServer.start();
  await server[Symbol.asyncDispose]();
  const mailer = createSmtpMailer({ ...OPTIONS, port: server.port });
  expect(String(await failure(mailer.send(message())))).toContain("ECONNREFUSED");
});

const LONG = { connectMs: 60_000, silenceMs: 60_000, sendMs: 60_000 };

test.each([
  ["does not greet", "", { ...LONG, connectMs: 20 }],
  ["does not go on", "220 hello\r\n", { ...LONG, silenceMs: 20 }],
  ["takes too long in all", "220 hello\r\n", { ...LONG, sendMs: 20 }],
])("a server that %s is given up", async (_what, greeting, limits) => {
  const closed = Promise.withResolvers<void>();
  const server = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: { open: (socket) => void socket.write(greeting), data() {}, close: () => closed.resolve() },
  });
  const mailer = createSmtpMailer({ ...OPTIONS, port: server.port }, limits);
  expect(await failure(mailer.send(message()))).toBeInstanceOf(Error);
  server.stop(true);
  await closed.promise;
});

test("the refusal of all recipients is told at once, by a server too that takes DATA nevertheless", async () => {
  const closed = Promise.withResolvers<void>();
  // It says nothing to the dot that ends the mail.
  const answers = {
    EHLO: "250-me\r\n250 PIPELINING",
    MAIL: "250 ok",
    RCPT: "550 5.1.1 no such user",
    DATA: "354 go on",
  };
  const server = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      open: (socket) => void socket.write("220 hello\r\n"),
      data(socket, data) {
        for (const line of String(data).split("\r\n")) {
          const answer = answers[line.slice(0, 4) as keyof typeof answers];
          if (answer !== undefined) socket.write(`${answer}\r\n`);
        }
      },
      close: () => closed.resolve(),
    },
  });
  const mailer = createSmtpMailer({ ...OPTIONS, port: server.port }, LONG);
  const error = await failure(mailer.send(message()));
  expect(String(error)).toBe("Error: all recipients were refused: 550 5.1.1 no such user");
  await closed.promise;
  server.stop(true);
});

/** What the command gets for the mail. */
async function sentByCommand(parts: Partial<MailMessage>): Promise<string> {
  using folder = new TemporaryDirectory();
  const program = join(folder.path, "sendmail");
  await Bun.write(program, `#!/bin/sh\ncat > ${folder.path}/mail\n`);
  chmodSync(program, 0o755);
  await createSendmailMailer([program]).send(message(parts));
  return await Bun.file(join(folder.path, "mail")).text();
}

const LINK = `https://example.com/_/#/auth/confirm-verification/${"x".repeat(200)}`;

test.each([
  ["ASCII", "Hello", {}],
  ["other letters", "Grüße", {}],
  ["an attachment", "Hello", { attachments: [{ name: "a.txt", content: Buffer.from("data"), isInline: false }] }],
])("sendmail gets links in one line: %s", async (_what, greeting, parts) => {
  const html = `<p>${greeting}</p>\n<a href="${LINK}">Verify</a>`;
  const mail = await sentByCommand({ html, text: `${greeting}\n${LINK}`, ...parts });
  expect(mail.split("\n")).toEqual(expect.arrayContaining([`<a href="${LINK}">Verify</a>`, LINK]));
  const parsed = await simpleParser(mail);
  expect([parsed.subject, parsed.html, parsed.text?.trim()]).toEqual(["Grüße", html, `${greeting}\n${LINK}`]);
});

test("lines that are longer than a mail's may be are broken for sendmail", async () => {
  const text = "long ".repeat(400).trim();
  const mail = await sentByCommand({ html: `<p>${text}</p>`, text });
  expect(mail.split("\n").every((line) => line.length <= 998)).toBe(true);
  expect((await simpleParser(mail)).text?.trim()).toBe(text);
});

test("sendmail gets the mail and its recipients", async () => {
  using folder = new TemporaryDirectory();
  const program = join(folder.path, "sendmail");
  await Bun.write(program, `#!/bin/sh\necho "$@" > ${folder.path}/arguments\ncat > ${folder.path}/mail\n`);
  chmodSync(program, 0o755);
  await createSendmailMailer(["/no/such/sendmail", program]).send(message());
  expect(await Bun.file(join(folder.path, "arguments")).text()).toContain("to@example.com");
  const mail = await Bun.file(join(folder.path, "mail")).text();
  expect(mail).toContain("Hello <b>you</b>");
  expect(mail).toContain("Hello you");
  expect(String(await failure(createSendmailMailer(["/no/such/sendmail"]).send(message())))).toContain("sendmail");
});
