import { expect, test } from "bun:test";
import { tokenIn } from "../../support/mailbox.ts";
import { AppWithUser, EMAIL } from "./with-user.ts";

const NEW = { password: "new-password", passwordConfirm: "new-password" };

async function takeToken(app: AppWithUser): Promise<string> {
  expect((await app.post("request-password-reset", { email: EMAIL })).status).toBe(204);
  return tokenIn((await app.mailbox.takeOne()).html);
}

test("the link sets a new password once, verifies the email and ends older tokens", async () => {
  await using app = await AppWithUser.open();
  const { token: before } = (await app.signIn()).json as { token: string };
  const token = await takeToken(app);
  expect((await app.post("confirm-password-reset", { token, ...NEW })).status).toBe(204);
  expect((await app.signIn()).status).toBe(400);
  expect((await app.signIn({ password: NEW.password })).status).toBe(200);
  expect(Boolean(await app.stored("verified"))).toBe(true);
  expect((await app.post("auth-refresh", {}, { token: before })).status).toBe(401);
  expect((await app.post("confirm-password-reset", { token, ...NEW })).json).toMatchObject({
    data: { token: { code: "validation_invalid_token" } },
  });
});

test("of several requests with one link only the first sets its password", async () => {
  await using app = await AppWithUser.open();
  const token = await takeToken(app);
  const confirm = (password: string) =>
    app.post("confirm-password-reset", { token, password, passwordConfirm: password });
  const answers = await Promise.all([1, 2, 3, 4, 5, 6].map((number) => confirm(`new-password-${number}`)));
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([204, 400, 400, 400, 400, 400]);
  const refused = answers.find(({ status }) => status === 400);
  expect(refused?.json).toMatchObject({ data: { token: { code: "validation_invalid_token" } } });
});

test("the link proves no address but the one that it was mailed to", async () => {
  await using app = await AppWithUser.open();
  const token = await takeToken(app);
  await app.app.context.database.run("UPDATE users SET email = 'changed@example.com' WHERE id = ?", [app.user.id]);
  expect((await app.post("confirm-password-reset", { token, ...NEW })).status).toBe(204);
  expect(Boolean(await app.stored("verified"))).toBe(false);
});

test("the form is checked, and the password by the collection's rules", async () => {
  await using app = await AppWithUser.open();
  const token = await takeToken(app);
  const confirm = async (form: object): Promise<unknown> => (await app.post("confirm-password-reset", form)).json;
  expect(await confirm({ token, password: "short", passwordConfirm: "other" })).toMatchObject({
    message: "An error occurred while validating the submitted data.",
    data: {
      password: { code: "validation_length_out_of_range", params: { min: 8, max: 255 } },
      passwordConfirm: { code: "validation_values_mismatch" },
    },
  });
  const long = "x".repeat(72);
  expect(await confirm({ token, password: long, passwordConfirm: long })).toMatchObject({
    message: "Failed to set new password.",
    data: { password: { code: "validation_max_text_constraint" } },
  });
  expect((await app.signIn()).status).toBe(200);
});

test("unknown and known emails are answered alike, and a mail comes once in two minutes", async () => {
  await using app = await AppWithUser.open();
  for (const email of [EMAIL, EMAIL, "unknown@example.com"]) {
    const { status, text } = await app.post("request-password-reset", { email });
    expect([status, text]).toEqual([204, ""]);
  }
  const token = tokenIn((await app.mailbox.takeOne()).html);
  await app.post("confirm-password-reset", { token, ...NEW });
  await takeToken(app);
});

test("the answer does not wait for the mail", async () => {
  await using app = await AppWithUser.open();
  const gate = Promise.withResolvers<void>();
  app.app.context.hooks.onMailerRecordPasswordResetSend.bind({
    async run(event) {
      await gate.promise;
      await event.next();
    },
  });
  expect((await app.post("request-password-reset", { email: EMAIL })).status).toBe(204);
  gate.resolve();
  expect(await app.mailbox.take()).toHaveLength(1);
});

test("collections without passwords have nothing to reset", async () => {
  await using app = await AppWithUser.open({ passwordAuth: { enabled: false }, otp: { enabled: true } });
  expect((await app.post("request-password-reset", { email: EMAIL })).json).toMatchObject({
    message: "The collection is not configured to allow password authentication.",
    status: 400,
  });
});
