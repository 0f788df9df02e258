import { expect, test } from "bun:test";
import { insideTest } from "../../support/inside-test.ts";
import { createAuthToken } from "../../../src/model/auth/tokens.ts";
import type { RecordModel } from "../../../src/model/records/record.ts";
import { tokenIn } from "../../support/mailbox.ts";
import { AppWithUser, EMAIL, PASSWORD } from "./with-user.ts";

const newEmail = "new@example.com";

async function takeToken(app: AppWithUser): Promise<string> {
  const { status } = await app.post("request-email-change", { newEmail }, { token: createAuthToken(app.user) });
  expect(status).toBe(204);
  const mail = await app.mailbox.takeOne();
  expect(mail.to).toEqual([{ name: "", address: newEmail }]);
  return tokenIn(mail.html);
}

test("the link and the password take over the new address, and older tokens end", async () => {
  await using app = await AppWithUser.open();
  const before = createAuthToken(app.user);
  const token = await takeToken(app);
  expect((await app.post("confirm-email-change", { token, password: "wrong" })).json).toMatchObject({
    data: { password: { code: "validation_invalid_password" } },
  });
  expect(await app.stored("email")).toBe(EMAIL);
  expect((await app.post("confirm-email-change", { token, password: PASSWORD })).status).toBe(204);
  expect([await app.stored("email"), Boolean(await app.stored("verified"))]).toEqual([newEmail, true]);
  expect((await app.post("auth-refresh", {}, { token: before })).status).toBe(401);
  const again = await app.post("confirm-email-change", { token, password: PASSWORD });
  expect(again.json).toMatchObject({ data: { token: { code: "validation_invalid_token" } } });
});

test("of several requests with one link only the first changes the address", async () => {
  await using app = await AppWithUser.open();
  const token = await takeToken(app);
  const confirm = () => app.post("confirm-email-change", { token, password: PASSWORD });
  const answers = await Promise.all([confirm(), confirm(), confirm(), confirm()]);
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([204, 400, 400, 400]);
});

test("an address gets three mails in a while, whoever asks for them", async () => {
  await using app = await AppWithUser.open();
  const other = await app.app.create("users", { email: "second@example.com", password: PASSWORD });
  const ask = async (user: RecordModel, address: string): Promise<number> =>
    (await app.post("request-email-change", { newEmail: address }, { token: createAuthToken(user) })).status;
  const statuses: number[] = [];
  for (const user of [app.user, other, app.user, other]) statuses.push(await ask(user, "stranger@example.com"));
  statuses.push(await ask(other, "STRANGER@example.com"), await ask(other, "another@example.com"));
  expect(statuses).toEqual([204, 204, 204, 429, 429, 204]);
  expect(await app.mailbox.take()).toHaveLength(4);
});

test("an address that somebody took meanwhile is refused", async () => {
  await using app = await AppWithUser.open();
  const token = await takeToken(app);
  await app.app.create("users", { email: newEmail, password: PASSWORD });
  expect((await app.post("confirm-email-change", { token, password: PASSWORD })).json).toMatchObject({
    data: { token: { code: "validation_invalid_token_email" } },
  });
});

test("wrong addresses are told", async () => {
  await using app = await AppWithUser.open();
  await app.app.create("users", { email: "other@example.com", password: PASSWORD });
  const token = createAuthToken(app.user);
  const codes: unknown[] = [];
  for (const address of ["", "x", EMAIL, "other@example.com"]) {
    const { json } = await app.post("request-email-change", { newEmail: address }, { token });
    codes.push((json as { data: { newEmail: { code: string } } }).data.newEmail.code);
  }
  expect(codes).toEqual([
    "validation_required",
    "validation_is_email",
    "validation_not_in_invalid",
    "validation_invalid_new_email",
  ]);
  expect(await app.mailbox.take()).toEqual([]);
});

insideTest("who asks learns that the mail could not be sent", async () => {
  await using app = await AppWithUser.open();
  app.mailbox.failure = new Error("no server");
  const { json } = await app.post("request-email-change", { newEmail }, { token: createAuthToken(app.user) });
  expect(json).toEqual({ data: {}, message: "Failed to request email change.", status: 400 });
});

test("guests and superusers can't ask", async () => {
  await using app = await AppWithUser.open();
  expect((await app.post("request-email-change", { newEmail })).status).toBe(401);
  const path = "/api/collections/_superusers/request-email-change";
  const token = await app.app.superuserToken();
  expect((await app.app.request("POST", path, { body: { newEmail }, token })).json).toMatchObject({
    message: "All superusers can change their emails directly.",
  });
});
