import { expect, test } from "bun:test";
import type { Logger } from "../../../src/lib/log.ts";
import { findSendmail } from "../../../src/lib/mail/transports.ts";
import { insideTest } from "../../support/inside-test.ts";
import { testApp } from "../../support/test-app.ts";
import { AppWithUser, EMAIL, PASSWORD } from "./with-user.ts";

const from = (agent: string) => ({ headers: { "user-agent": agent } });

test("places are remembered, at most five, and each new one after the first is mailed", async () => {
  await using app = await AppWithUser.open();
  await app.signIn({}, from("a"));
  await app.signIn({}, from("a"));
  expect(await app.count("_authOrigins")).toBe(1);
  expect(await app.mailbox.take()).toEqual([]);
  await app.signIn({}, from("<b>"));
  const alert = await app.mailbox.takeOne();
  expect(alert.subject).toBe("Login from a new location");
  expect(alert.html).toMatch(/<em>\d{4}-\d\d-\d\d [\d:.]+Z - 127\.0\.0\.1 &lt;b&gt;<\/em>/);
  await app.signIn({}, from("<b>"));
  for (const agent of ["c", "d", "e", "f", "g"]) {
    await app.signIn({}, from(agent));
    await app.mailbox.takeOne();
  }
  expect(await app.count("_authOrigins")).toBe(5);
  await app.signIn({}, from("g"));
  expect(await app.mailbox.take()).toEqual([]);
});

test("an address gets so many alerts in a while, and a place without one stays new", async () => {
  await using app = await AppWithUser.open();
  for (let place = 0; place < 9; place++) await app.signIn({}, from(`place ${place}`));
  expect(await app.mailbox.take()).toHaveLength(6);
  expect(await app.count("_authOrigins")).toBe(5);
  await app.signIn({}, from("place 8"));
  expect(await app.mailbox.take()).toEqual([]);
});

insideTest("the sign-in waits for no mail server, and where the mail failed the place stays new", async () => {
  await using app = await AppWithUser.open();
  await app.signIn({}, from("a"));
  const gate = Promise.withResolvers<void>();
  const unbind = app.app.context.hooks.onMailerRecordAuthAlertSend.bind({
    async run() {
      await gate.promise;
      throw new Error("no server");
    },
  });
  expect((await app.signIn({}, from("b"))).status).toBe(200);
  expect((await app.signIn({}, from("b"))).status).toBe(200);
  gate.resolve();
  await app.mailbox.take();
  expect(await app.count("_authOrigins")).toBe(1);
  unbind();
  await app.signIn({}, from("b"));
  await app.mailbox.takeOne();
  expect(await app.count("_authOrigins")).toBe(2);
});

test("collections without alerts remember nothing", async () => {
  await using app = await AppWithUser.open({ authAlert: { enabled: false } });
  await app.signIn({}, from("a"));
  expect(await app.count("_authOrigins")).toBe(0);
});

insideTest.skipIf(findSendmail() !== null)("a server without mail keeps the places and reports nothing", async () => {
  const errors: string[] = [];
  const log: Logger = { debug() {}, info() {}, warn() {}, error: (message) => void errors.push(message) };
  await using app = await testApp({ log });
  await app.create("users", { email: EMAIL, password: PASSWORD });
  const signIn = (agent: string) =>
    app.request("POST", "/api/collections/users/auth-with-password", {
      body: { identity: EMAIL, password: PASSWORD },
      ...from(agent),
    });
  for (const agent of ["a", "b"]) expect((await signIn(agent)).status).toBe(200);
  await app.context.background.idle();
  expect(errors).toEqual([]);
  expect(await app.context.database.all(`SELECT "id" FROM "_authOrigins"`)).toHaveLength(2);
});
