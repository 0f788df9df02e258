// What scheduled backups do with the older ones.
import { expect, test } from "bun:test";
import { rm, utimes } from "node:fs/promises";
import { join } from "node:path";
import { mergeSettings } from "../../../src/model/settings/merge-settings.ts";
import { saveSettings } from "../../../src/model/settings/save-settings.ts";
import { type TestApp, testApp } from "../../support/test-app.ts";

const JOB = "__pbAutoBackup__";
const DAY_MS = 24 * 60 * 60 * 1000;

async function schedule({ context }: TestApp, backups: object): Promise<void> {
  const update = { backups: { cron: "0 3 * * *", cronMaxKeep: 10, ...backups } };
  await saveSettings(context, mergeSettings(context.settings.current(), update));
}

/** A backup of so many days ago. */
async function addBackup({ context }: TestApp, name: string, days: number): Promise<void> {
  await context.backups.write(name, new Blob(["old"]), { contentType: "", originalName: "" });
  const time = new Date(Date.now() - days * DAY_MS);
  await utimes(join(context.options.dataDir, "backups", name), time, time);
}

async function names({ context }: TestApp): Promise<string[]> {
  return (await Array.fromAsync(context.backups.list(""))).map(({ key }) => key).toSorted();
}

test("older scheduled backups are deleted by their days, encrypted or not", async () => {
  await using app = await testApp();
  await schedule(app, { cronMaxDays: 30 });
  await addBackup(app, "@auto_pb_backup_40.zip", 40);
  await addBackup(app, "@auto_pb_backup_31.zip.age", 31);
  await addBackup(app, "@auto_pb_backup_29.zip.age", 29);
  await addBackup(app, "mine.zip", 400);
  await app.context.crons.run(JOB);
  const made = expect.stringMatching(/^@auto_pb_backup_acme_\d{14}\.zip$/) as string;
  expect(await names(app)).toEqual(["@auto_pb_backup_29.zip.age", made, "mine.zip"]);
});

test("a scheduled backup that is not complete is mailed, and the older ones stay", async () => {
  await using app = await testApp({ fixture: "world" });
  await schedule(app, { cronMaxKeep: 1, verify: true });
  await addBackup(app, "@auto_pb_backup_old.zip", 1);
  const mails: string[] = [];
  app.context.hooks.onMailerSend.bind({
    run(event) {
      mails.push(event.message.html);
    },
  });
  await rm(join(app.context.options.dataDir, "storage"), { recursive: true });
  expect(await app.context.crons.run(JOB)).toContain("files that records name are missing");
  expect(mails).toEqual([expect.stringContaining("files that records name are missing")]);
  expect(await names(app)).toContain("@auto_pb_backup_old.zip");
});
