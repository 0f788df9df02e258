import { expect, test } from "bun:test";
import { formatDate } from "../../../src/lib/dates.ts";
import { testApp } from "../../support/test-app.ts";

test("the jobs have PocketBase's names and times", async () => {
  await using app = await testApp();
  const jobs = app.context.crons.list().map(({ id, expression }) => [id, expression]);
  expect(jobs).toContainEqual(["__pbMFACleanup__", "0 * * * *"]);
  expect(jobs).toContainEqual(["__pbOTPCleanup__", "0 * * * *"]);
});

test.each([
  ["_otps", "__pbOTPCleanup__", { password: "123456" }, 180],
  ["_mfas", "__pbMFACleanup__", { method: "otp" }, 600],
])("what has expired in %s is deleted, the rest stays", async (name, job, values, durationSeconds) => {
  await using app = await testApp();
  const user = await app.create("users", { email: "me@example.com", password: "1234567890" });
  const owner = { collectionRef: user.collection.id, recordRef: user.id };
  const [old, fresh] = [
    await app.create(name, { ...owner, ...values }),
    await app.create(name, { ...owner, ...values }),
  ];
  const created = (seconds: number): string => formatDate(new Date(Date.now() - seconds * 1000));
  await app.context.database.run(`UPDATE ${name} SET created = ? WHERE id = ?`, [created(durationSeconds + 5), old.id]);
  await app.context.database.run(`UPDATE ${name} SET created = ? WHERE id = ?`, [
    created(durationSeconds - 60),
    fresh.id,
  ]);
  expect(await app.context.crons.run(job)).toBeNull();
  expect(await app.context.database.all(`SELECT id FROM ${name}`)).toEqual([{ id: fresh.id }]);
});
