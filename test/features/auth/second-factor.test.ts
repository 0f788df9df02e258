import { expect, test } from "bun:test";
import { formatDate } from "../../../src/lib/dates.ts";
import { codeIn } from "../../support/mailbox.ts";
import { AppWithUser, EMAIL, PASSWORD } from "./with-user.ts";

const mfa = { enabled: true, duration: 600, rule: "" };
const otp = { enabled: true, duration: 180, length: 8 };

async function mfaIdOf(answer: { status: number; json: unknown }): Promise<string> {
  expect(answer.status).toBe(401);
  return (answer.json as { mfaId: string }).mfaId;
}

async function takeCode(app: AppWithUser): Promise<{ otpId: string; password: string }> {
  const { json } = await app.post("request-otp", { email: EMAIL });
  const { otpId } = json as { otpId: string };
  return { otpId, password: codeIn((await app.mailbox.takeOne()).html) };
}

test("a password and then a code sign in, and no token comes before", async () => {
  await using app = await AppWithUser.open({ mfa, otp });
  const first = await app.signIn();
  expect(first.text).not.toContain("token");
  const mfaId = await mfaIdOf(first);
  const answer = await app.post("auth-with-otp", { ...(await takeCode(app)), mfaId });
  expect(answer).toMatchObject({ status: 200, json: { record: { id: app.user.id } } });
  expect(await app.count("_mfas")).toBe(0);
});

test("a code and then a password sign in, with the id in the query too", async () => {
  await using app = await AppWithUser.open({ mfa, otp });
  const mfaId = await mfaIdOf(await app.post("auth-with-otp", await takeCode(app)));
  const answer = await app.post(`auth-with-password?mfaId=${mfaId}`, { identity: EMAIL, password: PASSWORD });
  expect(answer.status).toBe(200);
  expect((await app.signIn({ mfaId })).json).toMatchObject({ message: "Invalid or expired MFA session." });
});

test("a session of another user, an expired one and a wrong second factor are refused", async () => {
  await using app = await AppWithUser.open({ mfa, otp });
  await app.app.create("users", { email: "other@example.com", password: PASSWORD });
  const ofOther = await mfaIdOf(await app.signIn({ identity: "other@example.com" }));
  const withCode = async (mfaId: string): Promise<unknown> =>
    (await app.post("auth-with-otp", { ...(await takeCode(app)), mfaId })).json;
  expect(await withCode(ofOther)).toMatchObject({ message: "Invalid MFA session.", status: 400 });
  const own = await mfaIdOf(await app.signIn());
  const { otpId } = await takeCode(app);
  expect((await app.post("auth-with-otp", { otpId, password: "00000000", mfaId: own })).status).toBe(400);
  const created = formatDate(new Date(Date.now() - 601_000));
  await app.app.context.database.run("UPDATE _mfas SET created = ?", [created]);
  expect(await withCode(own)).toMatchObject({ message: "Invalid or expired MFA session.", status: 400 });
});

test("the rule may ask how the user signs in", async () => {
  await using app = await AppWithUser.open({ mfa: { ...mfa, rule: "@request.context != 'otp'" }, otp });
  expect((await app.post("auth-with-otp", await takeCode(app))).status).toBe(200);
  await mfaIdOf(await app.signIn());
});

test("a rule that can't be read lets nobody in", async () => {
  await using app = await AppWithUser.open({ mfa, otp });
  const { database, collections } = app.app.context;
  const stored = await database.get<{ options: string }>("SELECT options FROM _collections WHERE name = 'users'");
  const options = JSON.parse(stored?.options ?? "{}") as { mfa: object };
  const changed = JSON.stringify({ ...options, mfa: { ...options.mfa, rule: "missing = 1" } });
  await database.run("UPDATE _collections SET options = ? WHERE name = 'users'", [changed]);
  await collections.reload();
  expect(await app.signIn()).toMatchObject({ status: 400, json: { message: "Failed to authenticate.", data: {} } });
});

test("a change of the password ends sessions that wait for a second factor", async () => {
  await using app = await AppWithUser.open({ mfa, otp });
  const mfaId = await mfaIdOf(await app.signIn());
  const token = await app.app.superuserToken();
  const body = { password: "new-password", passwordConfirm: "new-password" };
  await app.app.request("PATCH", `/api/collections/users/records/${app.user.id}`, { token, body });
  const { json } = await app.post("auth-with-otp", { ...(await takeCode(app)), mfaId });
  expect(json).toMatchObject({ message: "Invalid or expired MFA session." });
});
