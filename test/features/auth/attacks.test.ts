// Tokens that are not what they claim to be, wherever a token is taken, and answers that could tell who has an account.
import { describe, expect, spyOn, test } from "bun:test";
import { insideTest } from "../../support/inside-test.ts";
import { BcryptThreads } from "../../../src/lib/bcrypt-threads.ts";
import { createHmac } from "node:crypto";
import { signJwt, unverifiedClaims, type Claims } from "../../../src/lib/jwt.ts";
import { createToken, type TokenType } from "../../../src/model/auth/tokens.ts";
import type { RecordModel } from "../../../src/model/records/record.ts";
import { AppWithUser, EMAIL, PASSWORD } from "./with-user.ts";

const claims = { email: EMAIL, newEmail: "new@example.com", refreshable: true };

/** How each kind of token is used, and what a good one is answered. */
const USES: Partial<Record<TokenType, (app: AppWithUser, token: string, collection: string) => Promise<number>>> = {
  auth: async (app, token, collection) =>
    (await app.app.request("POST", `/api/collections/${collection}/auth-refresh`, { token })).status,
  verification: (app, token, collection) => confirm(app, `${collection}/confirm-verification`, { token }),
  passwordReset: (app, token, collection) =>
    confirm(app, `${collection}/confirm-password-reset`, { token, password: PASSWORD, passwordConfirm: PASSWORD }),
  emailChange: (app, token, collection) =>
    confirm(app, `${collection}/confirm-email-change`, { token, password: PASSWORD }),
};

async function confirm(app: AppWithUser, path: string, body: object): Promise<number> {
  return (await app.app.request("POST", `/api/collections/${path}`, { body })).status;
}

function keyOf(user: RecordModel, type: TokenType): string {
  const options = user.collection.type === "auth" ? user.collection.options : null;
  const secret = options?.[`${type}Token` as keyof typeof options] as { secret: string } | undefined;
  return user.text("tokenKey") + (secret?.secret ?? "");
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** Signed as good tokens are, whatever the header says. */
function withHeader(payload: string, header: object, key: string): string {
  const signed = `${encode(header)}.${payload}`;
  return `${signed}.${createHmac("sha256", key).update(signed).digest("base64url")}`;
}

for (const [name, use] of Object.entries(USES)) {
  const type = name as TokenType;
  describe(`a token to ${type}`, () => {
    const refused = type === "auth" ? 401 : 400;
    const make = (user: RecordModel): string => createToken(user, { type, claims });
    const changed = (user: RecordModel, changes: Claims): string =>
      signJwt({ ...unverifiedClaims(make(user)), ...changes }, keyOf(user, type));

    test("is taken as it was made, so that what follows shows something", async () => {
      await using app = await AppWithUser.open();
      expect(changed(app.user, {})).toBe(make(app.user));
      expect(await use(app, changed(app.user, {}), "users")).toBe(type === "auth" ? 200 : 204);
    });

    test("is refused forged, unsigned, expired or of another type", async () => {
      await using app = await AppWithUser.open();
      const { user } = app;
      const good = make(user);
      const [header = "", payload = "", signature = ""] = good.split(".");
      const past = Math.floor(Date.now() / 1000) - 1;
      const others = (["auth", "file", "verification", "passwordReset", "emailChange"] as const).filter(
        (other) => other !== type,
      );
      const forged: Record<string, string> = {
        "another key": signJwt(unverifiedClaims(good), "guessed"),
        "no signature": `${header}.${payload}.`,
        "algorithm none": `${encode({ alg: "none", typ: "JWT" })}.${payload}.`,
        "algorithm none, signed": `${encode({ alg: "none", typ: "JWT" })}.${payload}.${signature}`,
        "algorithm none, signed with the key": withHeader(payload, { alg: "none" }, keyOf(user, type)),
        "other algorithm, signed with the key": withHeader(payload, { alg: "HS512" }, keyOf(user, type)),
        "other algorithm": `${encode({ alg: "HS512", typ: "JWT" })}.${payload}.${signature}`,
        "changed claims": `${header}.${encode({ ...unverifiedClaims(good), id: "other0000000000" })}.${signature}`,
        expired: changed(user, { exp: past }),
        "not yet good": changed(user, { nbf: past + 1000 }),
        "expiry as text": changed(user, { exp: "9999999999" }),
        "an unknown type": changed(user, { type: "other" }),
        "only the collection's secret": signJwt(
          unverifiedClaims(good),
          keyOf(user, type).slice(user.text("tokenKey").length),
        ),
        "only the record's key": signJwt(unverifiedClaims(good), user.text("tokenKey")),
      };
      for (const other of others) {
        forged[`made to ${other}`] = createToken(user, { type: other, claims });
        forged[`with the key to ${other}`] = signJwt(unverifiedClaims(good), keyOf(user, other));
      }
      const statuses: Record<string, number> = {};
      for (const [what, token] of Object.entries(forged)) statuses[what] = await use(app, token, "users");
      expect(statuses).toEqual(Object.fromEntries(Object.keys(forged).map((what) => [what, refused])));
    });

    test("is refused in another collection and for the same id there", async () => {
      await using app = await AppWithUser.open();
      const token = await app.app.superuserToken();
      const body = { name: "clients", type: "auth" };
      expect((await app.app.request("POST", "/api/collections", { token, body })).status).toBe(200);
      const { id: collectionId } = app.app.collection("clients");
      expect(await use(app, make(app.user), "clients")).toBe(type === "auth" ? 403 : 400);
      expect(await use(app, changed(app.user, { collectionId }), "clients")).toBe(refused);
      expect(await use(app, changed(app.user, { collectionId: "" }), "users")).toBe(refused);
    });

    test("ends with the record's key, the collection's secret and the record itself", async () => {
      await using app = await AppWithUser.open();
      const [first, { user }] = [make(app.user), app];
      await app.app.context.database.run('UPDATE users SET "tokenKey" = ? WHERE id = ?', ["k".repeat(50), user.id]);
      expect(await use(app, first, "users")).toBe(refused);
      user.values["tokenKey"] = "k".repeat(50);
      const second = make(user);
      await app.change({ [`${type}Token`]: { secret: "s".repeat(50) } });
      expect(await use(app, second, "users")).toBe(refused);
    });
  });
}

test("a superuser's rights don't come with a token of the same shape", async () => {
  await using app = await AppWithUser.open();
  const superusers = app.app.collection("_superusers");
  const forged = signJwt(
    { ...unverifiedClaims(createToken(app.user, { type: "auth" })), collectionId: superusers.id },
    keyOf(app.user, "auth"),
  );
  expect((await app.app.request("GET", "/api/settings", { token: forged })).status).toBe(401);
});

insideTest("unknown identities take as much bcrypt as wrong passwords", async () => {
  await using app = await AppWithUser.open();
  const verify = spyOn(BcryptThreads.prototype, "verify");
  const answers = [await app.signIn({ password: "wrong" }), await app.signIn({ identity: "unknown@example.com" })];
  const costs = verify.mock.calls.map(([, hash]) => hash.slice(3, 7));
  verify.mockRestore();
  expect(answers[0]?.text).toBe(answers[1]?.text ?? "");
  expect(costs).toEqual([costs[0] ?? "", costs[0] ?? ""]);
});
