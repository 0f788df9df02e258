import type { Engine } from "../../database/engine.ts";
import { INSTALLER_EMAIL } from "../../model/auth/superusers.ts";
import { checkFormat } from "../../model/migrations/check-format.ts";
import { SETTINGS_ID, findParam } from "../../model/params/param-rows.ts";
import { decodeSettings } from "../../model/settings/settings-text.ts";
import type { Settings } from "../../model/settings/settings.ts";
import { type Finding, ok, problem, reasonOf, warning } from "./finding.ts";

/** Looks for damage in a database, which reads all of it. */
export async function checkDamage(name: string, engine: Engine): Promise<Finding> {
  try {
    const [damage] = await engine.findDamage();
    if (damage === undefined) return ok(name, "no damage");
    return problem(name, `damaged: ${damage}`, "Stop the server and restore the latest backup; keep the damaged file.");
  } catch (error) {
    return problem(
      name,
      `can't be read: ${reasonOf(error)}`,
      "Stop the server and restore the latest backup; keep the file.",
    );
  }
}

/** Whether this version understands what is stored. */
export async function checkStoredFormat(engine: Engine): Promise<Finding> {
  const name = "format";
  const columns = (await engine.schema.columns("_collections")).map((column) => column.name);
  if (columns.includes("schema"))
    return warning(name, "made by PocketBase before v0.23", "The next start brings it up to date and keeps a copy.");
  try {
    await checkFormat(engine);
    return ok(name, "as this version writes it");
  } catch (error) {
    return problem(name, reasonOf(error), "Update Baobox, or restore a backup of this version.");
  }
}

/** Null with the reason as a problem where the settings can't be read. */
export async function readSettings(
  engine: Engine,
  { encryptionKey }: { readonly encryptionKey: string | null },
): Promise<{ readonly finding: Finding; readonly settings: Settings | null }> {
  const name = "settings";
  try {
    const row = await findParam(engine, SETTINGS_ID);
    if (row === null)
      return { finding: warning(name, "none are stored", "The next start stores the defaults."), settings: null };
    const settings = decodeSettings(row.value, encryptionKey);
    return { finding: ok(name, encryptionKey === null ? "readable" : "readable, encrypted"), settings };
  } catch (error) {
    const finding = problem(name, reasonOf(error), "Give the variable with their key by --encryptionEnv.");
    return { finding, settings: null };
  }
}

/** Whether anyone can sign in to the dashboard. */
export async function checkSuperusers(engine: Engine): Promise<Finding> {
  const name = "superusers";
  const found = await engine.get<{ total: number }>(
    `SELECT COUNT(*) AS "total" FROM "_superusers" WHERE "email" != ?`,
    [INSTALLER_EMAIL],
  );
  const total = found?.total ?? 0;
  if (total > 0) return ok(name, String(total));
  return warning(name, "there is none", "Create one: baobox superuser create EMAIL");
}

/** A clock that was set back, or a machine that started with a wrong one, shows in entries of the future. */
export async function checkNewestEntry(auxiliary: Engine, now: Date): Promise<Finding> {
  const name = "clock against the logs";
  const row = await auxiliary.get<{ newest: string | null }>(`SELECT MAX("created") AS "newest" FROM "_logs"`, []);
  const newest = new Date((row?.newest ?? "").replace(" ", "T"));
  if (Number.isNaN(newest.getTime())) return ok(name, "no entries to compare with");
  const aheadMs = newest.getTime() - now.getTime();
  if (aheadMs < 60_000) return ok(name, "no entry is of the future");
  return problem(
    name,
    `this machine's time is ${now.toISOString()}, but the newest log entry is of ${newest.toISOString()}`,
    "Set the clock, and let it be kept right, for example by systemd-timesyncd or chrony.",
  );
}
