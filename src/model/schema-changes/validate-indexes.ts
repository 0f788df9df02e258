import type { IndexDefinition, SchemaDialect } from "../../database/schema-dialect.ts";
import type { FieldError, FieldErrors } from "../../lib/api-error.ts";
import { checkLength } from "../fields/common-options.ts";
import { findUniqueIndex, parseIndex, parseIndexOf } from "../collections/index-definition.ts";
import { invalidIndex } from "../collections/sync-indexes.ts";
import type { Validation } from "./validate-collection.ts";

/** Checks what can be told without making the indexes; their columns are the engine's to check. */
export async function checkIndexes(validation: Validation): Promise<FieldError | FieldErrors | null> {
  const { collection } = validation;
  if (collection.type === "view" && collection.indexes.length > 0) {
    return { code: "validation_indexes_not_supported", message: "View collections don't support indexes." };
  }
  return (await checkEach(validation)) ?? checkSystemIndexes(validation) ?? checkAuthIndexes(validation);
}

async function checkEach(validation: Validation): Promise<FieldErrors | null> {
  const { schema } = validation.context.connection.dialect;
  const names = new Set<string>();
  const definitions = new Set<string>();
  for (const [position, sql] of validation.collection.indexes.entries()) {
    const parsed = parseIndexOf(sql, "table");
    if (parsed === null) return { [position]: invalidIndex };
    const name = parsed.indexName.toLowerCase();
    if (names.has(name)) {
      return { [position]: { code: "validation_duplicated_index_name", message: "The index name already exists." } };
    }
    const length = checkLength(parsed.indexName, 1, schema.maxNameBytes.table);
    if (length !== null) return { [position]: length };
    const used = await checkUnused(validation, parsed.indexName);
    if (used !== null) return { [position]: used };
    const definition = schema.formatIndex({ ...parsed, schemaName: "schema", indexName: "index" });
    if (definitions.has(definition)) {
      const message = "The index definition already exists.";
      return { [position]: { code: "validation_duplicated_index_definition", message } };
    }
    names.add(name);
    definitions.add(definition);
  }
  return null;
}

/** Names of indexes are unique in the whole database. */
async function checkUnused({ context, collection, original }: Validation, name: string): Promise<FieldError | null> {
  const { connection } = context;
  const rows = await connection.all<{ tbl_name: string }>(connection.dialect.schema.findIndexTable, [name]);
  const own = [collection.name, original?.name].map((table) => table?.toLowerCase());
  const other = rows.find((row) => !own.includes(row.tbl_name.toLowerCase()));
  if (other === undefined) return null;
  return {
    code: "validation_existing_index_name",
    message: `The index name is already used in ${other.tbl_name} collection.`,
    params: { usedTableName: other.tbl_name },
  };
}

/** Unique indexes over system fields may get other names and conditions, but must not go. */
function checkSystemIndexes({ context, collection, original }: Validation): FieldError | null {
  const { schema } = context.connection.dialect;
  for (const sql of original?.indexes ?? []) {
    const before = parseIndex(sql);
    if (!before?.unique) continue;
    const field = original?.fields.find(({ system, name }) => {
      return system && before.columns.some((column) => column.name.toLowerCase() === name.toLowerCase());
    });
    const isKept = collection.indexes.some((other) => {
      const after = parseIndex(other);
      return after !== null && essence(after, schema) === essence(before, schema);
    });
    if (field === undefined || isKept) continue;
    return {
      code: "validation_invalid_unique_system_field_index",
      message: `Unique index definition on system fields (${field.name}) is invalid or missing.`,
      params: { fieldName: field.name },
    };
  }
  return null;
}

/** What matters of a unique index: which columns it is over. */
function essence(index: IndexDefinition, schema: SchemaDialect): string {
  const columns = index.columns.map(({ name }) => ({ name, collate: "", sort: "" }) as const);
  return schema.formatIndex({ ...index, schemaName: "", indexName: "index", tableName: "table", where: "", columns });
}

function checkAuthIndexes({ collection }: Validation): FieldError | null {
  if (collection.type !== "auth") return null;
  const fieldName = ["tokenKey", "email"].find((name) => findUniqueIndex(collection.indexes, name) === undefined);
  if (fieldName === undefined) return null;
  return {
    code: "validation_missing_required_unique_index",
    message: `Missing required unique index for field "${fieldName}".`,
    params: { fieldName },
  };
}
