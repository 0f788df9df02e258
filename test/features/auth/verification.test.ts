import { expect, test } from "bun:test";
import { insideTest } from "../../support/inside-test.ts";
import { createToken } from "../../../src/model/auth/tokens.ts";
import { tokenIn } from "../../support/mailbox.ts";
import { AppWithUser, EMAIL } from "./with-user.ts";

async function takeToken(app: AppWithUser): Promise<string> {
  expect((await app.post("request-verification", { email: EMAIL })).status).toBe(204);
  return tokenIn((await app.mailbox.takeOne()).html);
}

test("the link in the mail marks the email as verified", async () => {
  await using app = await AppWithUser.open();
  const token = await takeToken(app);
  expect((await app.post("confirm-verification", { token })).status).toBe(204);
  expect(Boolean(await app.stored("verified"))).toBe(true);
  // A second click harms nobody.
  expect((await app.post("confirm-verification", { token })).status).toBe(204);
  await app.post("request-verification", { email: EMAIL });
  expect(await app.mailbox.take()).toEqual([]);
});

test("unknown and known emails are answered alike, and asked again there is no second mail", async () => {
  await using app = await AppWithUser.open();
  const known = await app.post("request-verification", { email: EMAIL });
  const again = await app.post("request-verification", { email: EMAIL });
  const unknown = await app.post("request-verification", { email: "unknown@example.com" });
  expect([known.text, again.text, unknown.text]).toEqual(["", "", ""]);
  expect([known.status, again.status, unknown.status]).toEqual([204, 204, 204]);
  expect(await app.mailbox.take()).toHaveLength(1);
});

insideTest("the answer waits for no mail server, and a mail that failed may be asked for again", async () => {
  await using app = await AppWithUser.open();
  const gate = Promise.withResolvers<void>();
  const unbind = app.app.context.hooks.onMailerRecordVerificationSend.bind({
    async run() {
      await gate.promise;
      throw new Error("no server");
    },
  });
  expect((await app.post("request-verification", { email: EMAIL })).status).toBe(204);
  gate.resolve();
  expect(await app.mailbox.take()).toEqual([]);
  unbind();
  await takeToken(app);
});

test("a token of an email that was changed since is refused", async () => {
  await using app = await AppWithUser.open();
  const token = createToken(app.user, { type: "verification", claims: { email: "before@example.com" } });
  expect((await app.post("confirm-verification", { token })).json).toMatchObject({
    data: { token: { code: "validation_token_email_mismatch" } },
  });
  expect(Boolean(await app.stored("verified"))).toBe(false);
});

test("links of before are removed with it, and sign-ins that relied on them", async () => {
  await using app = await AppWithUser.open();
  const owner = { collectionRef: app.user.collection.id, recordRef: app.user.id };
  await app.app.create("_externalAuths", { ...owner, provider: "google", providerId: "1" });
  const { json } = await app.signIn();
  const { token: before } = json as { token: string };
  await app.post("confirm-verification", { token: await takeToken(app) });
  expect(await app.count("_externalAuths")).toBe(0);
  expect((await app.post("auth-refresh", {}, { token: before })).status).toBe(401);
});

test("superusers need no verification", async () => {
  await using app = await AppWithUser.open();
  const path = "/api/collections/_superusers/request-verification";
  const { json } = await app.app.request("POST", path, { body: { email: EMAIL } });
  expect(json).toMatchObject({ message: "All superusers are verified by default.", status: 400 });
});

insideTest("a hook can end the request before the mail", async () => {
  await using app = await AppWithUser.open();
  app.app.context.hooks.onRecordRequestVerificationRequest.bind({ tags: ["users"], run() {} });
  expect((await app.post("request-verification", { email: EMAIL })).status).toBe(204);
  expect(await app.mailbox.take()).toEqual([]);
});
