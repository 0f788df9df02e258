import { describe, expect, setSystemTime, test } from "bun:test";
import { join } from "node:path";
import { signJwt } from "../../../src/lib/jwt.ts";
import { createAuthToken, createToken, verifyToken } from "../../../src/model/auth/tokens.ts";
import type { AuthCollection } from "../../../src/model/collections/collection.ts";
import { setValue } from "../../../src/model/records/record-values.ts";
import type { RecordModel } from "../../../src/model/records/record.ts";
import { saveRecord } from "../../../src/model/records/save.ts";
import { testApp } from "../../support/test-app.ts";
import type { TestApp } from "../../support/test-app.ts";
import { runApart } from "../../support/test-database.ts";

async function createUser(app: TestApp): Promise<RecordModel> {
  return app.create("users", { email: `${crypto.randomUUID()}@example.com`, password: "1234567890" });
}

/** Whose token the server takes it for: the id of the record, or null. */
async function whoIs(app: TestApp, token: string): Promise<string | null> {
  const { status, json } = await app.request("POST", "/api/collections/users/auth-refresh", { token });
  return status === 200 ? (json as { record: { id: string } }).record.id : null;
}

function keyOf(user: RecordModel): string {
  return user.text("tokenKey") + (user.collection as AuthCollection).options.authToken.secret;
}

const hour = Math.floor(Date.now() / 1000) + 3600;

test("a token stands for its record, with or without Bearer", async () => {
  await using app = await testApp();
  const user = await createUser(app);
  const token = createAuthToken(user);
  expect(await whoIs(app, token)).toBe(user.id);
  expect(await whoIs(app, `Bearer ${token}`)).toBe(user.id);
  expect(await whoIs(app, `bearer ${token}`)).toBe(user.id);
});

describe("a token is refused", () => {
  const claims = (user: RecordModel): Record<string, unknown> => ({
    collectionId: user.collection.id,
    exp: hour,
    id: user.id,
    refreshable: true,
    type: "auth",
  });

  const cases: Record<string, (user: RecordModel) => string> = {
    "with another key": (user) => signJwt(claims(user), "x".repeat(100)),
    "with the collection's secret alone": (user) =>
      signJwt(claims(user), (user.collection as AuthCollection).options.authToken.secret),
    "without a signature": (user) => {
      const parts = [{ alg: "none", typ: "JWT" }, claims(user)].map((part) =>
        Buffer.from(JSON.stringify(part)).toString("base64url"),
      );
      return `${parts.join(".")}.`;
    },
    "that expired": (user) => signJwt({ ...claims(user), exp: hour - 7200 }, keyOf(user)),
    "for something else": (user) => createToken(user, { type: "file" }),
    "of another collection": (user) => signJwt({ ...claims(user), collectionId: "pbc_3142635823" }, keyOf(user)),
    "of an unknown collection": (user) => signJwt({ ...claims(user), collectionId: "missing" }, keyOf(user)),
    "of an unknown record": (user) => signJwt({ ...claims(user), id: "missing00000000" }, keyOf(user)),
    "that is none": () => "nonsense",
  };

  test.each(Object.keys(cases))("%s", async (name) => {
    await using app = await testApp();
    const user = await createUser(app);
    // The same claims with the right key are accepted: so the refusal is for the one thing that differs.
    expect(await whoIs(app, signJwt(claims(user), keyOf(user)))).toBe(user.id);
    expect(await whoIs(app, cases[name]?.(user) ?? "")).toBeNull();
  });
});

describe("a remembered token ends at once", () => {
  test("with a change of the password", async () => {
    await using app = await testApp();
    const user = await createUser(app);
    const token = createAuthToken(user);
    expect(await whoIs(app, token)).toBe(user.id);
    setValue(user, "password", "another-one");
    await saveRecord(app.context, user);
    expect(await whoIs(app, token)).toBeNull();
    expect(await whoIs(app, createAuthToken(user))).toBe(user.id);
  });

  test("with its time", async () => {
    await using app = await testApp();
    const user = await createUser(app);
    const token = createAuthToken(user, { duration: 60 });
    expect(await whoIs(app, token)).toBe(user.id);
    try {
      setSystemTime(Date.now() + 61_000);
      expect(await whoIs(app, token)).toBeNull();
    } finally {
      setSystemTime();
    }
  });

  test("with its record", async () => {
    await using app = await testApp();
    const user = await createUser(app);
    const token = createAuthToken(user);
    expect(await whoIs(app, token)).toBe(user.id);
    const path = `/api/collections/users/records/${user.id}`;
    expect((await app.request("DELETE", path, { token: await app.superuserToken() })).status).toBe(204);
    expect(await whoIs(app, token)).toBeNull();
  });

  test("with a write that no hook sees", async () => {
    await using app = await testApp();
    const user = await createUser(app);
    const token = createAuthToken(user);
    expect(await whoIs(app, token)).toBe(user.id);
    await app.context.database.run(`UPDATE users SET "tokenKey" = 'another' WHERE id = ?`, [user.id]);
    expect(await whoIs(app, token)).toBeNull();
  });

  test("with all records of its collection", async () => {
    await using app = await testApp();
    const token = createAuthToken(await createUser(app));
    expect(await whoIs(app, token)).not.toBeNull();
    const truncated = { token: await app.superuserToken() };
    expect((await app.request("DELETE", "/api/collections/users/truncate", truncated)).status).toBe(204);
    expect(await whoIs(app, token)).toBeNull();
  });

  test("with a new secret of its collection", async () => {
    await using app = await testApp();
    const user = await createUser(app);
    const token = createAuthToken(user);
    expect(await whoIs(app, token)).toBe(user.id);
    const body = { authToken: { secret: "s".repeat(40) } };
    const changed = await app.request("PATCH", "/api/collections/users", { token: await app.superuserToken(), body });
    expect(changed.status).toBe(200);
    expect(await whoIs(app, token)).toBeNull();
  });

  test("with a change by another process, once it is noticed", async () => {
    await using app = await testApp();
    const user = await createUser(app);
    const token = createAuthToken(user);
    expect(await whoIs(app, token)).toBe(user.id);
    await runApart(join(app.folder, "pb_data"), `UPDATE users SET "tokenKey" = 'another' WHERE id = '${user.id}'`);
    const deadline = Date.now() + 20_000;
    while ((await whoIs(app, token)) !== null && Date.now() < deadline) await Bun.sleep(5);
    expect(await whoIs(app, token)).toBeNull();
  });
});

test("requests of one client don't share their record", async () => {
  await using app = await testApp();
  const user = await createUser(app);
  const token = createAuthToken(user);
  await whoIs(app, token);
  const unbind = app.context.hooks.onRecordAuthRefreshRequest.bind({
    async run(event) {
      event.record.custom["seen"] = true;
      await event.next();
    },
  });
  await whoIs(app, token);
  unbind();
  const { json } = await app.request("POST", "/api/collections/users/auth-refresh", { token });
  expect((json as { record: object }).record).not.toHaveProperty("seen");
});

test("the verified claims come with the record", async () => {
  await using app = await testApp();
  const user = await createUser(app);
  const token = createToken(user, { type: "emailChange", claims: { newEmail: "new@example.com" } });
  const verified = await verifyToken(app.context, token, "emailChange");
  expect(verified?.record.id).toBe(user.id);
  expect(verified?.claims["newEmail"]).toBe("new@example.com");
  expect(await verifyToken(app.context, token, "verification")).toBeNull();
});
