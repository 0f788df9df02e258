import { describe, expect, test } from "bun:test";
import { deleteRecord } from "../../../src/model/records/delete.ts";
import { setValues } from "../../../src/model/records/record-values.ts";
import type { RecordModel } from "../../../src/model/records/record.ts";
import { saveRecord } from "../../../src/model/records/save.ts";
import { failure } from "../../support/failure.ts";
import { testApp, type TestApp } from "../../support/test-app.ts";
import { createCollection } from "./create-collection.ts";

async function createUser(app: TestApp, email: string): Promise<RecordModel> {
  return app.create("users", { email, password: "12345678" });
}

/** One record of each kind that belongs to the user. */
async function createBelongings(app: TestApp, { collection, id }: RecordModel): Promise<void> {
  const refs = { collectionRef: collection.id, recordRef: id };
  await app.create("_authOrigins", { ...refs, fingerprint: `fingerprint ${id}` });
  await app.create("_externalAuths", { ...refs, provider: "google", providerId: `google ${id}` });
  await app.create("_mfas", { ...refs, method: "password" });
  await app.create("_otps", { ...refs, password: "12345" });
}

async function belongings(app: TestApp, { id }: RecordModel): Promise<string[]> {
  const kept: string[] = [];
  for (const name of ["_authOrigins", "_externalAuths", "_mfas", "_otps"]) {
    const row = await app.context.connection.get(`SELECT id FROM "${name}" WHERE "recordRef" = ?`, [id]);
    if (row !== null) kept.push(name);
  }
  return kept;
}

async function update(app: TestApp, record: RecordModel, values: Record<string, unknown>): Promise<void> {
  setValues(record, values);
  await saveRecord(app.context, record);
}

describe("what belongs to an auth record", () => {
  test("goes with it, and only with it", async () => {
    await using app = await testApp();
    const [one, two] = [await createUser(app, "a@example.com"), await createUser(app, "b@example.com")];
    await createBelongings(app, one);
    await createBelongings(app, two);
    await deleteRecord(app.context, one);
    expect(await belongings(app, one)).toEqual([]);
    expect(await belongings(app, two)).toHaveLength(4);
  });

  test("a new password ends sessions on the way, known devices and codes", async () => {
    await using app = await testApp();
    const user = await createUser(app, "a@example.com");
    await createBelongings(app, user);
    await update(app, user, { name: "x" });
    expect(await belongings(app, user)).toHaveLength(4);
    await update(app, user, { password: "abcdefgh" });
    expect(await belongings(app, user)).toEqual(["_externalAuths"]);
  });

  test("a new email ends codes that were sent to the old one", async () => {
    await using app = await testApp();
    const user = await createUser(app, "a@example.com");
    await createBelongings(app, user);
    await update(app, user, { email: "b@example.com" });
    expect(await belongings(app, user)).toEqual(["_authOrigins", "_externalAuths", "_mfas"]);
  });

  test("verification unlinks accounts that were linked before it, and ends all tokens", async () => {
    await using app = await testApp();
    const user = await createUser(app, "a@example.com");
    await createBelongings(app, user);
    const before = user.text("tokenKey");
    await update(app, user, { verified: true });
    expect(await belongings(app, user)).toEqual(["_authOrigins", "_mfas"]);
    expect(user.text("tokenKey")).not.toBe(before);
  });

  test("must name an auth collection and a record of it", async () => {
    await using app = await testApp();
    const posts = await createCollection(app.context, { name: "posts" });
    const user = await createUser(app, "a@example.com");
    const errorOf = async (values: object) =>
      failure(app.create("_mfas", { collectionRef: user.collection.id, recordRef: user.id, method: "otp", ...values }));
    expect(await errorOf({ collectionRef: "missing" })).toHaveProperty("errors", {
      collectionRef: { code: "validation_invalid_collection_id", message: "Missing or invalid collection." },
    });
    expect(await errorOf({ collectionRef: posts.id })).toHaveProperty("errors", {
      collectionRef: {
        code: "validation_invalid_collection_type",
        message: "Invalid collection type - must be auth.",
      },
    });
    expect(await errorOf({ recordRef: "missing" })).toHaveProperty("errors", {
      recordRef: { code: "validation_invalid_record", message: "Missing or invalid record." },
    });
    expect(await errorOf({ recordRef: "" })).toHaveProperty("errors.recordRef.code", "validation_required");
  });

  test("links name a provider that exists", async () => {
    await using app = await testApp();
    const user = await createUser(app, "a@example.com");
    const link = { collectionRef: user.collection.id, recordRef: user.id, provider: "missing", providerId: "1" };
    expect(await failure(app.create("_externalAuths", link))).toHaveProperty("errors", {
      provider: { code: "validation_in_invalid", message: "Must be a valid value." },
    });
  });

  test("codes are hashed", async () => {
    await using app = await testApp();
    const user = await createUser(app, "a@example.com");
    const refs = { collectionRef: user.collection.id, recordRef: user.id };
    const otp = await app.create("_otps", { ...refs, password: "12345" });
    expect(otp.text("password")).toMatch(/^\$2a\$08\$.{53}$/);
  });
});

describe("superusers", () => {
  test("are always verified", async () => {
    await using app = await testApp();
    const superuser = await app.create("_superusers", { email: "a@example.com", password: "1234567890" });
    expect(superuser.values["verified"]).toBe(true);
    await update(app, superuser, { verified: false });
    expect(superuser.values["verified"]).toBe(true);
  });

  test("the last one stays", async () => {
    await using app = await testApp();
    const one = await app.create("_superusers", { email: "a@example.com", password: "1234567890" });
    const two = await app.create("_superusers", { email: "b@example.com", password: "1234567890" });
    await deleteRecord(app.context, one);
    expect(await failure(deleteRecord(app.context, two))).toMatchObject({
      status: 400,
      message: "You can't delete the only existing superuser.",
    });
  });

  test("the first one of a person takes the place of the installer", async () => {
    await using app = await testApp();
    await app.create("_superusers", { email: "__pbinstaller@example.com", password: "1234567890" });
    await app.create("_superusers", { email: "a@example.com", password: "1234567890" });
    const rows = await app.context.connection.all("SELECT email FROM _superusers");
    expect(rows).toEqual([{ email: "a@example.com" }]);
  });
});
