import { badRequest, ValidationError, type FieldError } from "../../lib/api-error.ts";
import type { Row } from "../../database/engine.ts";
import { later } from "../../lib/lazy.ts";
import { type Collection, SUPERUSERS } from "../collections/collection.ts";
import { rowColumns } from "../collections/row-columns.ts";
import type { Context } from "../context.ts";
import { required } from "../fields/field-errors.ts";
import { findRecordByField } from "./find.ts";
import { recordFromRow, setValue } from "./record-values.ts";
import type { RecordModel } from "./record.ts";
import { removeRecord } from "./remove-record.ts";

const loadProviders = later(() => import("../../lib/oauth2/registry.ts"));

const EXTERNAL_AUTHS = "_externalAuths";
/** Collections whose records belong to an auth record, named by `collectionRef` and `recordRef`. */
const BELONGING = ["_authOrigins", EXTERNAL_AUTHS, "_mfas", "_otps"] as const;
type Belonging = (typeof BELONGING)[number];

/** The account that a new server has until its first superuser is created. */
const INSTALLER_EMAIL = "__pbinstaller@example.com";

/** Checks what the fields alone cannot know. */
export async function validateSystemRecord(context: Context, record: RecordModel): Promise<void> {
  const { name, system } = record.collection;
  if (!system || !BELONGING.some((belonging) => belonging === name)) return;
  const errors = await checkOwner(context, record);
  if (errors !== null) throw new ValidationError(errors);
  if (name !== EXTERNAL_AUTHS) return;
  const { findOAuth2Provider } = await loadProviders();
  const provider = record.text("provider");
  if (findOAuth2Provider(provider) !== undefined) return;
  throw new ValidationError({ provider: { code: "validation_in_invalid", message: "Must be a valid value." } });
}

async function checkOwner(context: Context, record: RecordModel): Promise<Record<string, FieldError> | null> {
  const collectionRef = record.text("collectionRef");
  if (collectionRef === "") return { collectionRef: required };
  const collection = context.collections.current().byId(collectionRef);
  if (collection === undefined) {
    const code = "validation_invalid_collection_id";
    return { collectionRef: { code, message: "Missing or invalid collection." } };
  }
  if (collection.type !== "auth") {
    const code = "validation_invalid_collection_type";
    return { collectionRef: { code, message: "Invalid collection type - must be auth." } };
  }
  const recordRef = record.text("recordRef");
  if (recordRef === "") return { recordRef: required };
  const owner = await findRecordByField(context, collection, { field: "id", value: recordRef });
  if (owner !== null) return null;
  return { recordRef: { code: "validation_invalid_record", message: "Missing or invalid record." } };
}

/** Runs in the transaction before the row of the record is written. */
export async function beforeSystemRecordSave(context: Context, record: RecordModel): Promise<void> {
  const { collection, original, values } = record;
  if (collection.type !== "auth") return;
  if (collection.name === SUPERUSERS) values["verified"] = true;
  if (original === null || original["verified"] === true || values["verified"] !== true) return;
  // Whoever linked an account before its owner proved to have the email must not stay linked.
  const removed = await removeBelonging(context, record, [EXTERNAL_AUTHS]);
  if (removed > 0 && values["tokenKey"] === original["tokenKey"]) setValue(record, "tokenKey:autogenerate", "");
}

/** Runs in the transaction after the row was written. `before`: the values until then. */
export async function afterSystemRecordSave(
  context: Context,
  record: RecordModel,
  before: RecordModel["original"],
): Promise<void> {
  const { collection, values } = record;
  if (collection.type !== "auth") return;
  if (before === null) {
    if (collection.name === SUPERUSERS) await removeInstaller(context, record);
    return;
  }
  if (values["password"] !== before["password"]) await removeBelonging(context, record, ["_authOrigins", "_mfas"]);
  if (values["tokenKey"] !== before["tokenKey"]) await removeBelonging(context, record, ["_otps"]);
}

async function removeInstaller(context: Context, record: RecordModel): Promise<void> {
  if (record.text("email") === INSTALLER_EMAIL) return;
  const find = { field: "email", value: INSTALLER_EMAIL };
  const installer = await findRecordByField(context, record.collection, find);
  if (installer === null) return;
  await removeRecord(context, installer, {
    async around(transaction, removeRow) {
      if (await removeRow()) await removeBelonging(transaction, installer, BELONGING);
    },
  });
}

/** Runs in the transaction of a superuser's deletion before the hooks of its execution. */
export async function checkNotLastSuperuser({ connection, transaction }: Context, record: RecordModel): Promise<void> {
  // Two superusers that are deleted at once would each find the other.
  await transaction?.lock("superusers");
  const table = connection.dialect.quote(SUPERUSERS);
  const others = await connection.get(`SELECT id FROM ${table} WHERE id <> ? LIMIT 1`, [record.id]);
  if (others === null) throw badRequest("You can't delete the only existing superuser.");
}

/** Runs in the transaction after the row was deleted. */
export async function afterSystemRecordDelete(context: Context, record: RecordModel): Promise<void> {
  if (record.collection.type === "auth") await removeBelonging(context, record, BELONGING);
}

function removeRowOnly(_context: Context, removeRow: () => Promise<boolean>): Promise<boolean> {
  return removeRow();
}

/** So many rows at most are held at a time. */
const PAGE_SIZE = 500;

/** Deletes what belongs to the records of an auth collection that was deleted. */
export async function removeBelongingToAll(context: Context, owners: Collection): Promise<void> {
  const { connection } = context;
  const { dialect } = connection;
  for (const name of BELONGING) {
    const collection = context.collections.current().byName(name);
    if (collection === undefined) continue;
    const id = dialect.quote("id");
    const condition = `${dialect.quote("collectionRef")} = ? AND ${id} > ?`;
    const columns = rowColumns(dialect, collection);
    const sql = `SELECT ${columns} FROM ${dialect.quote(name)} WHERE ${condition} ORDER BY ${id} LIMIT ${PAGE_SIZE}`;
    let rows: Row[] = [];
    let last = "";
    do {
      rows = await connection.all<Row>(sql, [owners.id, last]);
      for (const row of rows) {
        const record = recordFromRow(collection, row);
        await removeRecord(context, record, { around: removeRowOnly });
        last = record.id;
      }
    } while (rows.length === PAGE_SIZE);
  }
}

/** Deletes what belongs to an auth record and returns how many records that were. */
async function removeBelonging(
  context: Context,
  owner: RecordModel,
  collections: readonly Belonging[],
): Promise<number> {
  const { connection } = context;
  const { dialect } = connection;
  const condition = `${dialect.quote("collectionRef")} = ? AND ${dialect.quote("recordRef")} = ?`;
  const snapshot = context.collections.current();
  let removed = 0;
  for (const name of collections) {
    const collection = snapshot.byName(name);
    if (collection === undefined) continue;
    const sql = `SELECT ${rowColumns(dialect, collection)} FROM ${dialect.quote(name)} WHERE ${condition}`;
    for (const row of await connection.all<Row>(sql, [owner.collection.id, owner.id])) {
      await removeRecord(context, recordFromRow(collection, row), { around: removeRowOnly });
      removed += 1;
    }
  }
  return removed;
}
